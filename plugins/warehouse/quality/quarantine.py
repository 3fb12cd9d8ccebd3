"""Rows that were held back: listed, looked at, dismissed. Their way back into a load is `loading.quarantine_replay`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from warehouse.database import connect
from warehouse.errors import WarehouseError
from warehouse.quality.history import ensure_schema
from warehouse.settings import Settings

Row = Mapping[str, Any]


def list_quarantine(
    settings: Settings,
    *,
    table_name: str | None = None,
    status: str | None = "waiting",
    search: str | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[Row]:
    """Rows in quarantine, newest first; `search` looks into record, reason and check."""
    pattern = f"%{search.replace('%', '')}%" if search else None
    with connect(settings, row_factory=dict_row) as connection:
        ensure_schema(connection)
        return connection.execute(
            """
            select * from quality.quarantine
            where (%(table)s::text is null or table_name = %(table)s)
              and (%(status)s::text is null or status = %(status)s)
              and (%(pattern)s::text is null or record::text ilike %(pattern)s or reason_ko ilike %(pattern)s
                   or reason_en ilike %(pattern)s or check_id ilike %(pattern)s or quarantine_id = %(search)s)
            order by created_at desc, quarantine_id limit %(limit)s offset %(offset)s
            """,
            {
                "table": table_name,
                "status": status,
                "pattern": pattern,
                "search": search,
                "limit": limit,
                "offset": offset,
            },
        ).fetchall()


def show_quarantine(settings: Settings, quarantine_id: str) -> Row:
    """One row with its rule's sentence, owner and remedy."""
    with connect(settings, row_factory=dict_row) as connection:
        ensure_schema(connection)
        row = connection.execute(
            """
            select q.*, c.sentence_ko, c.sentence_en, c.remedy_ko, c.remedy_en, c.owner, c.severity
            from quality.quarantine q left join quality.checks c using (check_id) where quarantine_id = %s
            """,
            [quarantine_id],
        ).fetchone()
    if row is None:
        raise _unknown([quarantine_id])
    return row


def waiting_rows(connection: psycopg.Connection, quarantine_ids: Sequence[str]) -> list[Row]:
    """These rows, all of them waiting; anything else is refused with the reason."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            "select * from quality.quarantine where quarantine_id = any(%s)", [list(quarantine_ids)]
        ).fetchall()
    missing = set(quarantine_ids) - {row["quarantine_id"] for row in rows}
    if missing:
        raise _unknown(sorted(missing))
    settled = [row for row in rows if row["status"] != "waiting"]
    if settled:
        row = settled[0]
        raise WarehouseError(
            f"Row {row['quarantine_id']} is {row['status']} ({row['note'] or 'no note'}), it does not wait any more.",
            remedy="`warehouse quarantine list` shows what waits.",
        )
    return list(rows)


def dismiss(settings: Settings, quarantine_ids: Sequence[str], *, by: str, note: str) -> int:
    """Record that rows are rightly left out; returns how many."""
    with connect(settings) as connection:
        ensure_schema(connection)
        rows = waiting_rows(connection, quarantine_ids)
        settle(connection, [row["quarantine_id"] for row in rows], "dismissed", by=by, note=note)
        connection.commit()
    return len(rows)


def settle(connection: psycopg.Connection, quarantine_ids: Sequence[str], status: str, *, by: str, note: str) -> None:
    """Write down what became of rows, who decided, and why."""
    if not by.strip() or not note.strip():
        raise WarehouseError(
            "A decision on quarantined rows needs a person and a reason.", remedy="Give --by and --note."
        )
    connection.execute(
        """
        update quality.quarantine set status = %s, resolved_at = %s, resolved_by = %s, note = %s
        where quarantine_id = any(%s)
        """,
        [status, datetime.now(UTC), by.strip(), note.strip(), list(quarantine_ids)],
    )


def _unknown(quarantine_ids: Sequence[str]) -> WarehouseError:
    return WarehouseError(
        f"No row in quarantine is called {', '.join(quarantine_ids)}.", remedy="`warehouse quarantine list` shows them."
    )
