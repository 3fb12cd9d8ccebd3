"""What is installed is what the lock names, with hashes; and advisories are looked up where that is possible."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (ROOT / "requirements.lock", ROOT / "docs/deployment/superset-requirements.txt")

# Advisories that were read and found not to concern this project, with the reason and the day.
ACCEPTED: dict[str, str] = {}


def requirements(lock: Path) -> list[str]:
    joined = re.sub(r"\\\n\s*", " ", lock.read_text(encoding="utf-8"))
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_with_hashes(lock: Path) -> None:
    lines = requirements(lock)
    assert len(lines) > 100
    for line in lines:
        assert re.match(r"[\w.-]+(\[[\w,.-]+\])?==[\w.!+-]+", line), line[:80]
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}", line), line[:80]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_names_an_index_or_an_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text and not re.search(r"^--?(index|extra|find|i )", text, flags=re.MULTILINE)


@pytest.mark.full
def test_a_changed_package_is_refused(tmp_path: Path) -> None:
    """A hash that does not fit stops the installation, also where the lock serves as constraint, as in the image."""
    typer = next(line for line in requirements(LOCKS[0]) if line.startswith("typer=="))
    tampered = re.sub(r"sha256:[0-9a-f]{64}", "sha256:" + "0" * 64, typer)
    (tmp_path / "lock").write_text(tampered + "\n")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "--quiet", tmp_path / "venv"], check=True)
    install = [
        uv,
        "pip",
        "install",
        "--no-deps",
        "--no-cache",
        "--python",
        tmp_path / "venv/bin/python",
        "--verify-hashes",
    ]
    result = subprocess.run([*install, "--constraint", tmp_path / "lock", "typer"], capture_output=True, text=True)
    assert result.returncode != 0 and "hash" in result.stderr.lower()


@pytest.mark.full
@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_known_advisory_concerns_a_locked_package(lock: Path, tmp_path: Path) -> None:
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "--quiet", tmp_path / "venv"], check=True)
    subprocess.run([uv, "pip", "install", "--quiet", "--python", tmp_path / "venv/bin/python", "pip-audit"], check=True)
    pins = [line.split(" --hash")[0] for line in requirements(lock) if ";" not in line.split(" --hash")[0]]
    (tmp_path / "pins.txt").write_text("\n".join(pins) + "\n")
    command = [
        tmp_path / "venv/bin/pip-audit",
        "--requirement",
        tmp_path / "pins.txt",
        "--no-deps",
        "--disable-pip",
        "--format",
        "json",
        "--timeout",
        "20",
    ]
    result = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if not result.stdout.strip():
        pytest.skip("no index of advisories is reachable here; the lock's hashes are checked instead")
    dependencies = json.loads(result.stdout)["dependencies"]
    if sum("skip_reason" in package for package in dependencies) > len(dependencies) / 2:
        pytest.skip("the index that is reachable here knows no advisories; the lock's hashes are checked instead")
    found = {
        advisory["id"]: f"{package['name']} {package['version']}"
        for package in dependencies
        for advisory in package.get("vulns", [])
    }
    assert set(found) <= set(ACCEPTED), found
