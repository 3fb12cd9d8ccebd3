"""지방재정365: operations under /lf/hub/, asked by fiscal year, by contract day, or as a snapshot as of a day.

Table options: `operation` (the short code), `window` ("snapshot", "fiscal_year" or "day"), `day_parameter`,
`parameters` (further ones), `type` ("json" or "xml").
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from warehouse.errors import SourceError
from warehouse.settings import Settings
from warehouse.sources import tabular, windows
from warehouse.sources.api import Api
from warehouse.sources.columns import number, text
from warehouse.sources.contract import (
    ArchiveWriter,
    Interval,
    Label,
    Licence,
    Progress,
    SourceContract,
    TableContract,
)
from warehouse.sources.failures import Outcome
from warehouse.sources.http import Call
from warehouse.sources.paging import PagedSet, SetReader, together

BASE_URL = "https://www.lofin365.go.kr"
HOMEPAGE = "https://www.lofin365.go.kr"
KEY_NAME = "LOFIN365_API_KEY"
PAGE_SIZE = 1000  # above it: ERROR-336
LONGEST_STEP_BACK = 30  # days; today and holidays are loaded late (one client tries 10 days, another 30)
OPTIONS = {"key_parameter": "Key", "concurrency": 8, "daily_calls": None}  # the daily number is not published


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
            partial(_read, api, reader, table, name, parameters)
            for table in contract.tables
            for name, parameters in _windows(api, reader, table, interval)
        ]
        together(jobs, api.limits.concurrency)


def _read(api: Api, reader: SetReader, table: TableContract, name: str, parameters: dict[str, str]) -> None:
    rows = reader.read(_set(api, table, name, parameters))
    if rows == 0 and table.options["window"] != "day":
        raise SourceError(
            f"{api.contract.name}: {table.options['operation']} has no rows for {name}.",
            remedy="It is not published yet: run again later, or choose an earlier interval.",
        )


def _windows(api: Api, reader: SetReader, table: TableContract, interval: Interval) -> list[tuple[str, dict[str, str]]]:
    """The sets of one interval: name and parameters of each."""
    kind = table.options["window"]
    last = interval.end - windows.DAY
    if kind == "day":
        parameter = table.options["day_parameter"]
        return [(day.isoformat(), {parameter: f"{day:%Y%m%d}"}) for day in windows.days(interval)]
    years = range(interval.start.year, last.year + 1)
    if kind == "fiscal_year":
        return [(f"{year}", {"fyr": f"{year}"}) for year in years]
    return [_snapshot(api, reader, table, date(year, 12, 31) if year < last.year else last) for year in years]


def _snapshot(api: Api, reader: SetReader, table: TableContract, wanted: date) -> tuple[str, dict[str, str]]:
    """The newest loaded day up to `wanted`, never before its fiscal year began. A resumed pull stays with its day."""
    begun = [date.fromisoformat(name) for name in reader.archived(table.name)]
    day = next((day for day in begun if day.year == wanted.year), None) or _newest_loaded(api, table, wanted)
    return day.isoformat(), {"fyr": f"{day.year}", "exe_ymd": f"{day:%Y%m%d}"}


def _newest_loaded(api: Api, table: TableContract, wanted: date) -> date:
    """Ask day by day for one unfiltered row: with a filter, "nothing found" and "day not loaded" look the same."""
    operation = str(table.options["operation"])
    for back in range(LONGEST_STEP_BACK + 1):
        day = wanted - back * windows.DAY
        if day.year != wanted.year:
            break
        call = _call(api, table, {"fyr": f"{day.year}", "exe_ymd": f"{day:%Y%m%d}"}, 1, 1, filtered=False)
        opened = api.ask(call, what=f"probe of {day}", operation=operation)
        if opened.envelope.outcome is Outcome.OK:
            return day
    raise SourceError(
        f"{api.contract.name}: no day of {wanted.year} in the {LONGEST_STEP_BACK} days up to {wanted} is loaded.",
        remedy="The source loads late around holidays and at the turn of the year: run again tomorrow, or choose another day.",
    )


def _set(api: Api, table: TableContract, name: str, parameters: dict[str, str]) -> PagedSet:
    return PagedSet(
        table=table.name,
        name=name,
        operation=str(table.options["operation"]),
        call=lambda page, size: _call(api, table, parameters, page, size),
        page_size=int(table.options.get("page_size", PAGE_SIZE)),
        fallback_page_sizes=(100,),
        has_rows=table.options["window"] == "snapshot",  # the probe found one
    )


def _call(
    api: Api, table: TableContract, parameters: dict[str, str], page: int, size: int, *, filtered: bool = True
) -> Call:
    answer_type = table.options.get("type", "json")  # capital T in `Type`: with `type` XML comes back
    own = table.options.get("parameters", {}) if filtered else {}
    asked = {"Type": answer_type, "pIndex": page, "pSize": size, **parameters, **own}
    return api.call(f"/lf/hub/{table.options['operation']}", asked)


def source(name: str, title: Label, table: TableContract, *, owner: str, folder: Path, **more: Any) -> SourceContract:
    """The contract of one more operation of the site."""
    return SourceContract(
        name=name,
        title=title,
        provider=Label("행정안전부", "Ministry of the Interior and Safety"),
        homepage=HOMEPAGE,
        licence=Licence.KOGL_1,
        owner=owner,
        schedule=more.pop("schedule", "0 6 15 * *"),
        start_on=more.pop("start_on", date(2016, 1, 1)),
        tables=(table,),
        fetch=fetch,
        parse=more.pop("parse", tabular.parse),
        default_interval=more.pop("default_interval", windows.yesterday),
        family="LOFIN365",
        base_url=BASE_URL,
        key_name=KEY_NAME,
        options=OPTIONS,
        tags=("budget", "lofin365"),
        folder=folder,
        **more,
    )


# What every operation says of a local government.
BODY_COLUMNS = (
    number("fiscal_year", "fyr", "회계연도", "Fiscal year", required=True),
    text("sido_code_lofin", "wa_laf_cd", "지역코드", "Province code of lofin365"),
    text("sido_name_raw", "wa_laf_hg_nm", "지역명", "Province as sent"),
    text("laf_cd_lofin", "laf_cd", "자치단체코드", "Local government code of lofin365", required=True),
    text("laf_name_raw", "laf_hg_nm", "자치단체명", "Local government as sent"),
)
# Rows that the site adds up itself: 110000* 서울계, 111000* 구계, 000000* 전국계.
TOTALS = {"laf_cd": r"\*"}


def yearly(operation: str, **more: Any) -> dict[str, Any]:
    """Options of a set that comes once a fiscal year."""
    return {"operation": operation, "path": f"/lf/hub/{operation}", "window": "fiscal_year", "totals": TOTALS, **more}
