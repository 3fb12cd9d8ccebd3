"""What reports read from schema `quality`: loads, releases, failed checks, quarantine, freshness, trends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Self

import psycopg
from croniter import croniter
from psycopg.rows import dict_row

from warehouse.database import connect
from warehouse.settings import Settings
from warehouse.sources.registry import all_contracts

Row = dict[str, Any]
_PATIENCE_SECONDS = 36 * 3600  # a daily source that failed once and was repeated is not quiet


class History:
    """Read-only questions to schema `quality`, on one connection."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Raises SettingsError when PostgreSQL does not answer."""
        return cls(connect(settings, autocommit=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def loads(self, load_ids: Sequence[str]) -> list[Row]:
        """The loads a report is about."""
        return self._all(
            "select * from quality.loads where load_id = any(%s) order by source, interval_start", list(load_ids)
        )

    def load_before(self, load: Row) -> Row | None:
        """The last good load of the same source that began before this one; of the same interval if there is one."""
        return self._one(
            "select * from quality.loads where source = %s and started_at < %s and load_id <> %s"
            " and coalesce(verdict, 'failed') <> 'failed' order by (interval_key = %s) desc, started_at desc limit 1",
            load["source"], load["started_at"], load["load_id"], load["interval_key"],
        )  # fmt: skip

    def release(self, release_id: str) -> Row | None:
        """One release."""
        return self._one("select * from quality.releases where release_id = %s", release_id)

    def newest_release(self) -> str | None:
        """The id of the release built last, published or not."""
        row = self._one("select release_id from quality.releases order by built_at desc limit 1")
        return row["release_id"] if row else None

    def release_before(self, release_id: str) -> Row | None:
        """The release that served before this one."""
        return self._one(
            "select * from quality.releases where published_at is not null and release_id < %s"
            " order by release_id desc limit 1",
            release_id,
        )

    def failed_checks(self, *, load_ids: Sequence[str] = (), release_id: str | None = None) -> list[Row]:
        """Failed checks with their words, critical ones first."""
        return self._all(
            "select r.*, c.table_name, c.level, c.overridable, coalesce(c.owner, '') as owner,"
            " coalesce(c.sentence_ko, r.check_id) as sentence_ko, coalesce(c.sentence_en, r.check_id) as sentence_en,"
            " coalesce(c.remedy_ko, '') as remedy_ko, coalesce(c.remedy_en, '') as remedy_en"
            " from quality.check_results r left join quality.checks c using (check_id)"
            " where r.outcome = 'failed' and (r.load_id = any(%s) or r.release_id = %s)"
            " order by array_position(array['critical', 'warning', 'info'], r.severity), failed_count desc, check_id",
            list(load_ids), release_id,
        )  # fmt: skip

    def outcome_counts(self, *, load_ids: Sequence[str] = (), release_id: str | None = None) -> dict[str, int]:
        """How many checks passed, failed, did not apply."""
        rows = self._all(
            "select outcome, count(*) as number from quality.check_results"
            " where load_id = any(%s) or release_id = %s group by outcome",
            list(load_ids), release_id,
        )  # fmt: skip
        return {"passed": 0, "failed": 0, "not_applicable": 0} | {row["outcome"]: row["number"] for row in rows}

    def quarantined(self, load_ids: Sequence[str], limit: int = 10) -> list[Row]:
        """The first rows that these loads held back."""
        return self._all(
            "select * from quality.quarantine where load_id = any(%s) order by created_at, quarantine_id limit %s",
            list(load_ids), limit,
        )  # fmt: skip

    def quarantine_waiting(self) -> int:
        """Rows of all loads that nobody has looked at yet."""
        row = self._one("select count(*) as number from quality.quarantine where status = 'waiting'")
        return row["number"] if row else 0

    def freshness(self) -> list[Row]:
        """Per source the last success, its age, and whether it has gone quiet for its rhythm."""
        rows = self._all(
            """
            with good as (
                select source, coalesce(finished_at, started_at) as finished_at, interval_end,
                       started_at - lag(started_at) over (partition by source order by started_at) as gap,
                       row_number() over (partition by source order by started_at desc) as age_rank
                from quality.loads where coalesce(verdict, 'failed') <> 'failed'
            ),
            usual as (
                select source, max(finished_at) as last_success, max(interval_end) as covered_until,
                       percentile_cont(0.5) within group (order by extract(epoch from gap)) as usual_gap_seconds
                from good where age_rank <= 30 group by source
            )
            select s.source, usual.last_success, usual.covered_until,
                   coalesce(usual_gap_seconds, 0)::float as usual_gap_seconds,
                   extract(epoch from now() - usual.last_success)::float as age_seconds
            from (select distinct source from quality.loads) s left join usual using (source) order by s.source
            """
        )
        for row in rows:
            rhythm = max(row["usual_gap_seconds"], scheduled_gap_seconds(row["source"]))
            row["is_stale"] = row["age_seconds"] is not None and row["age_seconds"] > max(2 * rhythm, _PATIENCE_SECONDS)
        return rows

    def load_trend(self, source: str, limit: int = 30) -> list[Row]:
        """The last loads of a source, oldest first: rows, held back, verdict."""
        rows = self._all(
            "select started_at as at, verdict, quarantined_count,"
            " coalesce((select sum(value::bigint) from jsonb_each_text(row_counts)), 0)::bigint as row_count"
            " from quality.loads where source = %s order by started_at desc limit %s",
            source, limit,
        )  # fmt: skip
        return rows[::-1]

    def release_trend(self, limit: int = 30) -> list[Row]:
        """The last releases, oldest first: rows of all marts, verdict."""
        rows = self._all(
            "select built_at as at,"
            " case when status = 'failed' then 'failed' else coalesce(verdict, status) end as verdict,"
            " 0::bigint as quarantined_count,"
            " coalesce((select sum(value::bigint) from jsonb_each_text(row_counts)), 0)::bigint as row_count"
            " from quality.releases where status <> 'building' order by built_at desc limit %s",
            limit,
        )  # fmt: skip
        return rows[::-1]

    def loads_since(self, moment: object) -> list[Row]:
        """Loads that began since a moment."""
        return self._all("select * from quality.loads where started_at >= %s order by started_at", moment)

    def releases_since(self, moment: object) -> list[Row]:
        """Releases built since a moment."""
        return self._all("select * from quality.releases where built_at >= %s order by built_at", moment)

    def _all(self, query: str, *values: object) -> list[Row]:
        return self._cursor(query, values).fetchall()

    def _one(self, query: str, *values: object) -> Row | None:
        return self._cursor(query, values).fetchone()

    def _cursor(self, query: str, values: Sequence[object]) -> psycopg.Cursor[Row]:
        # The queries are this file's own; whatever comes from outside is a parameter.
        return self.connection.cursor(row_factory=dict_row).execute(query, values or None)


@cache
def scheduled_gap_seconds(source: str) -> float:
    """How far apart the source's contract wants its loads; 0 when it is pulled by hand or is not known any more."""
    contract = next((one for one in all_contracts() if one.name == source), None)
    if contract is None or contract.schedule is None:
        return 0.0
    times = croniter(contract.schedule, datetime(2026, 1, 1))
    first = times.get_next(float)
    return times.get_next(float) - first
