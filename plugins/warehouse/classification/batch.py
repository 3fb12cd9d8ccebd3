"""Many names at once: DuckDB drops what no rule can speak of, Python decides on the rest."""

# ruff: noqa: S608 (names of tables, patterns and words come from this package's own files)
from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

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
    return "|".join(
        _without_lookarounds(rule.pattern.pattern) for rule in vocabulary() if rule.role in ("digital", "weak")
    )


def squashed_sql(column: str) -> str:
    """`rules.squash` in SQL, less the seams between Latin words: what candidates are looked for in."""
    return rf"regexp_replace(lower({column}), '[^0-9a-z가-힣&/\-]+', '', 'g')"


def candidates_sql(names: str) -> str:
    """Names of relation `names` that some rule may call digital, with the numbers of all rules that may speak of them.

    DuckDB's engine reads a name once for each pattern in a tenth of the time that Python takes, so Python is left
    with the two or three rules that matter.
    """
    numbered = enumerate(_without_lookarounds(rule.pattern.pattern) for rule in vocabulary())
    speaking = ", ".join(
        f"case when regexp_matches(squashed, {_literal(pattern)}) then {number} end" for number, pattern in numbered
    )
    return f"""
        with squashed as (
            select line_name_raw, field_name, {squashed_sql("line_name_raw")} as squashed from {names}
        )
        select line_name_raw, field_name, concat_ws(',', {speaking}) as rule_numbers
        from squashed
        where regexp_matches(squashed, {_literal(candidate_pattern())})
    """


def _literal(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


def classify_pairs(candidates: pa.Table) -> pa.Table:
    """Classes of the digital ones among candidates (line_name_raw, field_name, rule_numbers)."""
    version, rules, rows = vocabulary_version(), vocabulary(), []
    for name, field, numbers in zip(*(candidates.column(index).to_pylist() for index in range(3)), strict=True):
        speaking = tuple(rules[int(number)] for number in numbers.split(",")) if numbers else ()
        verdict = classify(name, field, speaking)
        if verdict.is_digital:
            codes = "|".join(verdict.technologies) or None
            rows.append((name, field, codes, "; ".join(verdict.reasons), version))
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[] for _ in CLASSES]
    return pa.table(
        [pa.array(column, kind.type) for column, kind in zip(columns, CLASSES, strict=True)], schema=CLASSES
    )


def classified(connection: DuckDBPyConnection, names: DuckDBPyRelation, known: str | None) -> DuckDBPyRelation:
    """The verdict on every name of `names` (line_name_raw, field_name) that table `known` has not with today's vocabulary."""
    query = f"select line_name_raw, field_name from ({names.sql_query()})"
    if known:
        query += (
            f" except select line_name_raw, field_name from {known} where vocabulary_version = '{vocabulary_version()}'"
        )
    connection.execute(f"create or replace temp table names_to_classify as {query}")
    digital = classify_pairs(connection.execute(candidates_sql("names_to_classify")).to_arrow_table())
    connection.register("digital_names", digital)
    return connection.sql(f"""
        select
            names.line_name_raw, names.field_name, digital.line_name_raw is not null as is_digital,
            digital.technology_codes, digital.classification_reasons, '{vocabulary_version()}' as vocabulary_version
        from names_to_classify as names
        left join digital_names as digital using (line_name_raw, field_name)
    """)
