"""Schema `raw` of the build database: one view per raw table over exactly the files of the loads in force."""

# ruff: noqa: S608 (names in these queries come from dbt or this project and are quoted; values never do)

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.loading.raw_zone import raw_files
from warehouse.release.postgres_types import quoted
from warehouse.settings import Settings
from warehouse.sources.contract import TableContract


def create_raw_views(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, int]:
    """(Re)create every view in one transaction; returns how many files stand behind each.

    A build sees the loads of this moment: a load committed later belongs to the next build.
    """
    from warehouse.sources.registry import all_contracts  # imports every source: only a build pays for it

    counts = {}
    connection.execute("begin")
    connection.execute("drop schema if exists raw cascade")
    connection.execute("create schema raw")
    for contract in all_contracts():
        for table in contract.tables:
            files = raw_files(settings, table.name)
            connection.execute(_view(connection, table, files))
            counts[table.name] = len(files)
    connection.execute("commit")
    return counts


def _view(connection: duckdb.DuckDBPyConnection, table: TableContract, files: Sequence[Path]) -> str:
    """The contract's columns in the contract's types, whatever older loads did not have yet being null."""
    empty = connection.from_arrow(table.raw_schema.empty_table())
    columns = [(quoted(name), str(type_)) for name, type_ in zip(empty.columns, empty.types, strict=True)]
    nothing = ", ".join(f"cast(null as {type_}) as {name}" for name, type_ in columns)
    query = f"select {nothing} where false"
    if files:
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        query = f"({query}) union all by name select * from read_parquet([{listed}], union_by_name = true)"
    typed = ", ".join(f"cast({name} as {type_}) as {name}" for name, type_ in columns)
    return f"create view raw.{quoted(table.name)} as select {typed} from ({query})"
