"""Thirty ordinary days in a row, weekends and holidays among them: not one false alarm."""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.database import connect
from warehouse.loading.transaction import run_load
from warehouse.quality.results import Outcome, Verdict

from .answers import day_interval, lofin, lofin_rows

FIRST = date(2026, 2, 1)  # 설날 lies among them


def test_thirty_ordinary_days_raise_no_alarm(settings):
    alarms = []
    for offset in range(30):
        day = FIRST + timedelta(days=offset)
        result = run_load(lofin(lofin_rows(day), day), day_interval(day), settings)
        failed = [(check.check_id, dict(check.observed)) for check in result.results if check.outcome is Outcome.FAILED]
        alarms += [(day.isoformat(), result.verdict.value, failed)] if result.verdict is not Verdict.PASSED else []
    assert alarms == []
    with connect(settings) as connection:
        judged = connection.execute(
            "select count(*) from quality.check_results c join quality.loads l using (load_id)"
            " where check_id = 'raw.lofin_budget_lines.row_count_does_not_drift' and outcome = 'passed'"
        ).fetchone()[0]
        baseline = connection.execute(
            "select observation_count, lower_bound < median and median < upper_bound from quality.baselines"
            " where check_id = 'raw.lofin_budget_lines.row_count_is_usual'"
        ).fetchone()
    assert judged >= 8, "baselines left their warm-up during the month"
    assert baseline == (30, True)
