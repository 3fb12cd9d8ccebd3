"""Baselines kept in PostgreSQL: what earlier loads and releases measured, and what people approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from statistics import median
from typing import Any, Protocol

import psycopg
from psycopg.rows import dict_row

from warehouse.errors import WarehouseError
from warehouse.quality.learning import (
    LEAST_RELATIVE_DEVIATION,
    Approval,
    Observation,
    bounds,
    deviation_of,
    season_of,
)


class History(Protocol):
    """What earlier loads or releases measured."""

    def observations(self, layer: str, table: str, metric: str) -> Sequence[Observation]: ...

    def metrics(self, layer: str, table: str, prefix: str) -> dict[str, Sequence[Observation]]: ...

    def approval(self, check_id: str, season: str, metric: str) -> Approval | None: ...


class NoHistory:
    """For a first load, and for one that cannot reach the history: everything is in its warm-up."""

    def observations(self, layer: str, table: str, metric: str) -> Sequence[Observation]:
        """None yet."""
        return ()

    def metrics(self, layer: str, table: str, prefix: str) -> dict[str, Sequence[Observation]]:
        """None yet."""
        return {}

    def approval(self, check_id: str, season: str, metric: str) -> Approval | None:
        """None yet."""
        return None


class DatabaseHistory:
    """The history in schema `quality`, read once: visible loads and published releases only."""

    def __init__(
        self, connection: psycopg.Connection, tables: Sequence[str], *, before: date, source: str | None = None
    ) -> None:
        """With `source`, its loads alone: several sources may fill one table, each with its own habits."""
        self._values: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
        rows = connection.execute(
            """
            select o.layer, o.table_name, o.metric, o.observed_on, o.value
            from quality.observations o left join quality.releases r using (release_id)
            where o.table_name = any(%s) and o.observed_on < %s and o.observed_on >= %s::date - 400
              and (case when o.release_id is null then o.counts else r.published_at is not null end)
              and (%s::text is null or o.load_id is null or starts_with(o.load_id, %s || '-'))
            order by o.observed_on, o.observation_id
            """,
            [list(tables), before, before, source, source],
        )
        for layer, table, metric, observed_on, value in rows:
            self._values[layer, table, metric].append(Observation(observed_on, value))
        self._approvals: dict[tuple[str, str, str], Approval] = {}
        rows = connection.execute(
            """
            select check_id, season, metric, lower_bound, upper_bound, approved_by, approved_at, reason, effective_from
            from quality.baselines
            where approved_at is not null and lower_bound is not null and upper_bound is not null
            """
        )
        for check_id, season, metric, lower, upper, who, when, reason, effective_from in rows:
            since = effective_from or when.date()
            self._approvals[check_id, season, metric] = Approval(lower, upper, since, who, reason or "", when)

    def observations(self, layer: str, table: str, metric: str) -> Sequence[Observation]:
        """Values of one metric, oldest first."""
        return self._values.get((layer, table, metric), ())

    def metrics(self, layer: str, table: str, prefix: str) -> dict[str, Sequence[Observation]]:
        """All metrics of a table whose name begins with `prefix`, by the rest of the name."""
        return {
            metric.removeprefix(prefix): values
            for (its_layer, its_table, metric), values in self._values.items()
            if its_layer == layer and its_table == table and metric.startswith(prefix)
        }

    def approval(self, check_id: str, season: str, metric: str) -> Approval | None:
        """What a person approved for this check, if anybody did."""
        return self._approvals.get((check_id, season, metric))


def approve(
    connection: psycopg.Connection,
    check_id: str,
    *,
    who: str,
    why: str,
    season: str = "all",
    metric: str | None = None,
    now: datetime | None = None,
) -> Approval:
    """Make the value that the check last measured the new normal: who and why are kept for good."""
    who, why = who.strip(), why.strip()
    if not who or not why:
        raise WarehouseError("An approval needs a person and a reason.", remedy="Give both.")
    value, metric, season, day = _last_failure(connection, check_id, season, metric)
    now = now or datetime.now(UTC)
    reach = 4 * LEAST_RELATIVE_DEVIATION * abs(value) or 1.0
    approval = Approval(value - reach, value + reach, day, who, why, now)
    connection.execute(
        """
        insert into quality.baselines as b
            (check_id, season, metric, median, deviation, observation_count, lower_bound, upper_bound,
             approved_by, approved_at, reason, effective_from, updated_at)
        values (%s, %s, %s, %s, null, 0, %s, %s, %s, %s, %s, %s, %s)
        on conflict (check_id, season, metric) do update set
            median = excluded.median, deviation = null, observation_count = 0,
            lower_bound = excluded.lower_bound, upper_bound = excluded.upper_bound,
            approved_by = excluded.approved_by, approved_at = excluded.approved_at,
            reason = excluded.reason, effective_from = excluded.effective_from, updated_at = excluded.updated_at
        """,
        [check_id, season, metric, value, approval.lower, approval.upper, who, now, why, day, now],
    )
    connection.execute(
        """
        insert into quality.approvals (check_id, season, metric, value, approved_by, reason, approved_at)
        values (%s, %s, %s, %s, %s, %s, %s)
        """,
        [check_id, season, metric, value, who, why, now],
    )
    return approval


def list_baselines(connection: psycopg.Connection) -> list[dict[str, Any]]:
    """What is usual, and beside it the last value that was not; what waits for an approval comes first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            """
            with unusual as (
                select distinct on (check_id, observed ->> 'metric', coalesce(observed ->> 'season', 'all'))
                    check_id, observed ->> 'metric' as metric, coalesce(observed ->> 'season', 'all') as season,
                    (observed ->> 'value')::float8 as value, checked_at
                from quality.check_results where outcome = 'failed' and observed ? 'value' and observed ? 'metric'
                order by check_id, observed ->> 'metric', coalesce(observed ->> 'season', 'all'), checked_at desc
            )
            select coalesce(b.check_id, u.check_id) as check_id, coalesce(b.metric, u.metric) as metric,
                   coalesce(b.season, u.season) as season, b.median, b.deviation, b.observation_count, b.lower_bound,
                   b.upper_bound, b.approved_by, b.approved_at, b.reason, u.value, u.checked_at,
                   u.checked_at is not null and (b.approved_at is null or b.approved_at < u.checked_at) as can_approve
            from quality.baselines b
            full join unusual u on (u.check_id, u.metric, u.season) = (b.check_id, b.metric, b.season)
            order by can_approve desc, 1, 2, 3
            """
        ).fetchall()


def refresh(connection: psycopg.Connection, observed: Sequence[Mapping[str, Any]], day: date) -> None:
    """Show in `quality.baselines` what was learned: the range in which the next like day is usual."""
    for entry in observed:
        if ":" in entry["metric"]:  # one category of a distribution: judged together, not each for itself
            continue
        season = season_of(day, entry.get("season", "all"))
        rows = connection.execute(
            """
            select o.observed_on, o.value from quality.observations o
            left join quality.releases r using (release_id)
            left join quality.baselines b on b.check_id = %s and b.season = %s and b.metric = o.metric
            where o.layer = %s and o.table_name = %s and o.metric = %s
              and (case when o.release_id is null then o.counts else r.published_at is not null end)
              and (b.effective_from is null or o.observed_on >= b.effective_from)
            order by o.observed_on desc limit 400
            """,
            [entry["check_id"], season, entry["layer"], entry["table"], entry["metric"]],
        ).fetchall()
        values = [value for on, value in reversed(rows) if season_of(on, entry.get("season", "all")) == season][-60:]
        if not values:
            continue
        lower, upper = bounds(values, entry.get("arguments", {}))
        connection.execute(
            """
            insert into quality.baselines as b
                (check_id, season, metric, median, deviation, observation_count, lower_bound, upper_bound, updated_at)
            values (%s, %s, %s, %s, %s, %s, nullif(%s::float8, '-Infinity'), nullif(%s::float8, 'Infinity'), %s)
            on conflict (check_id, season, metric) do update set
                median = excluded.median, deviation = excluded.deviation,
                observation_count = excluded.observation_count, updated_at = excluded.updated_at,
                -- Until enough days after an approval are known, its bounds stand.
                lower_bound = case when b.approved_at is null then excluded.lower_bound else b.lower_bound end,
                upper_bound = case when b.approved_at is null then excluded.upper_bound else b.upper_bound end
            """,
            [
                entry["check_id"], season, entry["metric"], median(values), deviation_of(values), len(values),
                lower, upper, datetime.now(UTC),
            ],
        )  # fmt: skip


def _last_failure(
    connection: psycopg.Connection, check_id: str, season: str, metric: str | None
) -> tuple[float, str, str, date]:
    """The value to approve: what the check measured when it last failed."""
    row = connection.execute(
        """
        select (observed ->> 'value')::float8, observed ->> 'metric', coalesce(observed ->> 'season', 'all'),
               coalesce((observed ->> 'day')::date, checked_at::date)
        from quality.check_results
        where check_id = %s and outcome = 'failed' and observed ? 'value'
          and (%s::text is null or observed ->> 'metric' = %s)
          and (%s = 'all' or observed ->> 'season' = %s)
        order by checked_at desc, result_id desc limit 1
        """,
        [check_id, metric, metric, season, season],
    ).fetchone()
    if row is None:
        raise WarehouseError(
            f"Check {check_id} has no unusual value to approve.",
            remedy="The table quality.check_results shows which checks failed and what they measured.",
        )
    return row
