"""Rewrites `union by name` as a union by position, the only kind that sqlglot's lineage follows (30.x, 2026-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp


def by_position(tree: exp.Expr, schema: Mapping[str, Any]) -> None:
    """Give both sides of every `union by name` in `tree` the same columns in the same order, in place."""
    ctes = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    for union in reversed(list(tree.find_all(exp.SetOperation))):  # inner ones first
        if not union.args.get("by_name"):
            continue
        left, right = (column_names(side, ctes, schema) for side in (union.left, union.right))
        together = list(dict.fromkeys([*left, *right]))
        union.set("this", _with_columns(union.this, left, together))
        union.set("expression", _with_columns(union.expression, right, together))
        union.set("by_name", False)
        if union.parent and isinstance(union.parent, exp.CTE):
            ctes[union.parent.alias] = union


def column_names(query: Any, ctes: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """The columns that a query returns; stars are looked up in what they stand for."""
    if isinstance(query, exp.Subquery | exp.CTE):
        return column_names(query.this, ctes, schema)
    if isinstance(query, exp.SetOperation):
        return column_names(query.this, ctes, schema)
    if isinstance(query, exp.Table):
        if query.name in ctes and not query.db:
            return column_names(ctes[query.name], ctes, schema)
        return list(schema.get(query.db, {}).get(query.name, ()))
    names: list[str] = []
    for column in query.expressions:
        names += _of_star(column, query, ctes, schema) if column.is_star else [column.alias_or_name]
    return names


def _of_star(column: Any, query: Any, ctes: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """`*`, `source.*` and `* exclude (…)`."""
    star = column if isinstance(column, exp.Star) else column.this
    left_out = {excluded.name for excluded in star.args.get("except_") or ()}
    wanted = column.table if isinstance(column, exp.Column) else ""
    sources = [query.args["from_"].this, *(join.this for join in query.args.get("joins") or ())]
    return [
        name
        for source in sources
        if not wanted or source.alias_or_name == wanted
        for name in column_names(source, ctes, schema)
        if name not in left_out
    ]


def _with_columns(side: Any, has: list[str], wanted: list[str]) -> exp.Select:
    """`select … from (side)` with NULL for the columns that only the other side has."""
    columns = [exp.column(name) if name in has else exp.alias_(exp.null(), name) for name in wanted]
    inner = side.unnest() if isinstance(side, exp.Subquery) else side
    return exp.select(*columns).from_(
        exp.Subquery(this=inner.copy(), alias=exp.TableAlias(this=exp.to_identifier("side")))
    )
