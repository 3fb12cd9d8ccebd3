"""행정표준코드_법정동코드 (StanReginCd): codes in force today, in an envelope of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from warehouse.sample.exchange import Request, Response, elements, json_response, xml_response
from warehouse.sample.faults import Faults
from warehouse.sample.gateway import refusal, wants_json
from warehouse.sample.paging import cut
from warehouse.sample.places import Region, regions

NO_DATA = {"resultCode": "INFO-3", "resultMsg": "NODATA_ERROR"}
SUCCESS = {"resultCode": "INFO-0", "resultMsg": "NOMAL SERVICE"}  # the misspelling is theirs
SAMPLE_VILLAGES = 5  # made-up 읍면동 under each municipality, so that there is more than one page

Row = dict[str, str | int]


def answer_region_codes(request: Request, today: date, faults: Faults) -> Response:
    """One page of the codes whose full name begins with `locatadd_nm`."""
    if (refused := refusal(request, faults)) is not None:
        return refused
    start = request.get("locatadd_nm")
    rows = [row for row in codes_on(today) if str(row["locatadd_nm"]).startswith(start)]
    number, size = int(request.get("pageNo") or 1), int(request.get("numOfRows") or 10)
    page, total = cut(request, rows, (number - 1) * size, size, faults)
    if not page:
        return _answer(request, {"RESULT": NO_DATA})
    head = [
        {"totalCount": total},
        {"numOfRows": str(size), "pageNo": str(number), "type": "JSON" if wants_json(request) else "XML"},
        {"RESULT": SUCCESS},
    ]
    return _answer(request, {"StanReginCd": [{"head": head}, {"row": list(page)}]})


@lru_cache(maxsize=4)
def codes_on(day: date) -> tuple[Row, ...]:
    """Provinces, municipalities, 구, and a few made-up 동 of each."""
    living = sorted((region for region in regions().values() if region.exists_on(day)), key=lambda one: one.code)
    return tuple(row for order, region in enumerate(living, 1) for row in _rows(region, order))


def _rows(region: Region, order: int) -> Iterator[Row]:
    own = region.name.split()[-1]
    parent = "0000000000" if region.level == "sido" else f"{region.code[:2]}00000000"
    made_on = "" if region.valid_from.year == 1988 else f"{region.valid_from:%Y%m%d}"
    yield _row(region.code, region.name, own, parent, order, made_on)
    if region.level == "sigungu":
        for number in range(1, SAMPLE_VILLAGES + 1):
            name = f"표본{number}동"
            code = f"{region.code[:5]}{100 + number}00"
            yield _row(code, f"{region.name} {name}", name, region.code, number, "")


def _row(code: str, name: str, own: str, parent: str, order: int, made_on: str) -> Row:
    return {
        "region_cd": code,
        "sido_cd": code[:2],
        "sgg_cd": code[2:5],
        "umd_cd": code[5:8],
        "ri_cd": code[8:],
        "locatjumin_cd": code,
        "locatjijuk_cd": code,
        "locatadd_nm": name,
        "locat_order": order,
        "locat_rm": "표본" if "표본" in own else "",
        "locathigh_cd": parent,
        "locallow_nm": own,
        "adpt_de": made_on,
    }


def _answer(request: Request, value: dict[str, Any]) -> Response:
    if wants_json(request):
        return json_response(value)
    if "RESULT" in value:
        return xml_response(f"<RESULT>{elements(value['RESULT'])}</RESULT>")
    head, rows = value["StanReginCd"][0]["head"], value["StanReginCd"][1]["row"]
    top = elements(head[0]) + elements(head[1]) + f"<RESULT>{elements(head[2]['RESULT'])}</RESULT>"
    body = "".join(f"<row>{elements(row)}</row>" for row in rows)
    return xml_response(f"<StanReginCd><head>{top}</head>{body}</StanReginCd>")
