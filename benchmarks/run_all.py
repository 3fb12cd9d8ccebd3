"""`make bench`: every benchmark of this folder, one after the other; name some to run only those."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
NOT_A_BENCHMARK = {"run_all", "common", "marts_raw", "marts_by_hand"}


def main(wanted: list[str]) -> int:
    """Exit code 1 when one of them missed its goal or ended badly; the others still run."""
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_A_BENCHMARK)
    unknown = set(wanted) - set(names)
    if unknown:
        sys.stderr.write(f"No benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(names)}.\n")
        return 2
    results = []
    for name in wanted or names:
        print(f"\n=== {name} ===", flush=True)
        began = time.monotonic()
        code = subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False).returncode
        results.append((name, code, time.monotonic() - began))
    print("\n=== summary ===")
    for name, code, seconds in results:
        print(f"{'✓' if code == 0 else '✗'} {name:12} {seconds:7.1f} s")
    return 1 if any(code for _, code, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
