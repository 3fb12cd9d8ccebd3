"""What a run covers: due days, named days, a backfill's days, and what a used-up quota leaves for tomorrow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.api.datamodels._generated import DagRunType
from airflow.sdk.exceptions import AirflowFailException, AirflowRescheduleException, AirflowSkipException

from warehouse.loading.archive import open_for_pull
from warehouse.loading.identity import new_identity
from warehouse.loading.raw_zone import load_directory
from warehouse.orchestration import tasks
from warehouse.settings import load_settings
from warehouse.sources.contract import Interval
from warehouse.sources.failures import QuotaError
from warehouse.sources.quota import KOREA
from warehouse.sources.registry import contract

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=KOREA)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for name in ("WAREHOUSE_ONE_SHOT", "WAREHOUSE_HISTORY_FROM", "WAREHOUSE_MODE", "AIRFLOW_CONN_WAREHOUSE_POSTGRES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WAREHOUSE_HOME", str(tmp_path))
    monkeypatch.setenv("WAREHOUSE_POSTGRES_PORT", "1")  # nobody there: loads are recorded later


def context(kind: DagRunType, moment: datetime, conf: dict[str, Any] | None = None, run: str = "run") -> dict[str, Any]:
    """As Airflow's task runner hands it over."""
    run_ = SimpleNamespace(run_type=kind, conf=conf or {}, run_after=moment.astimezone(UTC))
    return {"dag_run": run_, "logical_date": moment.astimezone(UTC), "run_id": run}


def due(name: str, kind: DagRunType, moment: datetime, conf: dict[str, Any] | None = None) -> list[str]:
    return [interval.key for interval in tasks.due_intervals(contract(name), context(kind, moment, conf))]


def make_visible(name: str, interval: Interval) -> None:
    load_directory(load_settings(), new_identity(name, interval)).mkdir(parents=True)


def test_a_backfill_covers_its_own_days_and_not_todays():
    assert due("lofin_contracts", DagRunType.BACKFILL, datetime(2017, 5, 4, 7, tzinfo=KOREA)) == ["2017-05-03"]
    yearly = due("lofin_settled_independence", DagRunType.BACKFILL, datetime(2019, 3, 15, 6, tzinfo=KOREA))
    assert yearly == ["2017-01-01_2017-12-31"]


def test_a_backfill_asks_for_nothing_that_is_there():
    year = Interval(date(2017, 1, 1), date(2018, 1, 1))
    make_visible("lofin_settled_independence", year)
    moment = datetime(2019, 3, 15, 6, tzinfo=KOREA)
    assert due("lofin_settled_independence", DagRunType.BACKFILL, moment) == []
    assert due("lofin_settled_independence", DagRunType.BACKFILL, moment, {"again": True}) == ["2017-01-01_2017-12-31"]


def test_a_backfill_asks_for_nothing_that_another_run_has_pulled_and_not_loaded_yet():
    year = Interval(date(2017, 1, 1), date(2018, 1, 1))
    _, recorder = open_for_pull(load_settings(), "lofin_settled_independence", year, "another run")
    recorder.add(b"x", request={})
    recorder.complete()
    recorder.close()
    assert due("lofin_settled_independence", DagRunType.BACKFILL, datetime(2019, 3, 15, 6, tzinfo=KOREA)) == []


def test_a_backfill_asks_for_nothing_before_the_source_began():
    assert due("lofin_contracts", DagRunType.BACKFILL, datetime(2015, 5, 4, 7, tzinfo=KOREA)) == []


def test_where_windows_are_cut_by_the_source_a_backfill_asks_month_by_month():
    days = [datetime(2019, 3, 2, 6, tzinfo=KOREA) + timedelta(days=offset) for offset in range(31)]
    first = due("g2b_tenders", DagRunType.BACKFILL, days[0])
    assert first == ["2019-03-01_2019-03-31"]
    make_visible("g2b_tenders", Interval(date(2019, 3, 1), date(2019, 4, 1)))
    assert [due("g2b_tenders", DagRunType.BACKFILL, day) for day in days] == [[]] * 31
    today = datetime.now(KOREA)
    assert due("g2b_tenders", DagRunType.BACKFILL, today) == [f"{(today - timedelta(days=1)).date()}"]


def test_named_days_are_pulled_as_named():
    days = {"from": "2026-03-01", "to": "2026-03-03"}
    assert due("lofin_contracts", DagRunType.MANUAL, NOW, days) == ["2026-03-01", "2026-03-02", "2026-03-03"]
    assert due("g2b_tenders", DagRunType.MANUAL, NOW, days) == ["2026-03-01_2026-03-03"]


def test_a_run_put_off_to_tomorrow_keeps_its_days():
    """The task runs again after midnight; what is due is asked of the run's moment, not of the clock."""
    assert due("lofin_contracts", DagRunType.SCHEDULED, datetime(2020, 2, 3, 7, tzinfo=KOREA)) == ["2020-02-02"]


def test_a_history_that_was_begun_is_continued_as_it_was_begun(monkeypatch):
    monkeypatch.setenv("WAREHOUSE_HISTORY_FROM", "2016-01-01")
    assert due("g2b_tenders", DagRunType.SCHEDULED, NOW) == ["2016-01-01_2026-11-21"]
    _, recorder = open_for_pull(load_settings(), "g2b_tenders", Interval(date(2016, 1, 1), date(2026, 11, 22)))
    recorder.add(b"x", request={"page": 1})
    recorder.close()
    tomorrow = due("g2b_tenders", DagRunType.SCHEDULED, NOW + timedelta(days=1))
    assert tomorrow == ["2016-01-01_2026-11-21", "2026-11-22"]


# The quota


@pytest.fixture
def one_call_a_day(monkeypatch):
    """A source whose quota ends after so many intervals of one run."""
    from warehouse.loading import transaction

    asked: list[str] = []

    def extract(contract_: Any, interval: Interval, settings: Any, **more: Any) -> Any:
        asked.append(interval.key)
        if interval.start.day == 3:
            raise QuotaError("lofin_contracts: used up.", resume_at="2026-03-04T00:05:00+09:00")
        return SimpleNamespace(load_id=f"lofin_contracts-{interval.key}")

    monkeypatch.setattr(transaction, "extract", extract)
    return asked


DAYS = {"from": "2026-03-01", "to": "2026-03-05"}


def test_a_used_up_quota_puts_the_task_off_until_after_midnight_in_korea(one_call_a_day):
    with pytest.raises(AirflowRescheduleException) as caught:
        tasks.extract_source("lofin_contracts", context(DagRunType.MANUAL, NOW, DAYS))
    assert caught.value.reschedule_date == datetime(2026, 3, 3, 15, 5, tzinfo=UTC)
    assert one_call_a_day == ["2026-03-01", "2026-03-02", "2026-03-03"], "nothing more is asked"


def test_in_front_of_a_person_what_was_pulled_is_loaded_and_the_rest_is_named(one_call_a_day, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_ONE_SHOT", "1")
    pushed: dict[str, str] = {}
    ti = SimpleNamespace(
        xcom_push=lambda key, value: pushed.update({key: value}), xcom_pull=lambda **_: pushed["unfinished"]
    )
    run = context(DagRunType.MANUAL, NOW, DAYS) | {"ti": ti}
    assert tasks.extract_source("lofin_contracts", run) == ["lofin_contracts-2026-03-01", "lofin_contracts-2026-03-02"]
    with pytest.raises(AirflowFailException, match="--from 2026-03-03"):
        tasks.load_source("lofin_contracts", [], run)
    with pytest.raises(AirflowFailException, match="used up"):
        tasks.extract_source(
            "lofin_contracts", context(DagRunType.MANUAL, NOW, {"from": "2026-03-03", "to": "2026-03-04"})
        )


def test_nothing_due_is_no_failure():
    with pytest.raises(AirflowSkipException, match="loaded already"):
        tasks.extract_source("lofin_contracts", context(DagRunType.BACKFILL, datetime(2015, 5, 4, 7, tzinfo=KOREA)))


def test_a_live_source_without_its_key_is_left_out(monkeypatch):
    monkeypatch.setenv("WAREHOUSE_MODE", "live")
    monkeypatch.delenv("LOFIN365_API_KEY", raising=False)
    with pytest.raises(AirflowSkipException, match="LOFIN365_API_KEY is not set"):
        tasks.extract_source("lofin_contracts", context(DagRunType.SCHEDULED, NOW))
