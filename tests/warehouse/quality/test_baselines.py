"""Baselines in PostgreSQL: what counts, what an approval changes, what retention removes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from warehouse.commands.baselines import application
from warehouse.database import connect
from warehouse.errors import WarehouseError
from warehouse.quality import history
from warehouse.quality.baselines import DatabaseHistory, approve
from warehouse.quality.results import CheckResult, LoadResult, Outcome, Severity, Verdict

CHECK = "raw.toys.row_count_is_usual"
DAY = date(2026, 3, 11)


def load_on(
    day: date, value: float, *, verdict: Verdict = Verdict.PASSED, outcome: Outcome = Outcome.PASSED, hour: int = 1
):
    stamp = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    observed = {"value": value, "metric": "row_count", "season": "all", "day": day.isoformat()}
    entry = {"check_id": CHECK, "layer": "raw", "table": "toys", "metric": "row_count", "value": value}
    return LoadResult(
        f"toys-{day}-{stamp:%Y%m%dT%H%M%S%f}", "toys", day.isoformat(), day, day + timedelta(days=1), "sample", stamp,
        verdict, finished_at=stamp, results=[CheckResult(CHECK, outcome, Severity.WARNING, 1, 0, observed)],
        observations=[{**entry, "observed_on": day.isoformat(), "season": "all"}],
    )  # fmt: skip


@pytest.fixture
def connection(settings):
    with connect(settings) as connection:
        history.ensure_schema(connection)
        yield connection


def values_before(connection, day: date) -> list[float]:
    return [
        entry.value
        for entry in DatabaseHistory(connection, ["toys"], before=day).observations("raw", "toys", "row_count")
    ]


def test_only_visible_loads_in_force_teach(connection):
    for load in (
        load_on(DAY, 100),
        load_on(DAY + timedelta(days=1), 7, verdict=Verdict.FAILED),
        load_on(DAY + timedelta(days=2), 8),
        load_on(DAY + timedelta(days=2), 102, hour=2),
    ):
        history.write_load(connection, load, [], [])
    assert values_before(connection, DAY + timedelta(days=9)) == [100, 102]
    assert values_before(connection, DAY) == []


def test_release_measurements_count_once_the_release_is_published(connection):
    entry = {"check_id": CHECK, "layer": "marts", "table": "toys", "metric": "row_count", "value": 5.0}
    observations = [{**entry, "observed_on": DAY.isoformat(), "season": "all"}]
    history.write_release_results(connection, "release-1", [], [], observations)
    past = DatabaseHistory(connection, ["toys"], before=DAY + timedelta(days=1))
    assert list(past.observations("marts", "toys", "row_count")) == []
    connection.execute(
        "insert into quality.releases (release_id, mode, built_at, published_at, status)"
        " values ('release-1', 'sample', now(), now(), 'published')"
    )
    past = DatabaseHistory(connection, ["toys"], before=DAY + timedelta(days=1))
    assert [entry.value for entry in past.observations("marts", "toys", "row_count")] == [5.0]


def test_an_approval_is_kept_with_who_and_why_and_forgets_what_was_before(connection):
    for n in range(8):
        history.write_load(connection, load_on(DAY + timedelta(days=n), 100 + n), [], [])
    unusual = DAY + timedelta(days=8)
    history.write_load(connection, load_on(unusual, 500, verdict=Verdict.WARNED, outcome=Outcome.FAILED), [], [])
    approval = approve(connection, CHECK, who="kim", why="새 자치단체가 늘었습니다")
    assert approval.lower < 500 < approval.upper
    known = DatabaseHistory(connection, ["toys"], before=unusual + timedelta(days=1)).approval(
        CHECK, "all", "row_count"
    )
    assert (known.approved_by, known.reason, known.effective_from) == ("kim", "새 자치단체가 늘었습니다", unusual)
    history.write_load(connection, load_on(unusual + timedelta(days=1), 505), [], [])
    row = connection.execute("select median, lower_bound, upper_bound, approved_by from quality.baselines").fetchone()
    assert row[0] == 502.5, "the median is that of the days since"
    assert row[1:] == (approval.lower, approval.upper, "kim")
    assert connection.execute("select value, approved_by from quality.approvals").fetchall() == [(500.0, "kim")]


@pytest.mark.parametrize(("who", "why"), [("", "x"), ("kim", " ")])
def test_an_approval_needs_a_person_and_a_reason(connection, who, why):
    with pytest.raises(WarehouseError, match="person and a reason"):
        approve(connection, CHECK, who=who, why=why)


def test_there_must_be_something_to_approve(connection):
    history.write_load(connection, load_on(DAY, 100), [], [])
    with pytest.raises(WarehouseError, match="no unusual value"):
        approve(connection, CHECK, who="kim", why="x")


def test_the_command_line_lists_what_waits_and_approves_it_with_who_and_why(connection, settings, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_HOME", str(settings.base_home))
    monkeypatch.setenv("COLUMNS", "250")
    run = CliRunner().invoke
    for n in range(8):
        history.write_load(connection, load_on(DAY + timedelta(days=n), 100 + n), [], [])
    assert CHECK not in run(application, ["list", "--waiting"]).output
    history.write_load(
        connection, load_on(DAY + timedelta(days=8), 500, verdict=Verdict.WARNED, outcome=Outcome.FAILED), [], []
    )
    connection.commit()
    assert CHECK in run(application, ["list", "--waiting"]).output
    assert run(application, ["approve", CHECK, "--by", "kim"]).exit_code != 0, "a reason is asked for"
    for language, word in (("ko", "새 기준"), ("en", "the new normal")):
        monkeypatch.setenv("WAREHOUSE_LANG", language)
        answer = run(application, ["approve", CHECK, "--by", "kim", "--why", "기관이 늘었다"])
        assert answer.exit_code == 0, answer.output
        assert word in answer.output
    assert CHECK not in run(application, ["list", "--waiting"]).output
    assert "kim: 기관이 늘었다" in run(application, ["list"]).output
    rows = connection.execute("select value, approved_by, reason from quality.approvals").fetchall()
    assert rows == [(500.0, "kim", "기관이 늘었다")] * 2


def test_retention_keeps_what_is_young(connection):
    history.write_load(connection, load_on(DAY, 100), [], [])
    now = datetime.now(UTC)
    assert history.apply_retention(connection, now)["check_results"] == 0
    assert history.apply_retention(connection, now + timedelta(days=401))["check_results"] == 1
    assert connection.execute("select count(*) from quality.loads").fetchone() == (1,), "loads are never forgotten"


def test_the_schema_is_made_once_by_many_at_the_same_time(settings):
    from concurrent.futures import ThreadPoolExecutor

    def make(_: int) -> None:
        with connect(settings) as own:
            history.ensure_schema(own)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(make, range(6)))
    with connect(settings) as connection:
        assert connection.execute("select count(*) from quality.loads").fetchone() == (0,)
