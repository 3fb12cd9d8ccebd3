"""Opens a database whose schema `marts` is to be copied: read-only, in bounded memory, times in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import ReleaseError

DATABASE_FILE = "warehouse.duckdb"  # of a release's files: the same tables in the same schema
_MEMORY = "1GB"


@contextmanager
def open_source(path: Path, spill: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for which `marts.<table>` is the source's table.

    The source is attached to an instance in memory, because an instance that opens a file read-only
    can attach nothing for writing, which the release's own DuckDB file needs.
    """
    if not path.exists():
        raise ReleaseError(
            f"There is no database to copy at {path}.", remedy="Build the marts first (DAG build_marts)."
        )
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"set memory_limit = '{_MEMORY}'")
        connection.execute("set timezone = 'UTC'")
        connection.execute("set enable_progress_bar = false")
        if spill:
            connection.execute(f"set temp_directory = '{literal(spill)}'")
        connection.execute(f"attach '{literal(path)}' as source (read_only)")
        connection.execute("use source")
        yield connection


def literal(value: object) -> str:
    """The inside of a quoted SQL text."""
    return str(value).replace("'", "''")
