"""What some rules need beside a row: the document's text at the witness's span, the learned limits of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa

from warehouse.quality.rules import Rule
from warehouse.sources.contract import ArchivedResponse

SLICE = "_document_slice"
LOWER, UPPER = "_learned_lower", "_learned_upper"
DocumentText = Callable[[ArchivedResponse], str]
Ranges = Mapping[str, tuple[float, float]]


def added(
    rows: pa.Table, rules: Sequence[Rule], archive: Any, document_text: DocumentText | None, ranges: Ranges
) -> pa.Table:
    """The rows with the columns that their rules need and no source sends."""
    names = {rule.expectation for rule in rules}
    if "expect_witness_to_equal_document_slice" in names:
        rows = rows.append_column(SLICE, pa.array(_slices(rows, archive, document_text), pa.string()))
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


def _slices(rows: pa.Table, archive: Any, document_text: DocumentText | None) -> list[str | None]:
    """What each witness's document says at its span; None where no document can be read again."""
    if document_text is None or archive is None or not hasattr(archive, "response"):
        return [None] * rows.num_rows
    lines_of = lru_cache(maxsize=8)(lambda sha256: _lines(archive.response(sha256), document_text))
    places = rows.select(["_archive_sha256", "line_number", "span_start", "span_end"]).to_pylist()
    return [_slice(lines_of(place["_archive_sha256"]), place) for place in places]


def _lines(response: ArchivedResponse | None, document_text: DocumentText) -> list[str] | None:
    return document_text(response).split("\n") if response else None


def _slice(lines: list[str] | None, place: Mapping[str, Any]) -> str | None:
    """An impossible span reads as nothing, which is not what any witness quotes."""
    line, start, end = place["line_number"], place["span_start"], place["span_end"]
    if lines is None or None in (line, start, end):
        return None
    return lines[line - 1][start:end] if 1 <= line <= len(lines) and 0 <= start < end else ""
