"""PostgreSQL databases as files and back: pg_dump and pg_restore of the PostgreSQL 18 that the project carries."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from warehouse.database import warehouse_address
from warehouse.errors import WarehouseError
from warehouse.services.airflow import METADATA_FOR_TASKS_VARIABLE, METADATA_VARIABLE, airflow_environment
from warehouse.services.postgres import BINARIES
from warehouse.settings import Settings


class BackupError(WarehouseError):
    """A back-up could not be made, is damaged, or could not be restored."""


def addresses(settings: Settings) -> dict[str, str]:
    """The databases that hold something that cannot be pulled again, by name."""
    environment = airflow_environment(settings)
    metadata = environment[METADATA_VARIABLE]
    if not metadata.startswith("postgresql"):
        metadata = environment[METADATA_FOR_TASKS_VARIABLE]
    return {"warehouse": warehouse_address(settings), "airflow": metadata.replace("postgresql+psycopg2", "postgresql")}


def dump(address: str, file: Path) -> None:
    """One database in PostgreSQL's compressed format, as of one moment, while others read and write."""
    _run("pg_dump", address, "--format=custom", "--compress=gzip:1", "--no-owner", f"--file={file}")


def restore(address: str, file: Path) -> None:
    """Replace what stands in the database by the dump, all or nothing."""
    _run(
        "pg_restore", address, "--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction", str(file)
    )  # fmt: skip


def _run(program: str, address: str, *arguments: str) -> None:
    """The password goes through the environment: arguments are visible to every process of the machine."""
    parts = urlsplit(address)
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": unquote(parts.password or "")}
    where = [f"--host={parts.hostname}", f"--port={parts.port or 5432}", f"--username={parts.username}"]
    database = f"--dbname={parts.path.lstrip('/')}"
    result = subprocess.run(
        [str(BINARIES / program), *where, "--no-password", database, *arguments],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if result.returncode:
        reason = next(
            (line for line in result.stderr.splitlines() if "error" in line.lower()), result.stderr.strip()[:300]
        )
        raise BackupError(
            f"{program} of database {parts.path.lstrip('/')} on {parts.hostname} failed: {reason}.",
            remedy="Check that PostgreSQL answers (`warehouse doctor`) and that the disk has room, then try again.",
        )
