"""data.go.kr services (G2B, 정책브리핑, 법정동코드 and others): windows of days, pages, and the shared gateway.

Table options: `path`; `begin` and `end` (parameter name and strftime format of the window's first and last day; none:
no window), `longest_days`, `overlap_days` (late changes), `month_margin` with `begin_month` and `end_month`,
`parameters` (further ones), `variants` (parameter sets asked one after the other for each window), `page_size`, `fallback_page_sizes`, `paged` (False: one answer is everything),
`answer_type` ("json"; None: the service knows only XML).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from warehouse.settings import Settings
from warehouse.sources import windows
from warehouse.sources.api import Api
from warehouse.sources.contract import ArchiveWriter, Interval, Progress, SourceContract, TableContract
from warehouse.sources.failures import WindowTooLargeError
from warehouse.sources.http import Call
from warehouse.sources.paging import PagedSet, SetReader, together

BASE_URL = "https://apis.data.go.kr"
HOMEPAGE = "https://www.data.go.kr"
KEY_NAME = "DATA_GO_KR_SERVICE_KEY"
# A development account has 1,000 calls a day per operation; WAREHOUSE_DAILY_CALLS_DATA_GO_KR says what another has.
OPTIONS = {"key_parameter": "serviceKey", "concurrency": 4, "daily_calls": 1000, "calls_per_second": 20.0}


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Pull every table of the contract for the interval."""
    with Api(contract, settings, sleep=sleep) as api:
        reader = SetReader(api, archive, progress)
        jobs = [
            partial(_read, api, reader, table, window, variant)
            for table in contract.tables
            if "path" in table.options  # the others are filled from the same answers
            for window in _windows(table, interval)
            for variant in table.options.get("variants", ({},))
        ]
        together(jobs, api.limits.concurrency)


def _windows(table: TableContract, interval: Interval) -> list[Interval]:
    options = table.options
    if "begin" not in options:
        return [interval]
    widened = Interval(interval.start - timedelta(days=options.get("overlap_days", 0)), interval.end)
    return windows.cut(widened, options.get("longest_days", 7))


def _read(api: Api, reader: SetReader, table: TableContract, window: Interval, variant: dict[str, str]) -> None:
    """One window; halved when the service says that it is too large (07, 98)."""
    parts = windows.halves(window) if "begin" in table.options else [window]
    try:
        if not _is_halved(reader, table, window, variant):
            reader.read(_set(api, table, window, variant))
            return
    except WindowTooLargeError:
        if len(parts) == 1:
            raise
    for part in parts:
        _read(api, reader, table, part, variant)


def _is_halved(reader: SetReader, table: TableContract, window: Interval, variant: dict[str, str]) -> bool:
    """Whether a broken pull had halved this window: were the whole asked again and answered now, rows would be doubled."""
    if "begin" not in table.options:
        return False
    inside = {day.isoformat() for day in windows.days(window)}
    own = _name(table, window, variant)
    begun = [name for name in reader.archived(table.name) if name != own and name.split()[1:] == own.split()[1:]]
    return any(inside.issuperset(name.split()[0].split("_")) for name in begun)


def _name(table: TableContract, window: Interval, variant: dict[str, str]) -> str:
    return " ".join([window.key if "begin" in table.options else "all", *variant.values()])


def _set(api: Api, table: TableContract, window: Interval, variant: dict[str, str]) -> PagedSet:
    options = table.options
    parameters = {**options.get("parameters", {}), **variant, **_dates(options, window)}
    if options.get("answer_type", "json"):
        parameters["type"] = options.get("answer_type", "json")

    def call(page: int, size: int) -> Call:
        paging = {"pageNo": page, "numOfRows": size} if options.get("paged", True) else {}
        return api.call(options["path"], {**paging, **parameters})

    return PagedSet(
        table=table.name,
        name=_name(table, window, variant),
        operation=str(options["path"]).rpartition("/")[2],
        call=call,
        page_size=options.get("page_size", 999),  # 1000 silently gives 10 on G2B
        fallback_page_sizes=tuple(options.get("fallback_page_sizes", (100,))),
        paged=options.get("paged", True),
    )


def _dates(options: Any, window: Interval) -> dict[str, str]:
    if "begin" not in options:
        return {}
    last = window.end - windows.DAY
    (begin, begin_format), (end, end_format) = options["begin"], options["end"]
    dates = {begin: f"{window.start:{begin_format}}", end: f"{last:{end_format}}"}
    if margin := options.get("month_margin"):
        dates[options["begin_month"]] = f"{windows.shift_months(window.start, -margin):%Y%m}"
        dates[options["end_month"]] = f"{windows.shift_months(last, margin):%Y%m}"
    return dates
