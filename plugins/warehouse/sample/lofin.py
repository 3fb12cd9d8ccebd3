"""지방재정365 (lofin365): QWGJK, one row per 세부사업, accumulated up to a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from warehouse.sample.budget import ACCOUNTS, BudgetLine, body_day, budget_lines
from warehouse.sample.exchange import Request, Response, elements, json_response, xml_response
from warehouse.sample.faults import Faults
from warehouse.sample.lofin_faults import encode, plant
from warehouse.sample.misbehaviour import page_number
from warehouse.sample.paging import cut

OPERATION = "QWGJK"
FIRST_FISCAL_YEAR = 2022  # the real one begins in 2016; the sample world does not
MAXIMUM_ROWS = 1000
DEFAULT_ROWS = 100

MESSAGES = {
    "INFO-000": "정상 처리되었습니다.",
    "INFO-200": "해당하는 데이터가 없습니다.",
    "ERROR-290": "인증키가 유효하지 않습니다.",
    "ERROR-300": "필수 값이 누락되어 있습니다.",
    "ERROR-310": "해당하는 서비스를 찾을 수 없습니다.",
    "ERROR-333": "요청위치 값의 타입이 유효하지 않습니다.",
    "ERROR-336": "데이터요청은 한번에 최대 1,000건을 넘을 수 없습니다.",
    "ERROR-337": "일별 트래픽 제한을 넘은 호출입니다. 오늘은 더이상 호출할 수 없습니다.",
}


@dataclass(eq=False)
class ResultCodeError(Exception):
    """A result code instead of rows."""

    code: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All rows of one fiscal year on one day, each already as JSON, with what filters look at."""

    rows: tuple[bytes, ...]
    laf_cds: tuple[str, ...]
    names: tuple[str, ...]


def answer_lofin(request: Request, today: date, faults: Faults) -> Response:
    """One call of QWGJK."""
    try:
        start, size = read_page(request, faults)
        rows = _rows(request, today, faults)
    except ResultCodeError as failure:
        return failure_response(request, failure.code)
    return page_response(request, OPERATION, rows, start, size, faults)


def read_page(request: Request, faults: Faults) -> tuple[int, int]:
    """Key, page and page size; every wrong one has its code."""
    key = request.get("Key")
    if not key or key == "INVALID" or faults.has("key_error", request.path):
        raise ResultCodeError("ERROR-290")
    quota = faults.find("quota", request.path)
    if key == "QUOTA" or (quota and page_number(request) >= quota.number(2)):
        raise ResultCodeError("ERROR-337")
    try:
        index, size = int(request.get("pIndex") or 1), int(request.get("pSize") or DEFAULT_ROWS)
    except ValueError:
        raise ResultCodeError("ERROR-333") from None
    if size > MAXIMUM_ROWS:
        raise ResultCodeError("ERROR-336")
    if index < 1 or size < 1:
        raise ResultCodeError("ERROR-333")
    return (index - 1) * size, size


def _rows(request: Request, today: date, faults: Faults) -> Sequence[bytes]:
    fiscal_year, day = _fiscal_year_and_day(request, today, faults)
    snapshot = snapshot_of(fiscal_year, day)
    chosen: Sequence[bytes] = snapshot.rows
    laf_cd, province, keyword = request.get("laf_cd"), request.get("wa_laf_cd"), request.get("dbiz_nm")
    if laf_cd or province or keyword:
        chosen = [
            row
            for row, code, name in zip(snapshot.rows, snapshot.laf_cds, snapshot.names, strict=True)
            if (not laf_cd or code == laf_cd)
            and (not province or f"{code[:2]}00000" == province)
            and (not keyword or keyword in name)  # literal: blanks count
        ]
    chosen = plant(chosen, request.path, faults)
    if not chosen:
        raise ResultCodeError("INFO-200")
    return chosen


def _fiscal_year_and_day(request: Request, today: date, faults: Faults) -> tuple[int, date]:
    """Both are required; a day outside the year, of today or later is simply empty."""
    fyr, exe_ymd = request.get("fyr"), request.get("exe_ymd")
    if not fyr or not exe_ymd:
        raise ResultCodeError("ERROR-300")
    try:
        day = datetime.strptime(exe_ymd, "%Y%m%d").date()
    except ValueError:
        raise ResultCodeError("INFO-200") from None
    late = faults.find("late_load", request.path)
    last_loaded = today - timedelta(days=1 + (late.number(3) if late else 0))
    if str(day.year) != fyr or day > last_loaded or day.year < FIRST_FISCAL_YEAR:
        raise ResultCodeError("INFO-200")
    return day.year, day


_BUILDING = Lock()  # eight pages asked at once must not build the same snapshot eight times


def snapshot_of(fiscal_year: int, day: date) -> Snapshot:
    """Built once, then served from memory: about 7,000 rows in well under a second."""
    with _BUILDING:
        return _snapshot(fiscal_year, day)


@lru_cache(maxsize=8)
def _snapshot(fiscal_year: int, day: date) -> Snapshot:
    lines = [line for line in budget_lines(fiscal_year, body_day(day)) if _is_listed(line, day)]
    return Snapshot(
        rows=tuple(encode(row(line, day, order)) for order, line in enumerate(lines, 1)),
        laf_cds=tuple(line.government.laf_cd for line in lines),
        names=tuple(line.name or "" for line in lines),
    )


def _is_listed(line: BudgetLine, day: date) -> bool:
    """Lines of initiatives come with the first budget of the year; the rest stand there from January."""
    return line.initiative is None or day >= line.starts_on - timedelta(days=45)


def row(line: BudgetLine, day: date, order: int) -> dict[str, Any]:
    """The 25 fields in the documented order."""
    body = line.government
    nation, province, municipality, other = line.funding_krw(day)
    amount: Callable[[int], int | str] = _comma_text if line.has_comma_text else int
    return {
        "fyr": str(line.fiscal_year),
        "wa_laf_cd": body.province_laf_cd,
        "wa_laf_hg_nm": body.province.short_name,
        "laf_cd": body.laf_cd,
        "laf_hg_nm": body.lofin_name,
        "acnt_dv_cd": line.account_code,
        "acnt_dv_nm": ACCOUNTS[line.account_code],
        "dept_cd": line.department_code,
        "dbiz_cd": line.line_code,
        "dbiz_nm": line.name,
        "exe_ymd": f"{day:%Y%m%d}",
        "bdg_cash_amt": amount(line.current_krw(day)),
        "bdg_ntep": amount(nation),
        "capep": amount(province),
        "sggep": amount(municipality),
        "etc_amt": amount(other),
        "ep_amt": line.spent_krw(day),
        "cpl_amt": amount(line.compiled_krw),
        "fld_cd": line.field_code,
        "fld_nm": line.field_name,
        "ane_part_cd": line.sector_code,
        "part_nm": line.sector_name,
        "padm_laf_cd": body.institution_code,
        "lup_ord": order,
        "zon_cd": "1" if body.province.sido_code in ("11", "28", "41") else "2",
    }


def _comma_text(amount: int) -> str:
    return f"{amount:,}"


def page_response(
    request: Request, operation: str, rows: Sequence[bytes], start: int, size: int, faults: Faults
) -> Response:
    """One page in the documented envelope; beyond the last page there is no data."""
    page, total = cut(request, rows, start, size, faults)
    if not page:
        return failure_response(request, "INFO-200")
    if request.get("Type") != "json":
        return _xml_page(operation, page, total)
    head = {"list_total_count": total}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": MESSAGES["INFO-000"]}}
    text = json.dumps({"head": head}, ensure_ascii=False, separators=(",", ":"))
    return Response(b'{"' + operation.encode() + b'":[' + text.encode() + b',{"row":[' + b",".join(page) + b"]}]}")


def _xml_page(operation: str, page: Sequence[bytes], total: int) -> Response:
    rows = "".join(f"<row>{elements(json.loads(row))}</row>" for row in page)
    result = f"<RESULT><CODE>INFO-000</CODE><MESSAGE>{MESSAGES['INFO-000']}</MESSAGE></RESULT>"
    head = f"<head><list_total_count>{total}</list_total_count>{result}</head>"
    return xml_response(f"<{operation}>{head}{rows}</{operation}>")


def failure_response(request: Request, code: str) -> Response:
    """A bare RESULT: a list in some recordings and an object in others, so both occur here (by the page asked)."""
    result = {"CODE": code, "MESSAGE": MESSAGES[code]}
    if request.get("Type") != "json":
        return xml_response(f"<RESULT>{elements(result)}</RESULT>")
    return json_response({"RESULT": [result] if page_number(request) % 2 else result})
