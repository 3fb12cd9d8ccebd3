"""Back-ups: both databases, the archive, the raw zone, releases and state in one directory with checksums.

Databases are dumped before files are copied: a load that commits in between is then missing from `quality` and is
recorded by the next run, whereas the other order would leave rows without their files. Secrets are not copied.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from warehouse.loading.locks import FileLock
from warehouse.operations.copying import copy_folder, sha256, size_of
from warehouse.operations.dump import BackupError, addresses, dump
from warehouse.settings import Settings

FORMAT = 1
MANIFEST = "manifest.json"
PREFIX = "backup-"
FOLDERS = ("archive", "raw", "releases", "state")
KEEP = 7


def backup_directory(settings: Settings) -> Path:
    """Where back-ups go: WAREHOUSE_BACKUP_DIRECTORY (another disk, please), else the home."""
    return Path(os.environ.get("WAREHOUSE_BACKUP_DIRECTORY") or settings.home / "backups") / settings.mode.value


def create_backup(settings: Settings, target: Path | None = None, *, keep: int = KEEP) -> Path:
    """A new, complete back-up; returns its directory. Old ones beyond `keep` are removed afterwards."""
    folder = target or backup_directory(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        previous = next(iter(list_backups(folder)), None)
        _refuse_full_disk(settings, folder, previous)
        started_at = datetime.now(UTC)
        name = f"{PREFIX}{started_at:%Y%m%dT%H%M%S%f}"
        draft = folder / f".{name}.part"
        draft.mkdir(mode=0o700)
        try:
            files = _fill(settings, draft, previous)
            _write_manifest(settings, draft, started_at, files)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        finished = draft.rename(folder / name)
        for old in list_backups(folder)[max(keep, 1) :]:
            shutil.rmtree(old)
    return finished


def list_backups(folder: Path) -> list[Path]:
    """Complete back-ups, newest first."""
    if not folder.exists():
        return []
    found = [path for path in folder.iterdir() if path.name.startswith(PREFIX) and (path / MANIFEST).is_file()]
    return sorted(found, reverse=True)


def read_manifest(backup: Path) -> dict:
    """What the back-up says it holds; BackupError when it is none or from a future version."""
    try:
        manifest = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BackupError(
            f"{backup} is no complete back-up.", remedy="`warehouse backup list` shows those that are."
        ) from None
    if manifest.get("format") != FORMAT:
        raise BackupError(
            f"{backup} has format {manifest.get('format')}, this version reads format {FORMAT}.",
            remedy=f"Use warehouse {manifest.get('versions', {}).get('warehouse', 'of a newer version')}.",
        )
    return manifest


def verify_backup(backup: Path) -> int:
    """Read every file again and compare; returns how many were checked."""
    files = read_manifest(backup)["files"]
    for name, expected in files.items():
        path = contained(backup, name)
        if not path.is_file():
            raise BackupError(f"{path} is missing.", remedy="Use an earlier back-up.")
        if path.stat().st_size != expected["bytes"] or sha256(path) != expected["sha256"]:
            raise BackupError(f"{path} is damaged: its checksum differs.", remedy="Use an earlier back-up.")
    return len(files)


def contained(folder: Path, name: str) -> Path:
    """The path `name` below `folder`; refuses names that lead out of it, because a manifest is only a file."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise BackupError(f"The back-up names a path outside itself: {name!r}.", remedy="Do not trust this back-up.")
    return path


def _fill(settings: Settings, draft: Path, previous: Path | None) -> dict[str, dict]:
    files: dict[str, dict] = {}
    for database, address in addresses(settings).items():
        file = draft / f"{database}.dump"
        dump(address, file)
        files[file.name] = {"sha256": sha256(file), "bytes": file.stat().st_size}
    known = read_manifest(previous)["files"] if previous else {}
    for folder in FOLDERS:
        files |= copy_folder(settings.home / folder, draft, known, previous, folder)
    return files


def _write_manifest(settings: Settings, draft: Path, started_at: datetime, files: dict[str, dict]) -> None:
    manifest = {
        "format": FORMAT,
        "mode": settings.mode.value,
        "started_at": started_at.isoformat(),
        "finished_at": datetime.now(UTC).isoformat(),
        "versions": {
            name: version(package) for name, package in (("warehouse", "warehouse"), ("airflow", "apache-airflow-core"))
        },
        "files": files,
    }
    path = draft / MANIFEST
    with path.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _refuse_full_disk(settings: Settings, folder: Path, previous: Path | None) -> None:
    needed = sum(size_of(settings.home / name) for name in FOLDERS)
    if previous:  # what has not changed is linked
        needed -= sum(entry["bytes"] for name, entry in read_manifest(previous)["files"].items() if "/" in name)
    free = shutil.disk_usage(folder).free
    if max(needed, 0) + (64 << 20) > free:
        raise BackupError(
            f"{folder} has {free >> 20} MiB free, a back-up may need {max(needed, 0) >> 20} MiB and some for the dumps.",
            remedy="Free space there, or set WAREHOUSE_BACKUP_DIRECTORY to another disk.",
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / ".lock")
    if not lock.acquire():
        raise BackupError(f"Another back-up is being made in {folder}.", remedy="Wait for it to end.")
    try:
        for draft in folder.glob(f".{PREFIX}*.part"):  # of a back-up that was killed
            shutil.rmtree(draft, ignore_errors=True)
        yield
    finally:
        lock.release()
