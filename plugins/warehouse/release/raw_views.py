"""Schema `raw` of the build database: one view per raw table over exactly the files of the loads in force."""

# ruff: noqa: S608 (names in these queries come from dbt or this project and are quoted; values never do)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.loading.identity import LoadIdentity
from warehouse.loading.raw_zone import load_directory, loads_in_force, raw_files
from warehouse.loading.recording import read_load
from warehouse.quality.reviews import decisions_in_force
from warehouse.release.postgres_types import quoted
from warehouse.release.versions import note_files
from warehouse.settings import Settings
from warehouse.sources.contract import TableContract

_CATALOGUE = pa.schema(
    [
        (name, pa.string())
        for name in (
            "source_name", "raw_table", "title_ko", "title_en", "provider_ko", "provider_en", "homepage", "licence",
            "cadence",
        )
    ]
)  # fmt: skip
_LOADS = pa.schema(
    [
        ("source_name", pa.string()),
        ("raw_table", pa.string()),
        ("load_id", pa.string()),
        ("started_at", pa.timestamp("us", tz="UTC")),
        ("row_count", pa.int64()),
        ("covers_from", pa.date32()),
        ("covers_before", pa.date32()),
    ]
)
# What people decided about facts of articles; the corrected columns are null unless the verdict is `corrected`.
_DECISIONS = pa.schema(
    [
        *((name, pa.string()) for name in ("review_key", "verdict", "text_sha256")),
        ("decided_at", pa.timestamp("us", tz="UTC")),
        ("amount_krw", pa.int64()),
        *((name, pa.string()) for name in ("role", "label", "fiscal_year", "organisation")),
        *((name, pa.string()) for name in ("name", "owner", "status", "region_code")),
    ]
)


def create_raw_views(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, int]:
    """(Re)create every view in one transaction; returns how many files stand behind each.

    A build sees the loads of this moment: a load committed later belongs to the next build.
    """
    from warehouse.sources.registry import all_contracts  # imports every source: only a build pays for it

    counts = {}
    decisions = decisions_in_force(settings)
    connection.execute("begin")
    connection.execute("drop schema if exists raw cascade")
    connection.execute("create schema raw")
    for table in {table.name: table for contract in all_contracts() for table in contract.tables}.values():
        files = raw_files(settings, table.name)
        connection.execute(view_of(connection, table, files))
        note_files(connection, quoted(table.name), files)
        counts[table.name] = len(files)
    create_catalogue(connection, loads_in_force(settings), settings, decisions)
    connection.execute("commit")
    return counts


def create_catalogue(
    connection: duckdb.DuckDBPyConnection,
    loads: Sequence[LoadIdentity] = (),
    settings: Settings | None = None,
    decisions: Sequence[Mapping[str, Any]] = (),
) -> None:
    """What stands behind the raw tables: `raw.source_catalogue` from the contracts, `raw.loads_in_force` from the loads,
    `raw.review_decisions` from schema `quality`."""
    from warehouse.sources.registry import all_contracts

    catalogue = [
        {
            "source_name": contract.name, "raw_table": table.name, "title_ko": table.title.ko, "title_en": table.title.en,
            "provider_ko": contract.provider.ko, "provider_en": contract.provider.en, "homepage": contract.homepage,
            "licence": contract.licence.value, "cadence": contract.schedule,
        }
        for contract in all_contracts() for table in contract.tables
    ]  # fmt: skip
    described = [
        {
            "source_name": load.source, "raw_table": table, "load_id": load.load_id, "started_at": load.started_at, "row_count": count,
            "covers_from": load.interval_start, "covers_before": load.interval_end,
        }
        for load in (read_load(load_directory(settings, identity)) for identity in loads if settings)
        for table, count in load.row_counts.items()
    ]  # fmt: skip
    for name, rows, schema in (
        ("source_catalogue", catalogue, _CATALOGUE),
        ("loads_in_force", described, _LOADS),
        ("review_decisions", decisions, _DECISIONS),
    ):
        connection.register("described", pa.Table.from_pylist(rows, schema=schema))
        connection.execute(f"create or replace table raw.{name} as select * from described")
        connection.unregister("described")


def view_of(connection: duckdb.DuckDBPyConnection, table: TableContract, files: Sequence[Path]) -> str:
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
