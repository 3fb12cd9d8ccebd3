"""KOSIS: cells of one statistical table for a range of months or years, split when the answer would be too large.

Table options: `parameters` (orgId, tblId, itmId, objL1, prdSe), `whole` and `parts` (code patterns: the whole must be
the sum of the parts, because the answer carries no total count to check completeness by).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date

from warehouse.errors import SourceError
from warehouse.settings import Settings
from warehouse.sources import windows
from warehouse.sources.api import Api
from warehouse.sources.contract import ArchiveWriter, Interval, Progress, SourceContract, TableContract
from warehouse.sources.envelopes import Envelope
from warehouse.sources.failures import TransientError, WindowTooLargeError
from warehouse.sources.paging import PagedSet, SetReader
from warehouse.sources.values import number

BASE_URL = "https://kosis.kr"
HOMEPAGE = "https://kosis.kr/openapi"
KEY_NAME = "KOSIS_API_KEY"
PATH = "/openapi/Param/statisticsParameterData.do"
OPTIONS = {"key_parameter": "apiKey", "concurrency": 2, "calls_per_second": 3.0}  # 200 calls a minute by one source


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Pull every table of the contract for the months that the interval touches."""
    with Api(contract, settings, sleep=sleep) as api:
        reader = SetReader(api, archive, progress)
        for table in contract.tables:
            months = windows.months(interval)
            if not _read(api, reader, table, months):
                raise SourceError(
                    f"{contract.name}: KOSIS has no data for {months[0]:%Y-%m} to {months[-1]:%Y-%m}.",
                    remedy="It is not published yet: run again later, or choose an earlier interval.",
                )


def _read(api: Api, reader: SetReader, table: TableContract, months: list[date]) -> int:
    """A range of months; halved when it would have more than 40,000 cells (31, 41)."""
    try:
        if not _is_halved(reader, table, months):
            return reader.read(_set(api, table, months))
    except WindowTooLargeError:
        if len(months) == 1:
            raise
    middle = len(months) // 2
    return _read(api, reader, table, months[:middle]) + _read(api, reader, table, months[middle:])


def _is_halved(reader: SetReader, table: TableContract, months: list[date]) -> bool:
    """Whether a broken pull had halved this range: were the whole asked again and answered now, rows would be doubled."""
    inside = {f"{month:%Y%m}" for month in months}
    begun = [name.split("-") for name in reader.archived(table.name) if name != _name(months)]
    return any(first in inside and last in inside for first, last in begun)


def _name(months: list[date]) -> str:
    return f"{months[0]:%Y%m}-{months[-1]:%Y%m}"


def _set(api: Api, table: TableContract, months: list[date]) -> PagedSet:
    first, last = f"{months[0]:%Y%m}", f"{months[-1]:%Y%m}"
    # Without jsonVD=Y the keys come unquoted, which no JSON parser reads.
    fixed = {"method": "getList", "format": "json", "jsonVD": "Y", "startPrdDe": first, "endPrdDe": last}
    call = api.call(PATH, {**fixed, **table.options["parameters"]})
    return PagedSet(
        table=table.name,
        name=_name(months),
        operation=str(table.options["parameters"]["tblId"]),
        call=lambda page, size: call,
        page_size=40_000,
        paged=False,
        check=lambda envelope: _check_sum(table, envelope),
    )


def _check_sum(table: TableContract, envelope: Envelope) -> None:
    """The whole must be the sum of its parts in every period."""
    if "whole" not in table.options:
        return
    whole, parts = re.compile(table.options["whole"]), re.compile(table.options["parts"])
    sums: dict[tuple[str, str], list[int]] = {}
    for row in envelope.rows():
        code = str(row.get("C1", ""))
        if row.get("DT") in (None, "", "-", "x"):
            continue
        entry = sums.setdefault((str(row.get("PRD_DE")), str(row.get("ITM_ID"))), [0, 0])
        if whole.fullmatch(code):
            entry[0] += int(number(str(row["DT"])))
        elif parts.fullmatch(code):
            entry[1] += int(number(str(row["DT"])))
    for (period, _), (total, of_parts) in sums.items():
        if total and of_parts and total != of_parts:
            raise TransientError(
                f"period {period} is not complete: the parts add up to {of_parts:,}, the whole says {total:,}"
            )
