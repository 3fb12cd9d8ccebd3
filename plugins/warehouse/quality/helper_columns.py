"""What some rules need beside a row: the document's text at the witness's span, the learned limits of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from warehouse.quality.document_text import Documents
from warehouse.quality.rules import Rule

SLICE = "_document_slice"
LOWER, UPPER = "_learned_lower", "_learned_upper"
Ranges = Mapping[str, tuple[float, float]]


def added(rows: pa.Table, rules: Sequence[Rule], documents: Documents | None, ranges: Ranges) -> pa.Table:
    """The rows with the columns that their rules need and no source sends."""
    names = {rule.expectation for rule in rules}
    if "expect_witness_to_equal_document_slice" in names:
        found = documents.slices(rows) if documents else [None] * rows.num_rows
        rows = rows.append_column(SLICE, pa.array(found, pa.string()))
    for rule in rules:
        if rule.expectation == "expect_amount_within_learned_range":
            limits = [ranges.get(kind) for kind in _kinds(rows, rule)]
            for position, name in enumerate((LOWER, UPPER)):
                values = [10 ** pair[position] if pair else None for pair in limits]
                rows = rows.append_column(name, pa.array(values, pa.float64()))
    return rows


def arguments_of(rule: Rule) -> dict[str, Any]:
    """The rule's arguments as its expectation takes them."""
    if rule.expectation == "expect_witness_to_equal_document_slice":
        return {"column_list": [rule.arguments["column"], SLICE]}
    if rule.expectation == "expect_amount_within_learned_range":
        return {"column_list": [rule.arguments["column"], LOWER, UPPER]}
    return dict(rule.arguments)


def _kinds(rows: pa.Table, rule: Rule) -> list[str]:
    column = rule.arguments.get("kind_column")
    return [str(kind or "") for kind in rows[column].to_pylist()] if column else ["all"] * rows.num_rows
