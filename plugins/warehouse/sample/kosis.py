"""KOSIS: residents by municipality (DT_1B040A3); an array of texts, or an object with an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from warehouse.sample.exchange import Request, Response, elements, json_response, xml_response
from warehouse.sample.faults import Faults
from warehouse.sample.population import months, national_count, residents

TABLE = "DT_1B040A3"
FIRST_MONTH = date(2022, 1, 1)
PUBLISHED_AFTER = timedelta(days=2)
MAXIMUM_CELLS = 40_000
ITEMS = {"T20": "총인구수", "T21": "남자인구수", "T22": "여자인구수"}
ERRORS = {
    "10": "인증키가 누락되었습니다.",
    "11": "유효하지 않은 인증키입니다.",
    "20": "필수요청변수값이 누락되었습니다.",
    "21": "잘못된 요청변수입니다.",
    "30": "데이터가 존재하지 않습니다.",
    "31": "조회결과가 초과되었습니다.",
    "40": "호출가능건수를 초과하였습니다.",
}

Row = dict[str, str]


def answer_kosis(request: Request, today: date, faults: Faults) -> Response:
    """statisticsParameterData.do."""
    code, detail = _refusal(request, faults)
    if code:
        return _failure(request, code, detail)
    wanted = _months(request, today)
    rows = [row for month in wanted for row in _rows(request, month)]
    if not rows:
        return _failure(request, "30")
    if len(rows) > MAXIMUM_CELLS:
        return _failure(request, "31")
    return _answer(request, rows)


def _refusal(request: Request, faults: Faults) -> tuple[str, str]:
    key = request.get("apiKey")
    if not key:
        return "10", ""
    if key == "INVALID" or faults.has("key_error", request.path):
        return "11", ""
    if key == "QUOTA" or faults.has("quota", request.path):
        return "40", ""
    for name in ("method", "orgId", "tblId", "itmId", "prdSe"):
        if not request.get(name):
            return "20", f" ({name})"
    if not request.get("objL1"):
        return "20", " (objL)"
    has_period = request.get("newEstPrdCnt") or (request.get("startPrdDe") and request.get("endPrdDe"))
    if not has_period:
        return "20", " (startPrdDe, endPrdDe)"
    if request.get("objL2"):
        return "21", ""  # too many classification axes
    if request.get("tblId") != TABLE or request.get("orgId") != "101":
        return "30", ""
    return "", ""


def _months(request: Request, today: date) -> list[date]:
    """The newest N published periods, or those from start to end; of years the last month that is published."""
    published = [month for month in months(FIRST_MONTH, today) if _next_month(month) + PUBLISHED_AFTER <= today]
    is_yearly = request.get("prdSe") == "Y"
    if is_yearly:
        published = [month for month in published if month.month == 12]
    if request.get("newEstPrdCnt"):
        return published[-int(request.get("newEstPrdCnt")) :]
    form = "%Y" if is_yearly else "%Y%m"
    first, last = request.get("startPrdDe"), request.get("endPrdDe")
    return [month for month in published if first <= month.strftime(form) <= last]


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _rows(request: Request, month: date) -> Iterator[Row]:
    places = _chosen(request.get("objL1"))
    items = _chosen(request.get("itmId"))
    period = month.strftime("%Y" if request.get("prdSe") == "Y" else "%Y%m")
    counts = [("00", "전국", national_count(month))]
    counts += [
        (_code(one.region.code, one.region.level), _name(one.region.name), one.count) for one in residents(month)
    ]
    for code, name, count in counts:
        if places is None or code in places:
            for item, label in ITEMS.items():
                if items is None or item in items:
                    yield _row(request, code, name, item, label, period, _of_item(count, item), month)


def _chosen(text: str) -> set[str] | None:
    """Codes joined with `+` (a trailing one does no harm), None for ALL."""
    return None if text == "ALL" else {part for part in re.split(r"[+ ]", text) if part}


def _code(code: str, level: str) -> str:
    return code[:2] if level == "sido" else code[:5]


def _name(name: str) -> str:
    return name.split()[-1]


def _of_item(count: int, item: str) -> int:
    men = round(count * 0.498)
    return {"T20": count, "T21": men, "T22": count - men}[item]


def _row(request: Request, code: str, name: str, item: str, label: str, period: str, count: int, month: date) -> Row:
    return {
        "ORG_ID": "101",
        "TBL_ID": TABLE,
        "TBL_NM": "행정구역(시군구)별, 성별 인구수",
        "C1": code,
        "C1_NM": name,
        "C1_NM_ENG": "",
        "C1_OBJ_NM": "행정구역(시군구)별",
        "ITM_ID": item,
        "ITM_NM": label,
        "ITM_NM_ENG": "",
        "PRD_SE": request.get("prdSe"),
        "PRD_DE": period,
        "UNIT_NM": "명",
        "DT": str(count),
        "LST_CHN_DE": f"{_next_month(month) + PUBLISHED_AFTER:%Y-%m-%d}",
    }


def _answer(request: Request, rows: list[Row]) -> Response:
    if request.get("format") != "json":
        body = "".join(f"<row>{elements(row)}</row>" for row in rows)
        return xml_response(f"<statisticsParameterData>{body}</statisticsParameterData>")
    if request.get("jsonVD") == "Y":
        return json_response(rows)
    # Without jsonVD=Y the names are not quoted: no JSON parser reads that.
    text = ",".join("{" + ",".join(f'{name}:"{value}"' for name, value in row.items()) + "}" for row in rows)
    return Response(f"[{text}]".encode())


def _failure(request: Request, code: str, detail: str = "") -> Response:
    value: dict[str, Any] = {"err": code, "errMsg": f"{ERRORS[code]}{detail}"}
    if request.get("format") != "json":
        return xml_response(f"<error>{elements(value)}</error>")
    return json_response(value)
