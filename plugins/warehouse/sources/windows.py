"""Which days a run covers: yesterday, the last published month or year, and how a window is cut into smaller ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from warehouse.sources.contract import Interval

DAY = timedelta(days=1)
KEPT_FISCAL_YEARS = 4


def yesterday(now_kst: datetime) -> Interval:
    """The day before now, in Korea."""
    today = now_kst.date()
    return Interval(today - DAY, today)


def last_month(published_after_days: int = 3) -> Callable[[datetime], Interval]:
    """The last whole month, once it can be expected to be published."""

    def interval(now_kst: datetime) -> Interval:
        end = (now_kst.date() - timedelta(days=published_after_days)).replace(day=1)
        return Interval((end - DAY).replace(day=1), end)

    return interval


def fiscal_year(published_month: int, years_back: int = 0) -> Callable[[datetime], Interval]:
    """The newest fiscal year that is published: from `published_month` on the year `years_back` ago, else one before."""

    def interval(now_kst: datetime) -> Interval:
        return whole_year(newest_year(now_kst, published_month, years_back))

    return interval


def newest_year(now_kst: datetime, published_month: int, years_back: int) -> int:
    """The newest fiscal year that can be expected to be published."""
    return now_kst.year - years_back - (0 if now_kst.month >= published_month else 1)


def whole_year(year: int) -> Interval:
    """A calendar year, which in Korea is the fiscal year."""
    return Interval(date(year, 1, 1), date(year + 1, 1, 1))


def whole_month(day: date) -> Interval:
    """The calendar month of a day."""
    return Interval(day.replace(day=1), shift_months(day, 1))


def missing_years(published_month: int, years_back: int = 0) -> Callable[[datetime, frozenset[str]], list[Interval]]:
    """Published fiscal years of the last four that are not loaded yet, and the newest one again."""

    def due(now_kst: datetime, loaded: frozenset[str]) -> list[Interval]:
        newest = newest_year(now_kst, published_month, years_back)
        years = [whole_year(year) for year in range(newest - KEPT_FISCAL_YEARS + 1, newest)]
        return [*(year for year in years if year.key not in loaded), whole_year(newest)]

    return due


def closed_years_then_yesterday(now_kst: datetime, loaded: frozenset[str]) -> list[Interval]:
    """Closed fiscal years not loaded yet, each as of 31 December, then the latest day."""
    latest = yesterday(now_kst)
    current = latest.start.year
    closed = [
        Interval(date(year, 12, 31), date(year + 1, 1, 1)) for year in range(current - KEPT_FISCAL_YEARS, current)
    ]
    return [*(interval for interval in closed if interval.key not in loaded), latest]


BEGINNING = date(2002, 1, 1)  # G2B opened in 2002


def last_week(now_kst: datetime) -> Interval:
    """The seven days before now."""
    today = now_kst.date()
    return Interval(today - 7 * DAY, today)


def beginning_then_last_week(now_kst: datetime, loaded: frozenset[str]) -> list[Interval]:
    """A directory: once everything since the beginning up to last week, then week by week."""
    week = last_week(now_kst)
    begun = any(key.startswith(BEGINNING.isoformat()) for key in loaded)
    return [week] if begun else [Interval(BEGINNING, week.start), week]


def days(interval: Interval) -> Iterator[date]:
    """Each day of an interval."""
    for offset in range((interval.end - interval.start).days):
        yield interval.start + timedelta(days=offset)


def cut(interval: Interval, longest_days: int) -> list[Interval]:
    """The interval in pieces of at most so many days."""
    starts = range(0, (interval.end - interval.start).days, longest_days)
    return [
        Interval(
            interval.start + timedelta(days=start),
            min(interval.end, interval.start + timedelta(days=start + longest_days)),
        )
        for start in starts
    ]


def halves(interval: Interval) -> list[Interval]:
    """The interval in two, or as it is when it is one day."""
    length = (interval.end - interval.start).days
    return cut(interval, -(-length // 2)) if length > 1 else [interval]


def months(interval: Interval) -> list[date]:
    """First days of the months that an interval touches."""
    first, last = interval.start.replace(day=1), interval.end - DAY
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [shift_months(first, offset) for offset in range(count)]


def shift_months(day: date, offset: int) -> date:
    """First day of the month so many months away."""
    index = day.year * 12 + day.month - 1 + offset
    return date(index // 12, index % 12 + 1, 1)
