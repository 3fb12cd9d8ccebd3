"""What each relation of the build database was made from, so that a build keeps what nothing changed for.

dbt's macros compare and keep (dbt_project/macros/engine/kept.sql). Here their table `kept.versions` is made, and
emptied whenever it could mislead: then everything is built whole, and the log says why.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import duckdb

from warehouse.settings import PROJECT_ROOT

log = logging.getLogger(__name__)

# What a model's rows depend on beside its inputs: models, macros, seeds, variables, and what Python models import.
CODE = ("dbt_project", "plugins/warehouse/classification", "plugins/warehouse/linking")
ENGINES = ("dbt-core", "dbt-duckdb", "duckdb", "splink")
_NO_CODE = {"target", "logs", "__pycache__"}
WHOLE = "WAREHOUSE_WHOLE_BUILD"  # set to 1: keep nothing


def prepare_versions(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Make the table, or empty it when what stands there was made by other code; returns why everything is built whole."""
    digest = code_digest()
    connection.execute("create schema if not exists kept")
    connection.execute("create table if not exists kept.versions (relation varchar, inputs varchar, version varchar)")
    connection.execute("create table if not exists kept.code (digest varchar)")
    reason = _reason(connection, digest)
    if reason:
        log.warning("Everything is built whole: %s.", reason)
        connection.execute("begin")
        connection.execute("delete from kept.versions")
        connection.execute("delete from kept.code")
        connection.execute("insert into kept.code values (?)", [digest])
        connection.execute("commit")
    return reason


def _reason(connection: duckdb.DuckDBPyConnection, digest: str) -> str | None:
    if os.environ.get(WHOLE) == "1":
        return f"{WHOLE} asks for it"
    known = connection.execute("select digest from kept.code").fetchall()
    if not known:
        return "nobody noted what the tables were made from"
    if known != [(digest,)]:
        return "models, seeds, contracts, vocabularies or engines are not those of the last build"
    return None


def code_digest(root: Path = PROJECT_ROOT) -> str:
    """One number over all code that decides what a model says, and the engines' versions."""
    digest = hashlib.sha256()
    for path in _code_files(root):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(" ".join(f"{name}={version(name)}" for name in ENGINES).encode())
    return digest.hexdigest()


def _code_files(root: Path) -> Iterator[Path]:
    for folder in CODE:
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root).parts
            if path.is_file() and not _NO_CODE.intersection(parts) and not path.name.startswith("."):
                yield path


def note_files(connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[Path]) -> None:
    """What stands behind a raw view, as its comment: loads never change, and where a file did, this does."""
    stands = "\n".join(f"{path.name}|{path.stat().st_size}|{path.stat().st_mtime_ns}" for path in files)
    noted = f"{len(files)} files, {hashlib.sha256(stands.encode()).hexdigest()}"
    connection.execute(f"comment on view raw.{table} is '{noted}'")
