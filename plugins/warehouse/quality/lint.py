"""`python -m warehouse.quality.lint`: every suite file, each problem with file, line and reason."""

from __future__ import annotations

import sys
from pathlib import Path

from warehouse.quality.suites import SUITES_DIRECTORY, problems_of


def main(directory: Path = SUITES_DIRECTORY) -> int:
    """Print the problems; 1 when there are any."""
    paths = sorted(directory.glob("*/*.yml"))
    problems = [problem for path in paths for problem in problems_of(path)]
    for problem in problems:
        print(problem)
    print(f"{len(paths)} suites, {len(problems)} problems")
    return 1 if problems or not paths else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
