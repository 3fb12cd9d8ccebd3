"""odcloud: published files as an API. Any data set number answers with the digital projects of the sample world."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from uuid import NAMESPACE_URL, uuid5

from warehouse.sample.exchange import Request, Response, json_response, xml_response
from warehouse.sample.exchange import elements as xml_elements
from warehouse.sample.faults import Faults
from warehouse.sample.korean import MAN
from warehouse.sample.misbehaviour import page_number
from warehouse.sample.paging import cut
from warehouse.sample.world import FIRST_YEAR, Initiative, initiatives

DEFAULT_ROWS = 10
UNKNOWN_DATA_SET = "15000000"  # the one number that is not registered
MESSAGES = {
    -2: "잘못된 파라미터 요청입니다.",
    -3: "등록되지 않은 서비스 입니다.",
    -4: "등록되지 않은 인증키 입니다.",
    -10: "트래픽을 초과하였습니다.",
    -401: "유효하지 않은 인증키 입니다.",
}
OPERATORS = {"EQ": str.__eq__, "NEQ": str.__ne__, "LIKE": str.__contains__}

Row = dict[str, str | int | None]


def answer_odcloud(request: Request, today: date, faults: Faults) -> Response:
    """`/api/{number}/v1/uddi:{uuid}`: one page of one published file."""
    refused = _refusal(request, faults)
    if refused is not None:
        return _failure(*refused)
    match = re.fullmatch(r"/api/(15\d{6})/v1/(uddi:[0-9a-f-]+)", request.path)
    year = _year_of(match[1], match[2], today) if match else None
    if year is None:
        return _failure(-3, 400)
    page, size = request.get("page") or "1", request.get("perPage") or str(DEFAULT_ROWS)
    if not page.isdigit() or not size.isdigit() or int(page) < 1:
        return _failure(-2, 400)
    everything = rows_of(year)
    matching = [row for row in everything if _matches(row, request)]
    rows, claimed = cut(request, matching, (int(page) - 1) * int(size), int(size), faults)
    counts = {
        "page": int(page),
        "perPage": int(size),
        "totalCount": len(everything),
        "currentCount": len(rows),
        "matchCount": claimed,
    }
    if request.get("returnType").upper() == "XML":
        items = "".join(f"<item>{_columns(row)}</item>" for row in rows)
        return xml_response(f"<results>{xml_elements(counts)}<data>{items}</data></results>")
    return json_response({**counts, "data": list(rows)})


def answer_discovery(request: Request, today: date, faults: Faults) -> Response:
    """`/oas/docs?namespace={number}/v1`: the files of a data set; the newest date is the current one."""
    number = request.get("namespace").partition("/")[0]
    if not re.fullmatch(r"15\d{6}", number) or number == UNKNOWN_DATA_SET:
        return json_response({"errors": "namespace not found"}, status=404)
    paths = {
        f"/{number}/v1/{uddi(number, year)}": {
            "get": {"tags": ["표본 지역 디지털 사업"], "summary": f"표본_지방자치단체 디지털 사업 현황_{year}0331"}
        }
        for year in _published_years(today)
    }
    info = {"title": "표본_지방자치단체 디지털 사업 현황", "version": "1.0", "description": "지어낸 표본 자료"}
    server = f"http://{request.host}/api"
    return json_response({"openapi": "3.0.0", "info": info, "servers": [{"url": server}], "paths": paths})


def uddi(number: str, year: int) -> str:
    """A new one for every republished file."""
    return f"uddi:{uuid5(NAMESPACE_URL, f'sample/{number}/{year}')}"


@cache
def rows_of(year: int) -> tuple[Row, ...]:
    """One row per initiative; the amount is number, text with comma or missing, and its header changes with 2025."""
    return tuple(_row(one) for one in initiatives(year))


def _row(one: Initiative) -> Row:
    body = one.government_on(date(one.fiscal_year, 3, 31))
    amount = one.total_krw // (100 * MAN)
    header = "사업비(백만원)" if one.fiscal_year >= 2025 else "사업비 (백만원)"
    shown: str | int | None = one.chance("odcloud").choice((amount, amount, f"{amount:,}", None))
    return {
        "시도": body.province.name,
        "시군구": "" if body.is_province else body.region.short_name,
        "사업명": one.kind.name,
        header: shown,
        "담당 부서": one.kind.department,
        "기준연도": one.fiscal_year,
        "비고": "표본 자료",
    }


def _published_years(today: date) -> list[int]:
    return [year for year in range(FIRST_YEAR, today.year + 1) if date(year, 3, 31) <= today]


def _year_of(number: str, wanted: str, today: date) -> int | None:
    if number == UNKNOWN_DATA_SET:
        return None
    return next((year for year in _published_years(today) if uddi(number, year) == wanted), None)


def _refusal(request: Request, faults: Faults) -> tuple[int, int] | None:
    """Query parameter or `Authorization: Infuser {key}`."""
    header = {name.lower(): value for name, value in request.headers.items()}.get("authorization", "")
    key = request.get("serviceKey") or header.removeprefix("Infuser").strip()
    quota = faults.find("quota", request.path)
    if not key:
        return -401, 401
    if key == "INVALID" or faults.has("key_error", request.path):
        return -4, 400
    if key == "QUOTA" or (quota and page_number(request) >= quota.number(2)):
        return -10, 400
    return None


def _failure(code: int, status: int) -> Response:
    return json_response({"code": code, "msg": MESSAGES[code]}, status=status)


def _matches(row: Row, request: Request) -> bool:
    """`cond[column::OP]=value`; totalCount stays, matchCount shrinks."""
    for name, value in request.query.items():
        condition = re.fullmatch(r"cond\[(.+)::(\w+)\]", name)
        if condition and not OPERATORS[condition[2]](str(row.get(condition[1], "")), value):
            return False
    return True


def _columns(row: Row) -> str:
    """XML cannot have Korean headers with brackets as names: they are attributes."""
    return "".join(f'<col name="{name}">{"" if value is None else value}</col>' for name, value in row.items())
