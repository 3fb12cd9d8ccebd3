"""Rules on a table as a whole, carried out as SQL aggregates: DuckDB on a staged load, PostgreSQL on `marts_next`."""

# ruff: noqa: S608 (every judge has one signature; names in these queries come from contracts and suites, never from outside)

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from warehouse.quality import learning
from warehouse.quality.baselines import History, NoHistory
from warehouse.quality.results import CheckResult, Outcome
from warehouse.quality.rules import Rule, RuleCannotRunError
from warehouse.settings import PROJECT_ROOT

SHOWN_ROWS = 10
SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
# `{batch}` in the text is the table under test, `{schema}` the schema of its neighbours (PostgreSQL), `{seeds}` the
# folder of the dbt seeds (DuckDB).
Query = Callable[[str], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The day a load or release speaks of, the day it is judged, and what was measured before."""

    day: date
    today: date
    history: History = field(default_factory=NoHistory)
    observations: list[dict[str, Any]] = field(default_factory=list)  # filled with what is measured now


@contextmanager
def staged_table(path: Path) -> Iterator[Query]:
    """Queries on one Parquet file."""
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    try:
        batch, seeds = f"read_parquet('{quoted(path)}')", quoted(SEEDS)
        yield lambda text: _dicts(connection.sql(text.replace("{batch}", batch).replace("{seeds}", seeds)))
    finally:
        connection.close()


def fill_rates(path: Path, columns: Mapping[str, float] | Sequence[str]) -> dict[str, float | None]:
    """Share of non-null values per column, in one pass."""
    counts = ", ".join(f'count("{column}") / nullif(count(*), 0) as "{column}"' for column in columns)
    with staged_table(path) as query:
        return query(f"select {counts} from {{batch}}")[0]


def judge(rule: Rule, query: Query, surroundings: Surroundings) -> CheckResult:
    """Carry out one table rule; one that does not fit its table is told apart from one that failed."""
    try:
        return _JUDGES[rule.expectation](rule, query, surroundings)
    except (duckdb.Error, psycopg.Error) as error:
        raise RuleCannotRunError(rule, str(error)) from error


def _unexpected_rows(rule: Rule, query: Query, surroundings: Surroundings) -> CheckResult:
    """Rows that a query finds must not exist."""
    text = rule.arguments["unexpected_rows_query"].strip().rstrip(";")
    failed = query(f"select count(*) as n from ({text}) as unexpected")[0]["n"]
    rows = query(f"select * from ({text}) as unexpected limit {SHOWN_ROWS}") if failed else []
    applied = applied_count(rule, query)
    return _result(rule, not failed, applied, failed, {}, rows)


def applied_count(rule: Rule, query: Query) -> int:
    """To how many rows a query rule applies: its own count when it names one, else all."""
    text = rule.arguments.get("applied_query", "select count(*) as n from {batch}")
    return int(next(iter(query(text)[0].values())) or 0)


def _row_count(rule: Rule, query: Query, surroundings: Surroundings) -> CheckResult:
    count = query("select count(*) as n from {batch}")[0]["n"]
    least, most = rule.arguments.get("min_value"), rule.arguments.get("max_value")
    holds = (least is None or count >= least) and (most is None or count <= most)
    return _result(rule, holds, 1, int(not holds), {"rows": count})


def _fill_rate(rule: Rule, query: Query, surroundings: Surroundings) -> CheckResult:
    column = rule.arguments["column"]
    row = query(f'select count(*) as n, count("{column}") as filled from {{batch}}')[0]
    rate = row["filled"] / row["n"] if row["n"] else None
    least, most = rule.arguments.get("min_value", 0), rule.arguments.get("max_value", 1)
    holds = rate is None or least <= rate <= most
    return _result(rule, holds, row["n"], 0 if holds else row["n"] - row["filled"], {"fill_rate": rate})


def _snapshot_age(rule: Rule, query: Query, surroundings: Surroundings) -> CheckResult:
    """The newest snapshot is not older than allowed, seen from the end of the load's interval."""
    column, allowed = rule.arguments["column"], rule.arguments["maximum_days"]
    newest = query(f'select cast(max("{column}") as date) as newest from {{batch}}')[0]["newest"]
    if newest is None:
        return _result(rule, True, 0, 0, {})
    reference = surroundings.today if rule.arguments.get("reference") == "today" else surroundings.day
    age = (reference - newest).days
    observed = {"newest": newest.isoformat(), "age_days": age, "allowed_days": allowed}
    return _result(rule, age <= allowed, 1, int(age > allowed), observed)


def _metric(judgement: Callable[..., learning.Judgement]) -> Callable[[Rule, Query, Surroundings], CheckResult]:
    def carry_out(rule: Rule, query: Query, surroundings: Surroundings) -> CheckResult:
        metric, day = rule.arguments["metric"], surroundings.day
        text = f"select cast({rule.arguments['value']} as double precision) as value from {{batch}}"
        value = query(text)[0]["value"]
        season = learning.season_of(day, rule.arguments.get("season", "all"))
        if value is not None:
            _remember(surroundings, rule, metric, value)
        history = surroundings.history.observations(rule.layer, rule.table, metric)
        approval = surroundings.history.approval(rule.check_id, season, metric)
        judged = judgement(value, day, history, approval, rule.arguments)
        observed = {**judged.observed(), "metric": metric, "day": day.isoformat()}
        failed = judged.outcome is Outcome.FAILED
        applied = 0 if judged.outcome is Outcome.NOT_APPLICABLE else 1
        return _result(rule, not failed, applied, int(failed), observed)

    return carry_out


def _distribution(rule: Rule, query: Query, surroundings: Surroundings) -> CheckResult:
    """The shares of a column's values stay near what they were: total variation distance under a limit."""
    column, metric = rule.arguments["column"], rule.arguments["metric"]
    rows = query(
        f"select coalesce(cast(\"{column}\" as varchar), '') as value, count(*) as n from {{batch}} "
        f"group by 1 order by 2 desc, 1 limit {int(rule.arguments.get('categories', 30))}"
    )
    total = sum(row["n"] for row in rows)
    if not total:
        return _result(rule, True, 0, 0, {})
    now = {row["value"]: row["n"] / total for row in rows}
    prefix = f"{metric}:"
    past = surroundings.history.metrics(rule.layer, rule.table, prefix)
    for category in now.keys() | past.keys():
        _remember(surroundings, rule, f"{prefix}{category}", now.get(category, 0.0))
    approval = surroundings.history.approval(rule.check_id, "all", metric)
    season = rule.arguments.get("season", "all")
    like = {name: learning.like_days(values, surroundings.day, season, approval) for name, values in past.items()}
    count = max((len(values) for values in like.values()), default=0)
    observed: dict[str, Any] = {"metric": metric, "day": surroundings.day.isoformat(), "observation_count": count}
    if count < rule.arguments.get("warm_up", learning.WARM_UP):
        return _result(rule, True, 0, 0, {**observed, "basis": "warm_up"})
    # A category unseen on a day counts as nothing on that day.
    usual = {name: learning.median([*values, *([0.0] * (count - len(values)))]) for name, values in like.items()}
    scale = sum(usual.values()) or 1.0
    shift = learning.shift_between(now, {name: share / scale for name, share in usual.items()})
    limit = max(rule.arguments.get("maximum_shift", 0.2), 1.5 * (len(now) / total) ** 0.5)
    moved = sorted(now.keys() | usual.keys(), key=lambda name: -abs(now.get(name, 0) - usual.get(name, 0)))[:5]
    examples = [{"value": name, "share": now.get(name, 0.0), "usual": usual.get(name, 0.0)} for name in moved]
    observed |= {"value": round(shift, 4), "upper": round(limit, 4)}
    return _result(rule, shift <= limit, 1, int(shift > limit), observed, examples if shift > limit else ())


def learned_ranges(rule: Rule, surroundings: Surroundings) -> dict[str, tuple[float, float]]:
    """Per kind, the range of log10 amounts that earlier loads taught; kinds in their warm-up are absent."""
    metric = f"{rule.id}:median:"
    ranges = {}
    for kind, values in surroundings.history.metrics(rule.layer, rule.table, metric).items():
        like = learning.like_days(values, surroundings.day, "all", None)
        if len(like) < rule.arguments.get("warm_up", learning.WARM_UP):
            continue
        spreads = surroundings.history.observations(rule.layer, rule.table, f"{rule.id}:deviation:{kind}")
        spread = learning.median([entry.value for entry in spreads] or [0.0])
        reach = rule.arguments.get("tolerance", 5.0) * max(spread, rule.arguments.get("least_deviation", 0.4))
        center = learning.median(like)
        ranges[kind] = (center - reach, center + reach)
    return ranges


def observe_amounts(rule: Rule, query: Query, surroundings: Surroundings) -> None:
    """Remember median and spread of the logarithm of each kind's amounts, for the loads to come."""
    column, kind = rule.arguments["column"], rule.arguments.get("kind_column")
    kind_text = f'cast("{kind}" as varchar)' if kind else "'all'"
    rows = query(
        f"""
        with amounts as (
            select coalesce({kind_text}, '') as kind, log10("{column}") as size from {{batch}} where "{column}" > 0
        ), centers as (
            select kind, median(size) as center, count(*) as n from amounts group by 1
        )
        select kind, any_value(center) as center, 1.4826 * median(abs(size - center)) as spread
        from amounts join centers using (kind) where n >= 3 group by 1
        """
    )
    for row in rows:
        _remember(surroundings, rule, f"{rule.id}:median:{row['kind']}", row["center"])
        _remember(surroundings, rule, f"{rule.id}:deviation:{row['kind']}", row["spread"])


def _remember(surroundings: Surroundings, rule: Rule, metric: str, value: float) -> None:
    entry = {
        "check_id": rule.check_id,
        "layer": rule.layer,
        "table": rule.table,
        "metric": metric,
        "season": rule.arguments.get("season", "all"),
        "value": float(value),
        "observed_on": surroundings.day.isoformat(),
        "arguments": {
            name: rule.arguments[name]
            for name in ("tolerance", "noise", "least_deviation", "at_least_ratio", "at_most_ratio")
            if name in rule.arguments
        },
    }
    surroundings.observations.append(entry)


def _result(
    rule: Rule,
    holds: bool,
    applied: int,
    failed: int,
    observed: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]] = (),
) -> CheckResult:
    outcome = Outcome.FAILED if not holds else Outcome.PASSED if applied else Outcome.NOT_APPLICABLE
    # What is wrong with a whole table has no row of its own: people are shown what was measured.
    shown = tuple(rows) or ((observed,) if outcome is Outcome.FAILED and observed else ())
    return CheckResult(rule.check_id, outcome, rule.severity, applied, failed, observed, shown, rule.overridable)


_JUDGES: dict[str, Callable[[Rule, Query, Surroundings], CheckResult]] = {
    "unexpected_rows_expectation": _unexpected_rows,
    "expect_table_row_count_to_be_between": _row_count,
    "expect_column_proportion_of_non_null_values_to_be_between": _fill_rate,
    "expect_snapshot_not_older_than": _snapshot_age,
    "expect_metric_to_be_usual": _metric(learning.judge_usual),
    "expect_metric_not_to_drift": _metric(learning.judge_drift),
    "expect_distribution_not_to_shift": _distribution,
}
CARRIED_OUT = frozenset(_JUDGES)  # the other expectations are Great Expectations' own, or run on its engines


def _dicts(relation: duckdb.DuckDBPyRelation) -> list[dict[str, Any]]:
    names = relation.columns
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]


def quoted(path: Path) -> str:
    """A path inside single quotes of SQL."""
    return str(path).replace("'", "''")
