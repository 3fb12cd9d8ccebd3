"""Asks the ministry's download form for one monthly CSV per month of the interval."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from warehouse.settings import Settings
from warehouse.sources import windows
from warehouse.sources.api import Api
from warehouse.sources.contract import ArchiveWriter, Interval, Progress, SourceContract
from warehouse.sources.failures import EnvelopeError, RequestRefusedError, TransientError
from warehouse.sources.http import Answer, Call, check_status
from warehouse.sources.regions.parse import read_csv

PATH = "/downloadCsv.do"
WHOLE_COUNTRY_BY_DISTRICT = "2"  # 1: as on the screen, 2: all districts, 3: all neighbourhoods


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Pull the files of the months that the interval touches."""
    months = windows.months(interval)
    present = {str(response.request.get("set")) for response in archive.responses()}
    table = contract.tables[0].name
    with Api(contract, settings, sleep=sleep) as api:
        for number, month in enumerate(months, start=1):
            name = f"{month:%Y-%m}"
            if name not in present:
                call = _form(api, month)
                answer = _ask(api, call, name)
                archive.add(
                    answer.body,
                    request={**call.shown(), "table": table, "set": name, "round": 1, "page": 1},
                    status=answer.status,
                    headers=answer.headers,
                )
            progress(number, len(months), name)


def _form(api: Api, month: date) -> Call:
    """The form behind the site's download button, as its page sends it."""
    year, number = f"{month:%Y}", f"{month:%m}"
    return Call(
        url=f"{api.base}{PATH}",
        method="POST",
        parameters={"searchYearMonth": "month", "xlsStats": WHOLE_COUNTRY_BY_DISTRICT},
        form={
            "sltOrgType": "1",
            "sltOrgLvl1": "A",
            "sltOrgLvl2": "A",
            "gender": "gender",
            "genderPer": "genderPer",
            "generation": "generation",
            "sltUndefType": "",
            "searchYearStart": year,
            "searchMonthStart": number,
            "searchYearEnd": year,
            "searchMonthEnd": number,
            "sltOrderType": "1",
            "sltOrderValue": "ASC",
            "category": "month",
        },
    )


def _ask(api: Api, call: Call, month: str) -> Answer:
    try:
        return _ask_by(api, call, month)
    except RequestRefusedError as refusal:
        if "HTTP 4" not in refusal.what and "HTTP 501" not in refusal.what:
            raise
        # A mirror may hand the files out by GET.
        everything = {**call.parameters, **(call.form or {})}
        return _ask_by(api, Call(url=call.url, parameters=everything), month)


def _ask_by(api: Api, call: Call, month: str) -> Answer:
    def read(answer: Answer) -> Answer:
        if answer.status in (404, 405, 501):
            raise RequestRefusedError(f"{api.contract.name}: {month}: request refused (HTTP {answer.status}).")
        check_status(answer)
        if answer.body.lstrip()[:1] == b"<":
            _judge_page(api, answer, month)
        _check_file(answer)
        return answer

    return api.client.ask(call, read, what=month)


def _judge_page(api: Api, answer: Answer, month: str) -> None:
    """A page instead of a file: either the month is not out yet, or the site is in trouble."""
    text = answer.body.decode("utf-8", "replace") + answer.body.decode("cp949", "replace")
    if "자료가 없" in text or "존재하지" in text:
        raise RequestRefusedError(
            f"{api.contract.name}: {month} is not published.",
            remedy="Months come out in the first days of the following month: run again later, or choose an earlier month.",
        )
    raise TransientError("a page came instead of the file")


def _check_file(answer: Answer) -> None:
    """A half file is worse than none: it must end in a whole line of as many cells as its header."""
    if not answer.body.endswith((b"\n", b'"')):
        raise TransientError("the file breaks off in the middle of a line")
    header, rows = read_csv(answer.body)
    if not rows or len(rows[-1]) != len(header):
        raise EnvelopeError("the file has no complete rows")
