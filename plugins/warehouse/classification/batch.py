"""Many names at once: DuckDB drops what no rule can speak of, Python decides on the rest."""

from __future__ import annotations

import re

import pyarrow as pa

from warehouse.classification.rules import classify, vocabulary, vocabulary_version

CLASSES = pa.schema(
    [
        pa.field("line_name_raw", pa.string(), nullable=False),
        pa.field("field_name", pa.string(), nullable=False),
        pa.field("technology_codes", pa.string()),
        pa.field("classification_reasons", pa.string(), nullable=False),
        pa.field("vocabulary_version", pa.string(), nullable=False),
    ]
)


def _without_lookarounds(pattern: str) -> str:
    """The pattern less its conditions on what stands before and after: it finds all that the pattern finds, or more."""
    start = re.search(r"\(\?(?:=|!|<=|<!)", pattern)
    if start is None:
        return pattern
    depth, end = 0, start.start()
    while True:
        depth += {"(": 1, ")": -1}.get(pattern[end], 0)
        end += 1
        if depth == 0:
            return _without_lookarounds(pattern[: start.start()] + pattern[end:])


def candidate_pattern() -> str:
    """One pattern in DuckDB's regular expressions (RE2) that every digital name matches once it is squashed."""
    rules = vocabulary()
    return "|".join(_without_lookarounds(rule.pattern.pattern) for role in ("digital", "weak") for rule in rules[role])


def squashed_sql(column: str) -> str:
    """`rules.squash` in SQL, less the seams between Latin words: what candidates are looked for in."""
    return rf"regexp_replace(lower({column}), '[^0-9a-z가-힣&/\-]+', '', 'g')"


def classify_pairs(pairs: pa.Table) -> pa.Table:
    """Classes of the digital ones among distinct (line_name_raw, field_name) pairs."""
    version, rows = vocabulary_version(), []
    for name, field in zip(*(pairs.column(index).to_pylist() for index in (0, 1)), strict=True):
        verdict = classify(name, field)
        if verdict.is_digital:
            codes = "|".join(verdict.technologies) or None
            rows.append((name, field, codes, "; ".join(verdict.reasons), version))
    columns = list(zip(*rows, strict=True)) if rows else [[] for _ in CLASSES]
    return pa.table([pa.array(column, kind.type) for column, kind in zip(columns, CLASSES, strict=True)], schema=CLASSES)
