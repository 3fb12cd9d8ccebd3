"""What the marts are, as dbt's manifest and the build database say: tables, columns, labels, keys, indexes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import ReleaseError


@dataclass(frozen=True, slots=True)
class MartColumn:
    """A column with its DuckDB type and its words in two languages."""

    name: str
    type: str
    label_ko: str
    label_en: str
    description: str
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class MartTable:
    """A table of the marts; `mart` is the folder of its model (initiative, budget, region, shared)."""

    name: str
    mart: str
    label_ko: str
    label_en: str
    description: str
    columns: tuple[MartColumn, ...]
    primary_key: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in their order."""
        return tuple(column.name for column in self.columns)


def column_comment(column: MartColumn) -> str:
    """What PostgreSQL, DuckDB and the data dictionary say of a column."""
    return _words(column.label_ko, column.description, column.label_en)


def table_comment(table: MartTable) -> str:
    """What PostgreSQL, DuckDB and the data dictionary say of a table."""
    return _words(table.label_ko, table.description, table.label_en)


def _words(label_ko: str, description: str, label_en: str) -> str:
    return f"{label_ko} – {description or label_en}"


def read_catalogue(manifest_path: Path, connection: duckdb.DuckDBPyConnection) -> tuple[MartTable, ...]:
    """Every mart model of the manifest, with the columns its table really has."""
    if not manifest_path.exists():
        raise ReleaseError(
            f"dbt's manifest is missing at {manifest_path}.", remedy="Build the marts first (DAG build_marts)."
        )
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    models = [node for node in manifest["nodes"].values() if _is_mart(node)]
    if not models:
        raise ReleaseError("dbt's manifest names no model in schema marts.", remedy="See dbt_project/models/marts.")
    return tuple(_table(node, connection) for node in sorted(models, key=lambda node: node["alias"]))


def _is_mart(node: Mapping[str, Any]) -> bool:
    materialised = node.get("config", {}).get("materialized")
    return node["resource_type"] == "model" and node["schema"] == "marts" and materialised != "ephemeral"


def _table(node: Mapping[str, Any], connection: duckdb.DuckDBPyConnection) -> MartTable:
    actual = connection.execute(
        "select column_name, data_type, is_nullable from duckdb_columns()"
        " where database_name = current_database() and schema_name = 'marts' and table_name = ? order by column_index",
        [node["alias"]],
    ).fetchall()
    if not actual:
        raise ReleaseError(
            f"Mart {node['alias']} is in dbt's manifest but not in the build database.",
            remedy="Build the layer marts again.",
        )
    described = node["columns"]
    columns = tuple(_column(name, type_, nullable, described.get(name, {})) for name, type_, nullable in actual)
    meta = _meta(node)
    primary_key, indexes = _names(meta.get("primary_key")), tuple(_names(entry) for entry in meta.get("indexes") or ())
    _refuse_unknown(node["alias"], columns, [primary_key, *indexes])
    folder = node["fqn"][-2] if len(node["fqn"]) > 3 else "shared"
    return MartTable(
        name=node["alias"],
        mart=folder,
        label_ko=meta.get("label_ko") or node["alias"],
        label_en=meta.get("label_en") or node["alias"],
        description=" ".join((node.get("description") or "").split()),
        columns=columns,
        primary_key=primary_key,
        indexes=indexes,
    )


def _column(name: str, type_: str, nullable: bool, described: Mapping[str, Any]) -> MartColumn:
    meta = _meta(described)
    return MartColumn(
        name=name,
        type=type_,
        label_ko=meta.get("label_ko") or name,
        label_en=meta.get("label_en") or name,
        description=" ".join((described.get("description") or "").split()),
        nullable=nullable,
    )


def _meta(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """dbt 1.10 moved `meta` under `config`; both places count."""
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


def _names(entry: Any) -> tuple[str, ...]:
    if entry is None:
        return ()
    if isinstance(entry, str):
        return tuple(part.strip() for part in entry.split(","))
    if isinstance(entry, Mapping):  # dbt's own form: {columns: [a, b]}
        return tuple(entry["columns"])
    return tuple(entry)


def _refuse_unknown(table: str, columns: tuple[MartColumn, ...], keys: list[tuple[str, ...]]) -> None:
    known = {column.name for column in columns}
    unknown = sorted({name for key in keys for name in key if name not in known})
    if unknown:
        raise ReleaseError(
            f"Mart {table} has a key or index on unknown column(s) {', '.join(unknown)}.",
            remedy=f"Mend `primary_key` or `indexes` in the meta of model {table}.",
        )
