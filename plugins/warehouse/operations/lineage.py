"""Which columns every column of every model comes from, read off the SQL that dbt compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage

from warehouse.operations.unions import by_position
from warehouse.release.manifest import relation

DIALECT = "duckdb"
Column = tuple[str, str]  # (schema.table, column)
ModelLineage = dict[str, tuple[Column, ...]]


def all_lineage(manifest: Mapping[str, Any], columns: Mapping[str, list[str]]) -> dict[str, ModelLineage]:
    """For every model with SQL: column → the columns of other relations it is computed from.

    `columns` gives the columns of every relation, which `select *` cannot be understood without.
    """
    schema: dict[str, Any] = {}
    for name, listed in columns.items():
        schema_name, _, table = name.partition(".")
        schema.setdefault(schema_name, {})[table] = dict.fromkeys(listed, "VARCHAR")
    models = (
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node.get("compiled_code")
    )
    return {relation(node): model_lineage(node["compiled_code"], schema) for node in models}


def model_lineage(sql: str, schema: Mapping[str, Any]) -> ModelLineage:
    """Column → source columns, of one query. What sqlglot cannot follow has no lineage rather than a wrong one."""
    try:
        tree = parse_one(sql, dialect=DIALECT)
    except SqlglotError:
        return {}
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)  # the build database's own name
    by_position(tree, schema)
    try:
        nodes = lineage(None, tree, schema=dict(schema), dialect=DIALECT)
    except SqlglotError:
        nodes = _one_by_one(tree, schema)
    return {name: tuple(sorted(set(_sources(node)))) for name, node in nodes.items()}


def _one_by_one(tree: exp.Expr, schema: Mapping[str, Any]) -> dict[str, Node]:
    """The columns that can be followed, where one of them cannot."""
    nodes = {}
    for name in getattr(tree, "named_selects", ()):
        with suppress(SqlglotError):
            nodes[name] = lineage(name, tree, schema=dict(schema), dialect=DIALECT)
    return nodes


def trace(table: str, column: str, known: Mapping[str, ModelLineage]) -> Iterator[tuple[int, Column]]:
    """Every column that `table.column` comes from, back to the raw tables, with its distance; each one once."""
    seen: set[Column] = set()
    waiting: list[tuple[int, Column]] = [(0, (table, column))]
    while waiting:
        depth, current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        yield depth, current
        waiting += [(depth + 1, source) for source in reversed(known.get(current[0], {}).get(current[1], ()))]


def _sources(node: Node) -> Iterator[Column]:
    for step in node.walk():
        if not step.downstream and isinstance(step.expression, exp.Table):
            yield f"{step.expression.db}.{step.expression.name}", step.name.rpartition(".")[2].strip('"')
