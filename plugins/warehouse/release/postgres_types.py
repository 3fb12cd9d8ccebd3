"""How a DuckDB column becomes a PostgreSQL column: its type, and its text in COPY's CSV."""

from __future__ import annotations

import re

from warehouse.errors import ReleaseError
from warehouse.release.catalogue import MartColumn

_PLAIN = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "UTINYINT": "smallint",
    "INTEGER": "integer",
    "USMALLINT": "integer",
    "BIGINT": "bigint",
    "UINTEGER": "bigint",
    "UBIGINT": "numeric(20,0)",
    "HUGEINT": "numeric(39,0)",
    "UHUGEINT": "numeric(39,0)",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "VARCHAR": "text",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "UUID": "uuid",
    "JSON": "jsonb",
    "INTERVAL": "interval",
}


def postgres_type(column: MartColumn) -> str:
    """The PostgreSQL type that holds every value of the column."""
    return _postgres_type(column.type, column.name)


def _postgres_type(type_: str, name: str) -> str:
    if type_ in _PLAIN:
        return _PLAIN[type_]
    if type_.startswith("ENUM"):
        return "text"
    if decimal := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", type_):
        return f"numeric({decimal[1]},{decimal[2]})"
    if type_.endswith("[]") and not type_[:-2].endswith("]") and not type_.startswith(("STRUCT", "MAP")):
        return f"{_postgres_type(type_[:-2], name)}[]"
    if type_.startswith(("STRUCT", "MAP")) or type_.endswith("]"):
        return "jsonb"
    raise ReleaseError(
        f"Column {name} has DuckDB type {type_}, which has no counterpart in PostgreSQL.",
        remedy="Cast it in the model to text, a number, a date or a list of those.",
    )


def csv_expression(column: MartColumn) -> str:
    """SQL for DuckDB that yields the column as PostgreSQL's COPY reads it."""
    name = quoted(column.name)
    target = postgres_type(column)
    if target.endswith("[]"):
        # {"a","b"} with every element quoted, so that a text like NULL or a comma stays itself.
        element = r"""'"' || replace(replace(cast(e as varchar), '\', '\\'), '"', '\"') || '"'"""
        return (
            f"case when {name} is null then null else '{{' || "
            f"array_to_string(list_transform({name}, lambda e: coalesce({element}, 'NULL')), ',') || '}}' end"
        )
    if target == "jsonb":
        return f"cast(to_json({name}) as varchar)"
    return name


def quoted(name: str) -> str:
    """An identifier for DuckDB and PostgreSQL alike."""
    return '"' + name.replace('"', '""') + '"'
