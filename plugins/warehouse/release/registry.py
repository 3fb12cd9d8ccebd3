"""What releases there were: rows of `quality.releases`, their listing, and what two of them differ in."""

# ruff: noqa: S608 (names in these queries come from dbt or this project and are quoted; values never do)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.quality.history import ensure_schema
from warehouse.release.schemas import MARTS, PREVIOUS, Stamp, read_stamp
from warehouse.settings import Settings

BUILDING, PUBLISHED, SUPERSEDED, FAILED, ROLLED_BACK = "building", "published", "superseded", "failed", "rolled_back"


def new_release_id(now: datetime | None = None) -> str:
    """`release-YYYYMMDDTHHMMSS` in UTC."""
    return f"release-{now or datetime.now(UTC):%Y%m%dT%H%M%S}"


def start_release(settings: Settings, release_id: str, load_ids: Sequence[str] = ()) -> None:
    """Note that a release is being built; a repeated task resets its own row, never a published one."""
    with connect(settings) as connection:
        ensure_schema(connection)
        connection.execute(
            "update quality.releases set status = %s, error = 'The process building it ended without a word.'"
            " where status = %s and release_id <> %s",
            [FAILED, BUILDING, release_id],
        )
        connection.execute(
            "insert into quality.releases (release_id, mode, built_at, status, load_ids) values (%s, %s, now(), %s, %s)"
            " on conflict (release_id) do update set status = excluded.status, error = null, built_at = now(),"
            " load_ids = excluded.load_ids where quality.releases.published_at is null",
            [release_id, settings.mode.value, BUILDING, list(load_ids)],
        )


def record_step(settings: Settings, release_id: str, step: str, seconds: float) -> None:
    """How long a step took."""
    _update(settings, release_id, "step_seconds = step_seconds || %s", Jsonb({step: round(seconds, 3)}))


def record_verdict(settings: Settings, release_id: str, verdict: str) -> None:
    """What the mart gate said."""
    _update(settings, release_id, "verdict = %s", verdict)


def record_files(settings: Settings, release_id: str, path: str) -> None:
    """Where the release's files stand."""
    _update(settings, release_id, "files_path = %s", path)


def record_failure(settings: Settings, release_id: str, error: str) -> None:
    """The release was not published and will not be."""
    with connect(settings) as connection:
        connection.execute(
            "update quality.releases set status = %s, error = %s where release_id = %s and published_at is null",
            [FAILED, error, release_id],
        )


def record_published(
    connection: psycopg.Connection, stamp: Stamp, approved_by: str | None, approval_reason: str | None
) -> None:
    """Part of the swap's transaction (the schema being there already): the row says "published" exactly when the marts are."""
    connection.execute(
        "update quality.releases set status = %s where status = %s and release_id <> %s",
        [SUPERSEDED, PUBLISHED, stamp.release_id],
    )
    connection.execute(
        "insert into quality.releases (release_id, mode, built_at, published_at, status, row_counts)"
        " values (%(id)s, 'unknown', now(), now(), %(status)s, %(rows)s)"
        " on conflict (release_id) do update set published_at = now(), status = excluded.status, error = null,"
        " row_counts = excluded.row_counts, approved_by = %(by)s, approval_reason = %(reason)s",
        {
            "id": stamp.release_id,
            "status": PUBLISHED,
            "rows": Jsonb(_row_counts(stamp)),
            "by": approved_by,
            "reason": approval_reason,
        },
    )


def record_rolled_back(
    connection: psycopg.Connection, left: Stamp | None, serving: Stamp, by: str | None, reason: str | None
) -> None:
    """Part of the rollback's transaction."""
    if left:
        connection.execute(
            "update quality.releases set status = %s, approved_by = %s, approval_reason = %s where release_id = %s",
            [ROLLED_BACK, by, reason, left.release_id],
        )
    connection.execute("update quality.releases set status = %s where release_id = %s", [PUBLISHED, serving.release_id])


def list_releases(settings: Settings, limit: int = 50) -> list[dict[str, Any]]:
    """Newest first, each with `serving` ("marts", "marts_prev" or None)."""
    with connect(settings) as connection:
        ensure_schema(connection)
        rows = (
            connection.cursor(row_factory=dict_row)
            .execute("select * from quality.releases order by built_at desc, release_id desc limit %s", [limit])
            .fetchall()
        )
        places = _places(settings)
    return [{**row, "serving": places.get(row["release_id"])} for row in rows]


def show_release(settings: Settings, release_id: str) -> dict[str, Any]:
    """One release's row with the results of its checks."""
    with connect(settings) as connection:
        ensure_schema(connection)
        cursor = connection.cursor(row_factory=dict_row)
        row = cursor.execute("select * from quality.releases where release_id = %s", [release_id]).fetchone()
        if row is None:
            raise ReleaseError(f"There is no release {release_id}.", remedy="`warehouse release list` names them.")
        checks = cursor.execute(
            "select check_id, outcome, severity, applied_count, failed_count, failing_rows from quality.check_results"
            " where release_id = %s order by outcome, check_id",
            [release_id],
        ).fetchall()
    return {**row, "serving": _places(settings).get(release_id), "checks": checks}


def diff_releases(settings: Settings, before: str, after: str) -> list[dict[str, Any]]:
    """Table by table: rows before and after, and whether the content changed (None when only counts are known).

    Content is compared by the fingerprints of the copies, so for the two releases that PostgreSQL holds.
    """
    old, new = (show_release(settings, release_id)["row_counts"] for release_id in (before, after))
    with connect(settings) as connection:
        stamps = {stamp.release_id: stamp for schema in (MARTS, PREVIOUS) if (stamp := read_stamp(connection, schema))}
    differences = []
    for table in sorted({*old, *new}):
        rows = old.get(table), new.get(table)
        prints = [stamps[r].tables.get(table) if r in stamps else None for r in (before, after)]
        changed = True if rows[0] != rows[1] else prints[0] != prints[1] if None not in prints else None
        change = (rows[1] or 0) - (rows[0] or 0)
        differences.append(
            {"table": table, "before": rows[0], "after": rows[1], "row_change": change, "changed": changed}
        )
    return differences


def serving_release(settings: Settings) -> str | None:
    """The release that `marts` holds, as PostgreSQL itself says."""
    return placed_in(settings, MARTS)


def serving_loads(settings: Settings) -> tuple[str | None, list[str]]:
    """The serving release and the loads it was built from."""
    with connect(settings) as connection:
        stamp = read_stamp(connection, MARTS)
        if stamp is None:
            return None, []
        row = connection.execute(
            "select load_ids from quality.releases where release_id = %s", [stamp.release_id]
        ).fetchone()
    return stamp.release_id, list(row[0] or []) if row else []


def was_ever_published(settings: Settings) -> bool:
    """Whether any release ever served."""
    with connect(settings) as connection:
        row = connection.execute(
            "select exists (select from quality.releases where published_at is not null)"
        ).fetchone()
    return bool(row and row[0])


def placed_in(settings: Settings, schema: str) -> str | None:
    """The release that a schema holds."""
    with connect(settings) as connection:
        stamp = read_stamp(connection, schema)
    return stamp.release_id if stamp else None


def placed_releases(settings: Settings) -> list[str]:
    """The releases that PostgreSQL holds: serving and previous."""
    return list(_places(settings))


def _places(settings: Settings) -> Mapping[str, str]:
    with connect(settings) as connection:
        return {stamp.release_id: schema for schema in (PREVIOUS, MARTS) if (stamp := read_stamp(connection, schema))}


def _row_counts(stamp: Stamp) -> dict[str, int]:
    return {name: table.row_count for name, table in stamp.tables.items()}


def _update(settings: Settings, release_id: str, assignment: str, value: object) -> None:
    with connect(settings) as connection:
        connection.execute(f"update quality.releases set {assignment} where release_id = %s", [value, release_id])
