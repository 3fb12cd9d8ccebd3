"""Schema `quality` in PostgreSQL: what was loaded, checked and held back, written once however often it is tried."""

# ruff: noqa: S608 (names in these queries come from this file, never from outside)

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from warehouse.database import connect
from warehouse.quality import baselines
from warehouse.quality.quarantine_rows import QuarantinedRow
from warehouse.quality.results import VISIBLE, CheckResult, LoadResult
from warehouse.quality.rules import Rule
from warehouse.quality.safe_json import dumps, plain
from warehouse.settings import Settings

SCHEMA_FILE = Path(__file__).with_name("schema.sql")
KEEP_RESULTS_FOR = timedelta(days=400)
KEEP_OBSERVATIONS_FOR = timedelta(days=1200)
KEEP_RESOLVED_QUARANTINE_FOR = timedelta(days=400)
SCHEMA_LOCK = 7_204_417  # any number, the same for everybody who creates the schema


def ensure_schema(connection: psycopg.Connection) -> None:
    """Create or extend schema `quality`; at once when it is up to date. Safe from several processes."""
    text = SCHEMA_FILE.read_text(encoding="utf-8")
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    if _schema_version(connection) == version:
        return
    connection.execute("select pg_advisory_xact_lock(%s)", [SCHEMA_LOCK])
    if _schema_version(connection) != version:
        connection.execute(text)
        connection.execute(f"comment on schema quality is 'version {version}'")
    connection.commit()


@contextmanager
def opened(settings: Settings) -> Iterator[psycopg.Connection]:
    """A connection with the tables in place, committed at the end."""
    with connect(settings) as connection:
        ensure_schema(connection)
        yield connection


def register_checks(connection: psycopg.Connection, rules: Iterable[Rule]) -> None:
    """Make every rule known with its sentence, owner and remedy; a rule that changed is written anew."""
    rows = [
        (
            rule.check_id, rule.layer, rule.table, rule.level.value, rule.severity.value, rule.overridable, rule.owner,
            rule.sentence.ko, rule.sentence.en, rule.remedy.ko, rule.remedy.en, rule.on_failure.value,
        )
        for rule in sorted({rule.check_id: rule for rule in rules}.values(), key=lambda rule: rule.check_id)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            insert into quality.checks as c (check_id, layer, table_name, level, severity, overridable, owner,
                                             sentence_ko, sentence_en, remedy_ko, remedy_en, on_failure)
            values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            on conflict (check_id) do update set
                level = excluded.level, severity = excluded.severity, overridable = excluded.overridable,
                owner = excluded.owner, sentence_ko = excluded.sentence_ko, sentence_en = excluded.sentence_en,
                remedy_ko = excluded.remedy_ko, remedy_en = excluded.remedy_en, on_failure = excluded.on_failure
            where (c.level, c.severity, c.overridable, c.owner, c.sentence_ko, c.sentence_en, c.remedy_ko, c.remedy_en,
                   c.on_failure)
               is distinct from
                  (excluded.level, excluded.severity, excluded.overridable, excluded.owner, excluded.sentence_ko,
                   excluded.sentence_en, excluded.remedy_ko, excluded.remedy_en, excluded.on_failure)
            """,
            rows,
        )


def write_load(
    connection: psycopg.Connection,
    load: LoadResult,
    rules: Iterable[Rule],
    quarantined: Iterable[QuarantinedRow],
) -> None:
    """A whole load in one transaction; written again, it replaces what was written before."""
    with connection.transaction():
        register_checks(connection, rules)
        _write_load_row(connection, load)
        _replace_results(connection, load.results, load_id=load.load_id)
        _write_quarantine(connection, load.load_id, quarantined)
        _write_observations(connection, load.observations, counts=load.is_visible, load_id=load.load_id)
        _mark_superseded(connection, load)
        if load.is_visible:
            baselines.refresh(connection, load.observations, load.interval_start)


def write_release_results(
    connection: psycopg.Connection,
    release_id: str,
    results: Sequence[CheckResult],
    rules: Iterable[Rule],
    observations: Sequence[Mapping[str, Any]] = (),
) -> None:
    """What the mart gate found on a release. Its measurements count once `quality.releases` says it was published."""
    with connection.transaction():
        register_checks(connection, rules)
        _replace_results(connection, results, release_id=release_id)
        _write_observations(connection, observations, counts=True, release_id=release_id)
        baselines.refresh(connection, observations, datetime.now(UTC).date())


def recorded_loads(connection: psycopg.Connection) -> dict[str, datetime | None]:
    """Which loads PostgreSQL knows, and which end of them."""
    return dict(connection.execute("select load_id, finished_at from quality.loads").fetchall())


def apply_retention(connection: psycopg.Connection, now: datetime | None = None) -> dict[str, int]:
    """Remove what is past its time; returns how many rows went, by table."""
    now = now or datetime.now(UTC)
    statements = {
        "check_results": ("delete from quality.check_results where checked_at < %s", now - KEEP_RESULTS_FOR),
        "observations": ("delete from quality.observations where observed_on < %s", now - KEEP_OBSERVATIONS_FOR),
        "quarantine": (
            "delete from quality.quarantine where status <> 'waiting' and resolved_at < %s",
            now - KEEP_RESOLVED_QUARANTINE_FOR,
        ),
    }
    with connection.transaction():
        return {name: connection.execute(text, [limit]).rowcount for name, (text, limit) in statements.items()}


def remove_old_results(settings: Settings) -> int:
    """Retention as the upkeep DAG calls it; returns how many rows went."""
    with connect(settings) as connection:
        ensure_schema(connection)
        return sum(apply_retention(connection).values())


def _schema_version(connection: psycopg.Connection) -> str | None:
    with connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(
            "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = 'quality'"
        ).fetchone()
    return (row[0] or "").removeprefix("version ") if row else None


def _write_load_row(connection: psycopg.Connection, load: LoadResult) -> None:
    values = {
        "load_id": load.load_id,
        "source": load.source,
        "interval_key": load.interval_key,
        "interval_start": load.interval_start,
        "interval_end": load.interval_end,
        "mode": load.mode,
        "started_at": load.started_at,
        "finished_at": load.finished_at,
        "verdict": load.verdict.value,
        "replay_of": load.replay_of,
        "dag_run_id": load.dag_run_id,
        "parser_version": load.parser_version,
        "row_counts": Jsonb(load.row_counts, dumps=dumps),
        "quarantined_count": load.quarantined_count,
        "response_count": load.response_count,
        "archive_path": load.archive_path,
        "drift": Jsonb(load.drift, dumps=dumps),
        "error": plain(load.error),
        "step_seconds": Jsonb(load.step_seconds, dumps=dumps),
    }
    columns = ", ".join(values)
    places = ", ".join(f"%({name})s" for name in values)
    updates = ", ".join(f"{name} = excluded.{name}" for name in values if name != "load_id")
    connection.execute(
        f"insert into quality.loads ({columns}) values ({places}) on conflict (load_id) do update set {updates}",
        values,
    )


def _replace_results(
    connection: psycopg.Connection,
    results: Sequence[CheckResult],
    *,
    load_id: str | None = None,
    release_id: str | None = None,
) -> None:
    connection.execute("delete from quality.check_results where load_id = %s or release_id = %s", [load_id, release_id])
    now = datetime.now(UTC)
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "copy quality.check_results (check_id, load_id, release_id, outcome, severity, applied_count, "
            "failed_count, observed, failing_rows, checked_at) from stdin"
        ) as copy,
    ):
        for result in results:
            copy.write_row(
                (
                    result.check_id, load_id, release_id, result.outcome.value, result.severity.value,
                    result.applied_count, result.failed_count, dumps(result.observed),
                    dumps(list(result.failing_rows)[:10]), now,
                )
            )  # fmt: skip


def _write_quarantine(connection: psycopg.Connection, load_id: str, rows: Iterable[QuarantinedRow]) -> None:
    """New rows wait; what a person decided about a row already known stays."""
    names = [field.name for field in fields(QuarantinedRow)]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute("create temporary table incoming (like quality.quarantine including defaults) on commit drop")
        with cursor.copy(f"copy incoming ({columns}) from stdin") as copy:
            for row in rows:
                values = dict(zip(names, astuple(row), strict=True))
                values["record"] = values["record"].replace("\\u0000", "")  # jsonb cannot hold it
                copy.write_row([_clean(value) for value in values.values()])
        cursor.execute(
            f"insert into quality.quarantine ({columns}) select {columns} from incoming on conflict do nothing"
        )
        cursor.execute(
            """
            delete from quality.quarantine q where load_id = %s and status = 'waiting'
            and not exists (select 1 from incoming i where i.quarantine_id = q.quarantine_id)
            """,
            [load_id],
        )
        cursor.execute("drop table incoming")


def _write_observations(
    connection: psycopg.Connection,
    observations: Sequence[Mapping[str, Any]],
    *,
    counts: bool,
    load_id: str | None = None,
    release_id: str | None = None,
) -> None:
    connection.execute("delete from quality.observations where load_id = %s or release_id = %s", [load_id, release_id])
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "copy quality.observations (load_id, release_id, layer, table_name, metric, observed_on, value, counts) "
            "from stdin"
        ) as copy,
    ):
        seen: set[tuple[str, str, str]] = set()
        for entry in observations:
            name = (entry["layer"], entry["table"], entry["metric"])
            if name in seen:  # two rules on one metric measure it once
                continue
            seen.add(name)
            copy.write_row(
                (load_id, release_id, *name, date.fromisoformat(entry["observed_on"]), entry["value"], counts)
            )


def _mark_superseded(connection: psycopg.Connection, load: LoadResult) -> None:
    """The newest visible load of a source and interval counts; what stood before it no longer does."""
    row = connection.execute(
        "select max(load_id) from quality.loads where source = %s and interval_key = %s and verdict = any(%s)",
        [load.source, load.interval_key, [verdict.value for verdict in VISIBLE]],
    ).fetchone()
    newest = row[0] if row else None
    if newest is None:
        return
    older = [load.source, load.interval_key, newest]
    connection.execute(
        """
        update quality.loads set superseded_by = %s
        where source = %s and interval_key = %s and load_id < %s and verdict = any(%s)
          and superseded_by is distinct from %s
        """,
        [newest, *older, [verdict.value for verdict in VISIBLE], newest],
    )
    which = "load_id in (select load_id from quality.loads where source = %s and interval_key = %s and load_id < %s)"
    connection.execute(f"update quality.observations set counts = false where counts and {which}", older)
    connection.execute(
        f"""
        update quality.quarantine set status = 'superseded', resolved_at = now(), resolved_by = 'system',
               note = 'a newer load of the same interval replaced this one'
        where status = 'waiting' and {which}
        """,
        older,
    )


def _clean(value: Any) -> Any:
    """PostgreSQL text holds no NUL."""
    return value.replace("\x00", "") if isinstance(value, str) else value
