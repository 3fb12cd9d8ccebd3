"""The raw zone: one directory per visible load, made visible by one rename, superseded as a whole.

`raw/<source>/<load id>/` is visible; `raw/.staging/<load id>/` is being written and `raw/.failed/<load id>/` keeps
why a load did not become visible (`load.json`, `quarantine.parquet`), until PostgreSQL has it and for a while after.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.loading.identity import LoadIdentity, parse_load_id
from warehouse.loading.locks import FileLock, sync_directory
from warehouse.settings import Settings

STAGING = ".staging"
FAILED = ".failed"
LOAD_FILE = "load.json"
RULES_FILE = "rules.json"
QUARANTINE_FILE = "quarantine.parquet"
# A build that began before a load was superseded still reads its files; builds take minutes, so a day is safe.
KEEP_SUPERSEDED_FOR = timedelta(days=7)
KEEP_FAILED_FOR = timedelta(days=90)


def load_directory(settings: Settings, identity: LoadIdentity) -> Path:
    """Where a committed load stands."""
    return settings.raw_directory / identity.source / str(identity)


def failed_directory(settings: Settings, identity: LoadIdentity) -> Path:
    """Where the record of a load that did not become visible stands."""
    return settings.raw_directory / FAILED / str(identity)


class StagedLoad:
    """A load being written. `commit` or `fail` moves it as a whole; leaving without either discards it."""

    def __init__(self, settings: Settings, identity: LoadIdentity) -> None:
        self.settings = settings
        self.identity = identity
        self.directory = settings.raw_directory / STAGING / str(identity)
        self._lock = FileLock(self.directory.with_name(f"{identity}.lock"))

    def __enter__(self) -> StagedLoad:
        if not self._lock.acquire():
            raise WarehouseError(
                f"Load {self.identity} is being written by another process.", remedy="Wait until it has finished."
            )
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        self._lock.release()

    def table_path(self, table: str) -> Path:
        """Where the rows of a raw table are written."""
        return self.directory / f"{table}.parquet"

    @property
    def quarantine_path(self) -> Path:
        """Where the rows that were held back are written."""
        return self.directory / QUARANTINE_FILE

    def write_record(self, text: str) -> None:
        """`load.json`: what the load was."""
        (self.directory / LOAD_FILE).write_text(text, encoding="utf-8")

    def commit(self) -> Path:
        """Make the load visible: everything on disk first, then one rename."""
        return self._move_to(load_directory(self.settings, self.identity))

    def fail(self) -> Path:
        """Keep the record and the quarantine, drop the rows."""
        for path in self.directory.iterdir():
            if path.name not in (LOAD_FILE, RULES_FILE, QUARANTINE_FILE):
                path.unlink()
        target = failed_directory(self.settings, self.identity)
        shutil.rmtree(target, ignore_errors=True)  # an earlier attempt of the same load
        return self._move_to(target)

    def _move_to(self, target: Path) -> Path:
        for path in self.directory.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        sync_directory(self.directory)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise WarehouseError(
                f"Load {self.identity} is visible already.", remedy="Use `warehouse replay` to load its archive again."
            )
        self.directory.rename(target)
        sync_directory(target.parent)
        return target


def committed_loads(settings: Settings, source: str | None = None) -> list[LoadIdentity]:
    """Every visible load, superseded ones included, oldest first."""
    pattern = f"{source}/{source}-*" if source else "[a-z]*/*-*"
    return sorted(parse_load_id(path.name) for path in settings.raw_directory.glob(pattern))


def loads_in_force(settings: Settings, source: str | None = None) -> list[LoadIdentity]:
    """The loads that count: of each source and interval the newest."""
    newest = {(load.source, load.interval_key): load for load in committed_loads(settings, source)}
    return list(newest.values())


def superseded_by(settings: Settings, source: str) -> dict[LoadIdentity, LoadIdentity]:
    """For each superseded load of a source, the one in force in its place."""
    in_force = {load.interval_key: load for load in loads_in_force(settings, source)}
    return {
        load: in_force[load.interval_key]
        for load in committed_loads(settings, source)
        if load != in_force[load.interval_key]
    }


def raw_files(settings: Settings, table: str) -> list[Path]:
    """The Parquet files of a raw table in the loads in force: exactly what its view reads."""
    paths = (load_directory(settings, load) / f"{table}.parquet" for load in loads_in_force(settings))
    return [path for path in paths if path.exists()]


def clean_staging(settings: Settings) -> list[str]:
    """Remove what killed loads left behind; loads whose process lives are not touched. Returns the load ids."""
    staging = settings.raw_directory / STAGING
    names = {path.name.removesuffix(".lock") for path in staging.glob("*-*")} if staging.exists() else set()
    removed = []
    for name in sorted(names):
        lock = FileLock(staging / f"{name}.lock")
        if not lock.acquire():
            continue
        if (staging / name).exists():
            shutil.rmtree(staging / name)
            removed.append(name)
        lock.release()
    return removed


def remove_old_loads(
    settings: Settings,
    *,
    superseded_for: timedelta = KEEP_SUPERSEDED_FOR,
    failed_for: timedelta = KEEP_FAILED_FOR,
    now: datetime | None = None,
) -> list[str]:
    """Retention: superseded loads and records of failed ones past their time. Archives stay. Returns the load ids."""
    now = now or datetime.now(UTC)
    removed = []
    for directory, since, kept_for in _retired(settings, superseded_for, failed_for):
        if now - since > kept_for:
            # Out of sight first: a reader meets the whole load or none of it.
            grave = settings.raw_directory / STAGING / directory.name
            grave.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(grave, ignore_errors=True)
            directory.rename(grave)
            shutil.rmtree(grave)
            removed.append(directory.name)
    return removed


def _retired(
    settings: Settings, superseded_for: timedelta, failed_for: timedelta
) -> Iterator[tuple[Path, datetime, timedelta]]:
    """Directories that no longer count, since when, and how long each is kept."""
    for source in {load.source for load in committed_loads(settings)}:
        for old, new in superseded_by(settings, source).items():
            yield load_directory(settings, old), new.started_at, superseded_for
    failed = settings.raw_directory / FAILED
    for path in failed.glob("*-*") if failed.exists() else ():
        yield path, parse_load_id(path.name).started_at, failed_for
