"""조달청 나라장터 on data.go.kr: order plans, pre-notices, tenders, contracts and the institution directory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from warehouse.sample.exchange import Request, Response, elements, json_response, xml_response
from warehouse.sample.faults import Faults
from warehouse.sample.g2b_fields import (
    Fields,
    contract_fields,
    order_plan_fields,
    pre_notice_fields,
    tender_fields,
)
from warehouse.sample.gateway import gateway_error, refusal, wants_json
from warehouse.sample.institutions import directory
from warehouse.sample.paging import cut
from warehouse.sample.procurement import Record, record_by_number, records

ROOT = "/1230000"
DEFAULT_ROWS = 100
MAXIMUM_ROWS = 999
ROWS_WHEN_TOO_MANY = 10  # asking for 1000 silently gives 10
NOTICE_WINDOW = timedelta(days=31)  # 30-31 days pass, 45 do not
RESULTS = {
    "06": "DATE Format 에러",
    "07": "입력범위값 초과 에러",
    "08": "필수값 입력 에러",
}


@dataclass(eq=False)
class BusinessError(Exception):
    """A refusal of the service itself, with HTTP 200 and a root of its own."""

    code: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: which records, in which fields, found how."""

    stage: str
    fields: Callable[[Record, date], Fields]
    is_search: bool  # the …PPSSrch sisters have other parameters
    number_parameter: str


OPERATIONS = {
    "/ao/OrderPlanSttusService/getOrderPlanSttusListServc":
        Operation("order_plan", order_plan_fields, False, "orderPlanUntyNo"),
    "/ao/OrderPlanSttusService/getOrderPlanSttusListServcPPSSrch":
        Operation("order_plan", order_plan_fields, True, "orderPlanUntyNo"),
    "/ao/HrcspSsstndrdInfoService/getPublicPrcureThngInfoServc":
        Operation("pre_notice", pre_notice_fields, False, "bfSpecRgstNo"),
    "/ao/HrcspSsstndrdInfoService/getPublicPrcureThngInfoServcPPSSrch":
        Operation("pre_notice", pre_notice_fields, True, "bfSpecRgstNo"),
    "/ad/BidPublicInfoService/getBidPblancListInfoServc":
        Operation("tender", tender_fields, False, "bidNtceNo"),
    "/ad/BidPublicInfoService/getBidPblancListInfoServcPPSSrch":
        Operation("tender", tender_fields, True, "bidNtceNo"),
    "/ao/CntrctInfoService/getCntrctInfoListServc":
        Operation("contract", contract_fields, False, "untyCntrctNo"),
    "/ao/CntrctInfoService/getCntrctInfoListServcPPSSrch":
        Operation("contract", contract_fields, True, "untyCntrctNo"),
}  # fmt: skip
DIRECTORY = "/ao/UsrInfoService02/getDminsttInfo02"
# Sister operations for goods, works and foreign purchases: they exist and hold nothing here.
EMPTY_OPERATIONS = tuple(
    f"{service}{business}{search}"
    for service in ("/ao/OrderPlanSttusService/getOrderPlanSttusList", "/ad/BidPublicInfoService/getBidPblancListInfo")
    for business in ("Thng", "Cnstwk", "Frgcpt")
    for search in ("", "PPSSrch")
)
SEARCH_FILTERS = {  # parameter -> (field, must be equal)
    "orderInsttCd": ("orderInsttCd", True), "orderInsttNm": ("orderInsttNm", False), "bizNm": ("bizNm", False),
    "ntceInsttCd": ("ntceInsttCd", True), "ntceInsttNm": ("ntceInsttNm", False), "dminsttCd": ("dminsttCd", True),
    "dminsttNm": ("dminsttNm", False), "bidNtceNm": ("bidNtceNm", False), "cntrctNm": ("cntrctNm", False),
    "prdctClsfcNoNm": ("prdctClsfcNoNm", False), "swBizObjYn": ("swBizObjYn", True),
    "insttCd": ("cntrctInsttCd", True), "insttNm": ("cntrctInsttNm", False),
}  # fmt: skip
AMOUNT_FIELDS = {"sumOrderAmt", "asignBdgtAmt", "presmptPrce", "thtmCntrctAmt"}
PLACE_FIELDS = {"orderInsttNm", "rlDminsttNm", "dminsttNm", "cntrctInsttNm"}
NUMBER_FIELDS = {"orderPlanUntyNo", "bfSpecRgstNo", "bidNtceNo", "untyCntrctNo"}
NAME_FIELDS = {"bizNm", "bidNtceNm", "cntrctNm"}


def answer_g2b(request: Request, today: date, faults: Faults) -> Response:
    """Any path below /1230000; addresses from before 2025 have no `ao`, `ad` or `as` and are retired."""
    if (refused := refusal(request, faults)) is not None:
        return refused
    name = request.path.removeprefix(ROOT)
    try:
        if name == DIRECTORY:
            return _page(request, _institutions(request, today), faults)
        if name in EMPTY_OPERATIONS:
            return _page(request, [], faults)
        if name not in OPERATIONS:
            return gateway_error(request, "12", faults)
        found = _found(OPERATIONS[name], request, today)
        return _page(request, plant(found, request.path, faults), faults)
    except BusinessError as error:
        return _business_error(request, error.code)


def _found(operation: Operation, request: Request, today: date) -> list[Fields]:
    rows = [operation.fields(record, today) for record in _records(operation, request, today)]
    for parameter, (name, is_exact) in SEARCH_FILTERS.items():
        wanted = request.get(parameter)
        if wanted:
            rows = [row for row in rows if name in row and (row[name] == wanted if is_exact else wanted in row[name])]
    return rows


def plant(rows: list[Fields], path: str, faults: Faults) -> list[Fields]:
    """Bad rows behind the good ones; only by faults that name this path (one bad row among three is a lot)."""
    if not rows:
        return rows
    planted = [name for name in SPOILERS if (fault := faults.find(name, path)) and fault.path]
    return [*rows, *(SPOILERS[name](rows[-1]) for name in planted)]


def _with(row: Fields, names: set[str], text: str) -> Fields:
    """The row with those of the fields that it has overwritten."""
    return {**row, **{name: text for name in row if name in names}}


SPOILERS: dict[str, Callable[[Fields], Fields]] = {
    "negative_amount": lambda row: _with(_with(row, AMOUNT_FIELDS, "-1000000"), NUMBER_FIELDS, "R00XX00000001"),
    "unknown_region": lambda row: _with(_with(row, PLACE_FIELDS, "표본도 없는시"), NUMBER_FIELDS, "R00XX00000002"),
    "duplicate_key": lambda row: _with(row, NAME_FIELDS, "표본 중복"),
}


def _records(operation: Operation, request: Request, today: date) -> list[Record]:
    if operation.is_search:
        return _searched(operation, request, today)
    division = request.get("inqryDiv")
    if not division:
        raise BusinessError("08")
    if division == "2":
        number = request.get(operation.number_parameter)
        if not number:
            raise BusinessError("08")
        return record_by_number(operation.stage, number, today)
    if operation.stage == "order_plan":
        return _ordered(_by_posting(operation, request, today, required=True), request, required=True)
    found = _by_posting(operation, request, today, required=operation.stage != "pre_notice")
    return [record for record in found if record.changed_at] if division == "3" else found


def _searched(operation: Operation, request: Request, today: date) -> list[Record]:
    """The …PPSSrch operations: dates may be missing, and then mean less than one thinks."""
    if operation.stage == "contract":
        return _searched_contracts(request, today)
    found = _by_posting(operation, request, today, required=False)
    return _ordered(found, request, required=False) if operation.stage == "order_plan" else found


def _searched_contracts(request: Request, today: date) -> list[Record]:
    """Contracts by day of conclusion (eight digits), number of the tender, or number of the contract."""
    everything = datetime(2000, 1, 1), datetime.combine(today, time.max)
    division = request.get("inqryDiv") or "1"
    if division == "1":
        start, end = _day(request.get("inqryBgnDate")), _day(request.get("inqryEndDate"))
        found = records("contract", start, datetime.combine(end.date(), time.max), today)
    elif division == "4":
        wanted = request.get("ntceNo")
        found = [one for one in records("contract", *everything, today) if wanted and wanted in one.tender_number]
    else:
        wanted = request.get("dcsnCntrctNo")
        found = [
            one
            for one in records("contract", *everything, today)
            if wanted and contract_fields(one, today)["dcsnCntrctNo"] == wanted
        ]
    kind = {"01": ("국가기관",), "02": ("지방자치단체", "기초자치단체"), "03": ("교육기관",)}.get(
        request.get("insttClsfcCd")
    )
    return [one for one in found if not kind or one.institution.jurisdiction_name in kind]


def _by_posting(operation: Operation, request: Request, today: date, *, required: bool) -> list[Record]:
    """Records posted between two moments of twelve digits; without them, those of the last day."""
    start, end = request.get("inqryBgnDt"), request.get("inqryEndDt")
    if not start or not end:
        if required:
            raise BusinessError("08")
        yesterday = today - timedelta(days=1)
        return records(operation.stage, datetime.combine(yesterday, time.min), datetime.combine(today, time.max), today)
    first, last = _minute(start), _minute(end)
    if first > last or (operation.stage in ("pre_notice", "tender") and last - first > NOTICE_WINDOW):
        raise BusinessError("07")
    return records(operation.stage, first, last + timedelta(seconds=59), today)


def _ordered(found: list[Record], request: Request, *, required: bool) -> list[Record]:
    """Order plans are also filtered by the month in which they are to be ordered."""
    first, last = request.get("orderBgnYm"), request.get("orderEndYm")
    if not first or not last:
        if required:
            raise BusinessError("08")
        return found
    for month in (first, last):
        if not (month.isdigit() and len(month) == 6):
            raise BusinessError("06")
    return [one for one in found if first <= f"{one.posted_at + timedelta(days=30):%Y%m}" <= last]


def _institutions(request: Request, today: date) -> list[Fields]:
    division = request.get("inqryDiv")
    if not division:
        raise BusinessError("08")
    rows = directory(today)
    if division in ("1", "2"):
        name = "rgstDt" if division == "1" else "chgDt"
        first, last = _minute(request.get("inqryBgnDt")), _minute(request.get("inqryEndDt"))
        rows = [row for row in rows if row[name] and first <= datetime.fromisoformat(row[name]) <= last]
    code, part = request.get("dminsttCd"), request.get("dminsttNm")
    return [row for row in rows if (not code or row["dminsttCd"] == code) and part in row["dminsttNm"]]


def _minute(text: str) -> datetime:
    if not text:
        raise BusinessError("08")
    return _parsed(text, "%Y%m%d%H%M", 12)


def _day(text: str) -> datetime:
    if not text:
        raise BusinessError("08")
    return _parsed(text, "%Y%m%d", 8)


def _parsed(text: str, form: str, length: int) -> datetime:
    try:
        return datetime.strptime(text if len(text) == length else "", form)
    except ValueError:
        raise BusinessError("06") from None


def _page(request: Request, rows: Sequence[Fields], faults: Faults) -> Response:
    """One page; `numOfRows` in the answer is what was really used."""
    number, size = request.get("pageNo") or "1", request.get("numOfRows") or str(DEFAULT_ROWS)
    if not number.isdigit() or not size.isdigit() or int(number) < 1 or int(size) < 1:
        raise BusinessError("07")
    used = int(size) if int(size) <= MAXIMUM_ROWS else ROWS_WHEN_TOO_MANY
    items, total = cut(request, rows, (int(number) - 1) * used, used, faults)
    counts = {"numOfRows": used, "pageNo": int(number), "totalCount": total}
    if wants_json(request):
        is_classic = faults.has("classic_items", request.path)
        header = {"resultCode": "00", "resultMsg": "정상"}
        if is_classic and not items:
            header = {"resultCode": "03", "resultMsg": "NODATA_ERROR"}
        shown = _classic_items(items) if is_classic else list(items)
        return json_response({"response": {"header": header, "body": {"items": shown, **counts}}})
    inner = "".join(f"<item>{elements(item)}</item>" for item in items)
    return xml_response(
        "<response><header><resultCode>00</resultCode><resultMsg>정상</resultMsg></header>"
        f"<body><items>{inner}</items>{elements(counts)}</body></response>"
    )


def _classic_items(items: Sequence[Fields]) -> str | dict[str, Any]:
    """As other services of data.go.kr write items: a list or one object under `item`, nothing as empty text."""
    if not items:
        return ""
    return {"item": items[0] if len(items) == 1 else list(items)}


def _business_error(request: Request, code: str) -> Response:
    header = {"resultCode": code, "resultMsg": RESULTS[code]}
    root = "nkoneps.com.response.ResponseError"
    if wants_json(request):
        return json_response({root: {"header": header}})
    return xml_response(f"<{root}><header>{elements(header)}</header></{root}>")
