"""Release files: Parquet, one DuckDB file, description, dictionary, lineage and checksums, one directory per release.

They are written under `releases/.staging/<release id>/` and become visible by one rename after the swap.
"""

# ruff: noqa: S608 (names in these queries come from dbt or this project and are quoted; values never do)

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.errors import ReleaseError
from warehouse.release import registry
from warehouse.release.build import manifest_path
from warehouse.release.catalogue import MartTable, column_comment, read_catalogue, table_comment
from warehouse.release.datapackage import write_datapackage
from warehouse.release.dictionary import write_dictionary
from warehouse.release.docs import write_docs
from warehouse.release.failures import explained
from warehouse.release.postgres_types import quoted
from warehouse.release.schemas import value_of
from warehouse.release.source_database import DATABASE_FILE, literal, open_source
from warehouse.settings import Settings

STAGING = ".staging"
LATEST = "latest"
CHECKSUMS = "SHA256SUMS"
STORAGE_VERSION = "v1.4.0"  # DuckDB 1.4 and later open it

_KEEP_NEWEST = 7


def staged_directory(settings: Settings, release_id: str) -> Path:
    """Where a release's files stand until the release is published."""
    return settings.releases_directory / STAGING / release_id


def release_directory(settings: Settings, release_id: str) -> Path:
    """Where a published release's files stand."""
    return settings.releases_directory / release_id


Pages = Callable[[Settings, str, Path], None]


def write_files(settings: Settings, release_id: str, pages: Pages | None = None) -> Path:
    """Stage and make visible in one go, for a release that serves already."""
    if not staged_directory(settings, release_id).exists() and not release_directory(settings, release_id).exists():
        stage_files(settings, release_id, pages)
    return commit_files(settings, release_id)


def stage_files(settings: Settings, release_id: str, pages: Pages | None = None) -> Path:
    """Write everything but the checksums; whatever a killed attempt left is discarded first.

    `pages` adds files of its own (the HTML report) and gets the settings, the release and the directory.
    """
    with explained("Writing the release files"):
        directory = staged_directory(settings, release_id)
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        with open_source(settings.build_database, spill=directory / ".spill") as build:
            tables = read_catalogue(manifest_path(settings), build)
            counts = {table.name: _write_parquet(build, table, directory, release_id) for table in tables}
            _write_database(build, tables, directory / DATABASE_FILE)
            write_docs(settings, directory, build)
        shutil.rmtree(directory / ".spill", ignore_errors=True)
        write_dictionary(directory, release_id, settings.mode, tables, counts)
        if pages:
            pages(settings, release_id, directory)
        write_datapackage(directory, release_id, settings.mode, tables, counts)  # last: it lists the pages as well
        return directory


def _write_parquet(build: duckdb.DuckDBPyConnection, table: MartTable, directory: Path, release_id: str) -> int:
    """Sorted by primary key, so that readers skip row groups; who, what and which release in the file itself."""
    facts = {
        "release_id": release_id,
        "table": table.name,
        "comment": table_comment(table),
        "primary_key": ", ".join(table.primary_key),
    }
    metadata = ", ".join(f"{quoted(name)}: '{literal(value)}'" for name, value in facts.items())
    build.execute(
        f"copy (from marts.{quoted(table.name)} {_order(table)}) to '{literal(directory / f'{table.name}.parquet')}'"
        f" (format parquet, compression zstd, kv_metadata {{{metadata}}})"
    )
    return value_of(build.execute(f"select count(*) from marts.{quoted(table.name)}"))


def _write_database(build: duckdb.DuckDBPyConnection, tables: Sequence[MartTable], path: Path) -> None:
    build.execute(f"attach '{literal(path)}' as release (storage_version '{STORAGE_VERSION}')")
    build.execute("create schema release.marts")
    for table in tables:
        name = f"release.marts.{quoted(table.name)}"
        build.execute(f"create table {name} as from marts.{quoted(table.name)} {_order(table)}")
        build.execute(f"comment on table {name} is '{literal(table_comment(table))}'")
        for column in table.columns:
            build.execute(f"comment on column {name}.{quoted(column.name)} is '{literal(column_comment(column))}'")
    build.execute("detach release")


def _order(table: MartTable) -> str:
    return f"order by {', '.join(map(quoted, table.primary_key))}" if table.primary_key else ""


def commit_files(settings: Settings, release_id: str) -> Path:
    """Add checksums and make the files visible by one rename; may be called again after a kill."""
    with explained("Making the release files visible"):
        staged, target = staged_directory(settings, release_id), release_directory(settings, release_id)
        if not target.exists():
            if not staged.exists():
                raise ReleaseError(
                    f"Files of {release_id} were never written.", remedy="Run the DAG build_marts again."
                )
            _write_checksums(staged)
            _sync(staged)
            staged.rename(target)
        point_latest(settings, release_id)
        registry.record_files(settings, release_id, str(target))
        return target


def _write_checksums(directory: Path) -> None:
    """In the form that `sha256sum --check SHA256SUMS` reads."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    lines = [f"{file_sha256(path)}  {path.relative_to(directory)}\n" for path in paths]
    (directory / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def file_sha256(path: Path) -> str:
    """Hash of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(directory: Path) -> None:
    """On disk before visible: a power cut leaves the whole release or none."""
    for path in [*directory.rglob("*"), directory]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def point_latest(settings: Settings, release_id: str) -> None:
    """`releases/latest` for people and scripts, replaced in one step; stays when the files are not kept."""
    if not release_directory(settings, release_id).exists():
        return
    draft = settings.releases_directory / f".{LATEST}.{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(release_id)
    draft.replace(settings.releases_directory / LATEST)


def remove_old_files(settings: Settings, keep: Sequence[str] | None = None, now: datetime | None = None) -> list[str]:
    """Retention: the newest seven, the newest of each month of a year, and `keep` (what PostgreSQL holds).

    Returns what went.
    """
    now = now or datetime.now(UTC)
    if not settings.releases_directory.exists():
        return []
    keep = registry.placed_releases(settings) if keep is None else keep
    names = sorted((p.name for p in settings.releases_directory.glob("release-*") if p.is_dir()), reverse=True)
    kept = {*names[:_KEEP_NEWEST], *keep}
    newest_of_month: dict[str, str] = {}
    for name in names:
        newest_of_month.setdefault(name[len("release-") :][:6], name)
    first_month = f"{now.year - 1:04d}{now.month:02d}"
    kept |= {name for month, name in newest_of_month.items() if month > first_month}
    removed = [name for name in names if name not in kept]
    for name in removed:
        grave = staged_directory(settings, name)  # out of sight first: nobody meets half a release
        grave.parent.mkdir(exist_ok=True)
        shutil.rmtree(grave, ignore_errors=True)
        release_directory(settings, name).rename(grave)
        shutil.rmtree(grave)
    return removed


def discard_staged(settings: Settings, release_id: str) -> None:
    """Throw away the files of a release that will not be published."""
    shutil.rmtree(staged_directory(settings, release_id), ignore_errors=True)


def clean_staging(settings: Settings) -> None:
    """Remove what killed runs left behind."""
    shutil.rmtree(settings.releases_directory / STAGING, ignore_errors=True)
