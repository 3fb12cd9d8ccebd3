"""Residents per region and month: the ministry's real figures for 2025-05, made-up drift for every other month.

Source of 2025-05: 행정안전부 주민등록 인구통계, 연령별인구현황(월간), 총인구수 (data/population_2025_05.csv).
"""

from __future__ import annotations

import calendar
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from warehouse.sample.chance import chance
from warehouse.sample.places import Region, heirs, regions
from warehouse.sample.world import DATA

REAL_MONTH = date(2025, 5, 1)


@dataclass(frozen=True, slots=True)
class Residents:
    """The residents of one region at the end of one month."""

    region: Region
    count: int


@cache
def residents(month: date) -> tuple[Residents, ...]:
    """Every region that exists at the end of `month`, in the order of its code; sums hold at every level."""
    last_day = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    living = sorted((region for region in regions().values() if region.exists_on(last_day)), key=lambda one: one.code)
    counts = {region.code: _leaf_count(region, month) for region in living if not _parts(region, living)}
    for region in sorted(living, key=lambda one: one.level != "sigungu"):  # cities first, provinces after
        if region.code not in counts:
            counts[region.code] = sum(counts[part.code] for part in _parts(region, living))
    return tuple(Residents(region, counts[region.code]) for region in living)


def national_count(month: date) -> int:
    """All provinces together."""
    return sum(one.count for one in residents(month) if one.region.level == "sido")


def _parts(region: Region, living: list[Region]) -> list[Region]:
    """What a region consists of: a province of municipalities (제주 of its two cities), a city of its 구."""
    if region.level == "sido":
        return [one for one in living if one.sido_code == region.sido_code and _is_direct_part(one)]
    if region.level == "sigungu":
        return [one for one in living if one.kind == "ilbangu" and f"{one.code[:4]}000000" == region.code]
    return []


def _is_direct_part(region: Region) -> bool:
    return region.level == "sigungu" or region.kind == "haengjeongsi"


def _leaf_count(region: Region, month: date) -> int:
    """The figure of 2025-05, moved by a yearly rate of the region's own."""
    base = _base(region.code)
    months = (month.year - REAL_MONTH.year) * 12 + month.month - REAL_MONTH.month
    rate = chance("population", region.name.split()[-1], region.sido_code).uniform(-0.018, 0.012)
    return round(base * (1 + rate * months / 12))


@cache
def _base(code: str) -> float:
    """The real figure, or what predecessors or heirs of the code had, shared evenly where a place was split."""
    real = _real_counts()
    if code in real:
        return real[code]
    older = [one for one in regions()[code].predecessors if one in real]
    if older:
        return sum(real[one] / len(heirs(one)) for one in older)
    return sum(_base(heir) for heir in heirs(code))


@cache
def _real_counts() -> dict[str, int]:
    with (DATA / "population_2025_05.csv").open(encoding="utf-8", newline="") as file:
        return {row["region_code"]: int(row["population_count"]) for row in csv.DictReader(file)}


def months(first: date, last: date) -> Iterator[date]:
    """First days of all months from `first` to `last`, both included."""
    number = first.year * 12 + first.month - 1
    while number <= last.year * 12 + last.month - 1:
        yield date(number // 12, number % 12 + 1, 1)
        number += 1
