"""The mart rule that reads documents again: what a published witness quotes stands in the archive at its span.

A witness that the serving release already published, under the same rule, was read then. So a release reads the
documents of its new facts only: reading takes 2 ms a page (November 2026), and documents only ever grow in number.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql

from warehouse.quality import gx
from warehouse.quality.document_text import Documents, TextOf
from warehouse.quality.helper_columns import SLICE, added
from warehouse.quality.results import CheckResult, Outcome
from warehouse.quality.rules import Rule

EXPECTATION = "expect_witness_to_equal_document_slice"
SERVING = "marts"
SHOWN_ROWS = 10
_PLACE = ("archive_sha256", "line_number", "span_start", "span_end", "quote")
_SCHEMA = pa.schema(
    [
        ("_load_id", pa.string()),
        ("_archive_sha256", pa.string()),
        ("line_number", pa.int64()),
        ("span_start", pa.int64()),
        ("span_end", pa.int64()),
        ("quote", pa.string()),
    ]
)


def judge_witnesses(rule: Rule, connection: psycopg.Connection, schema: str, text_of: TextOf | None) -> CheckResult:
    """Hold every quote that nobody has held against its document yet."""
    places = _places(rule, connection, schema, proven=None)
    rows = _places(rule, connection, schema, proven) if (proven := _proven_schema(rule, connection)) else places
    rows = added(rows, [rule], Documents(text_of) if text_of else None, {})
    outcome = gx.validate_frame(rows.select(["quote", SLICE]).to_pandas(), [rule], {})[rule.id]
    read, before = rows.num_rows - rows[SLICE].null_count, places.num_rows - rows.num_rows
    verdict = Outcome.FAILED
    if outcome.success:
        verdict = Outcome.PASSED if read + before else Outcome.NOT_APPLICABLE
    return CheckResult(
        rule.check_id, verdict, rule.severity, read + before, outcome.failed_count,
        {"read": read, "read_for_an_earlier_release": before},
        tuple(_shown(rows, position) for position in outcome.failing_positions[:SHOWN_ROWS]), rule.overridable,
    )  # fmt: skip


def _proven_schema(rule: Rule, connection: psycopg.Connection) -> str | None:
    """The serving schema, when its release passed this very check and its table has the columns compared."""
    row = connection.execute(
        """
        select exists (
            select from quality.check_results
            where check_id = %s and outcome = 'passed'
              and release_id = split_part(obj_description(to_regnamespace(%s), 'pg_namespace'), ' ', 1)
        ) and (
            select count(*) from information_schema.columns
            where table_schema = %s and table_name = %s and column_name = any(%s)
        ) = %s
        """,
        [rule.check_id, SERVING, SERVING, rule.table, list(_PLACE), len(_PLACE)],
    ).fetchone()
    return SERVING if row and row[0] else None


def _places(rule: Rule, connection: psycopg.Connection, schema: str, proven: str | None) -> pa.Table:
    """Every place quoted in the table, one row each; those of the proven schema are left out."""
    place = sql.SQL(", ").join(sql.Identifier("new", name) for name in _PLACE)
    query = sql.SQL("select distinct on ({place}) load_id, {place} from {table} as new where quote is not null").format(
        place=place, table=sql.Identifier(schema, rule.table)
    )
    if proven:
        same = [sql.SQL("old.{0} = new.{0}").format(sql.Identifier(name)) for name in _PLACE]
        query += sql.SQL(" and not exists (select from {} as old where {})").format(
            sql.Identifier(proven, rule.table), sql.SQL(" and ").join(same)
        )
    rows = connection.execute(query).fetchall()
    columns: list[Any] = list(zip(*rows, strict=True)) or [[] for _ in _SCHEMA]
    return pa.table(columns, schema=_SCHEMA)


def _shown(rows: pa.Table, position: int) -> dict[str, Any]:
    """The witness beside what its document says; columns of the gate lose their mark."""
    record = rows.slice(position, 1).to_pylist()[0]
    return {name.removeprefix("_"): value for name, value in record.items()}
