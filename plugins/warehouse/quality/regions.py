"""Which local governments exist on which day, from the region history seed; by legal code or by 지방재정365's name."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from warehouse.settings import PROJECT_ROOT

SEED = PROJECT_ROOT / "dbt_project" / "seeds" / "region_history.csv"
# 지방재정365 files a budget year to its end under the name it began with (observed forms of 2023 and 2026), so a
# name stays acceptable for a year after its end, and never before its beginning.
NAME_LINGERS_DAYS = 366
# Names the body of a merged province may carry besides its own (client notes, autumn 2026).
FORMER_PREFIXES = {"12": ("전남", "광주")}
Spans = Mapping[str, list[tuple[int, int]]]  # name or code -> [first day, day after the last], as ordinals


@cache
def code_spans() -> Spans:
    """Validity of every 10-digit legal code."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in _rows():
        spans[row["region_code"]].append(_span(row))
    return dict(spans)


@cache
def name_spans() -> Spans:
    """Validity of every glued short name; 본청 stands for the province itself."""
    rows = _rows()
    provinces = [row for row in rows if row["level"] == "sido"]
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        begins, ends = _span(row)
        for prefix in _prefixes(row, provinces):
            name = f"{prefix}본청" if row["level"] == "sido" else f"{prefix}{row['short_name_ko']}"
            spans[name.replace(" ", "")].append((begins, ends + NAME_LINGERS_DAYS))
    return dict(spans)


def valid_codes(codes: Any, days: Any) -> Any:
    """For each row, whether the code exists on the day."""
    return _valid(codes, days, code_spans())


def valid_names(names: Any, days: Any) -> Any:
    """For each row, whether the name exists on the day."""
    return _valid(names.str.replace(" ", ""), days, name_spans())


def _valid(values: Any, days: Any, spans: Spans) -> Any:
    import pandas

    frame = pandas.DataFrame({"value": values.astype(object), "day": pandas.to_datetime(days).dt.date})
    pairs = frame.drop_duplicates()
    verdicts = {
        (value, day): any(begins <= day.toordinal() < ends for begins, ends in spans.get(value, ()))
        for value, day in pairs.itertuples(index=False)
    }
    return pandas.Series([verdicts[pair] for pair in frame.itertuples(index=False, name=None)], index=values.index)


def _prefixes(row: Mapping[str, str], provinces: list[dict[str, str]]) -> set[str]:
    """Short names of the provinces that the row's code belonged to while it was in force."""
    if row["level"] == "sido":
        own = {row["short_name_ko"]}
    else:
        begins, ends = _span(row)
        own = {
            province["short_name_ko"]
            for province in provinces
            if province["sido_code"] == row["sido_code"] and _overlap((begins, ends), _span(province))
        }
    return own | set(FORMER_PREFIXES.get(row["sido_code"], ()))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _span(row: Mapping[str, str]) -> tuple[int, int]:
    begins = date.fromisoformat(row["valid_from"]).toordinal()
    return begins, date.fromisoformat(row["valid_to"]).toordinal() if row["valid_to"] else date.max.toordinal() - 400


@cache
def _rows() -> list[dict[str, str]]:
    with SEED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
