"""Days, months and years a run covers, in Korea."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from warehouse.sources import windows
from warehouse.sources.contract import Interval
from warehouse.sources.quota import KOREA


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KOREA)


@pytest.mark.parametrize(
    ("rule", "now", "key"),
    [
        (windows.yesterday, "2026-03-01T00:10", "2026-02-28"),
        (windows.last_month(4), "2026-03-05T06:00", "2026-02-01_2026-02-28"),
        (windows.last_month(4), "2026-03-03T06:00", "2026-01-01_2026-01-31"),
        (windows.fiscal_year(4), "2026-03-31T00:00", "2025-01-01_2025-12-31"),
        (windows.fiscal_year(4), "2026-04-01T00:00", "2026-01-01_2026-12-31"),
        (windows.fiscal_year(11, 1), "2026-11-01T00:00", "2025-01-01_2025-12-31"),
        (windows.last_week, "2026-03-09T05:00", "2026-03-02_2026-03-08"),
    ],
)
def test_what_is_due(rule, now, key):
    assert rule(at(now)).key == key


def test_halves_and_pieces_cover_every_day_once():
    whole = Interval(date(2026, 1, 1), date(2026, 1, 16))
    for parts in (windows.halves(whole), windows.cut(whole, 4)):
        days = [day for part in parts for day in windows.days(part)]
        assert days == list(windows.days(whole))
    single = Interval(date(2026, 1, 1), date(2026, 1, 2))
    assert windows.halves(single) == [single]


def test_months_and_shifts():
    assert [str(m) for m in windows.months(Interval(date(2025, 12, 5), date(2026, 2, 1)))] == [
        "2025-12-01",
        "2026-01-01",
    ]
    assert windows.shift_months(date(2026, 1, 31), -13) == date(2024, 12, 1)


def test_a_directory_is_read_from_its_beginning_once():
    now = at("2026-03-09T05:00")
    first = windows.beginning_then_last_week(now, frozenset())
    assert [interval.key for interval in first] == ["2002-01-01_2026-03-01", "2026-03-02_2026-03-08"]
    assert [i.key for i in windows.beginning_then_last_week(now, frozenset({first[0].key}))] == [
        "2026-03-02_2026-03-08"
    ]
