"""나라장터 as documented: windows, the 999/1000 quirk, error roots, and numbers that chain the stages."""

from typing import Any

import pytest
from lxml import etree

ROOT = "/1230000"
PLANS = "/ao/OrderPlanSttusService/getOrderPlanSttusListServc"
PRE_NOTICES = "/ao/HrcspSsstndrdInfoService/getPublicPrcureThngInfoServc"
TENDERS = "/ad/BidPublicInfoService/getBidPblancListInfoServc"
CONTRACTS = "/ao/CntrctInfoService/getCntrctInfoListServc"
DIRECTORY = "/ao/UsrInfoService02/getDminsttInfo02"
MARCH = {"inqryDiv": "1", "inqryBgnDt": "202603010000", "inqryEndDt": "202603312359"}
MONTHS = {"orderBgnYm": "202501", "orderEndYm": "202712"}


def ask(get: Any, operation: str, **parameters: str) -> Any:
    return get(ROOT + operation, **{"serviceKey": "k", "type": "json", "numOfRows": "999"} | parameters)


def items(get: Any, operation: str, **parameters: str) -> list[dict[str, str]]:
    return ask(get, operation, **parameters).json()["response"]["body"]["items"]


def of_spring(get: Any, operation: str, **more: str) -> list[dict[str, str]]:
    """Records of February to July 2026, month by month."""
    found = []
    for month, last in (("02", "28"), ("03", "31"), ("04", "30"), ("05", "31"), ("06", "30"), ("07", "31")):
        window = {"inqryDiv": "1", "inqryBgnDt": f"2026{month}010000", "inqryEndDt": f"2026{month}{last}2359"}
        found += items(get, operation, **window, **more)
    return found


def test_stages_are_chained_by_their_numbers(get: Any) -> None:
    plans = {row["orderPlanUntyNo"]: row for row in of_spring(get, PLANS, **MONTHS)}
    notices = {row["bfSpecRgstNo"]: row for row in of_spring(get, PRE_NOTICES)}
    tenders = of_spring(get, TENDERS)
    linked = [row for row in tenders if row["orderPlanUntyNo"] in plans and row["bfSpecRgstNo"] in notices]
    assert linked
    for row in linked:
        plan, notice = plans[row["orderPlanUntyNo"]], notices[row["bfSpecRgstNo"]]
        assert f"{row['bidNtceNo']}000" in plan["bidNtceNoList"]
        assert row["bidNtceNo"] in notice["bidNtceNoList"]
        assert plan["orderInsttCd"] == row["dminsttCd"]
        assert int(row["presmptPrce"]) + int(row["VAT"]) == int(row["asignBdgtAmt"])
    numbers = {row["bidNtceNo"] for row in tenders}
    contracts = of_spring(get, CONTRACTS)
    assert [row for row in contracts if row["ntceNo"] and row["ntceNo"][:13] in numbers]
    assert {row["ntceKindNm"] for row in tenders} >= {"등록", "변경", "취소"}


def test_thousand_rows_silently_give_ten(get: Any) -> None:
    body = ask(get, TENDERS, **MARCH, numOfRows="1000").json()["response"]["body"]
    assert body["numOfRows"] == len(body["items"]) == 10
    assert body["totalCount"] == len(items(get, TENDERS, **MARCH)) > 10


def test_pages_are_cut_without_loss(get: Any) -> None:
    whole = items(get, TENDERS, **MARCH)
    pages = [items(get, TENDERS, **MARCH, numOfRows="7", pageNo=str(page)) for page in range(1, len(whole) // 7 + 2)]
    assert [row for page in pages for row in page] == whole
    assert items(get, TENDERS, **MARCH, pageNo="99") == []


@pytest.mark.parametrize(
    ("operation", "changed", "code"),
    [
        (PLANS, {"inqryDiv": ""}, "08"),
        (PLANS, {}, "08"),  # the months are missing
        (PLANS, {"orderBgnYm": "2025-01", "orderEndYm": "202612"}, "06"),
        (TENDERS, {"inqryBgnDt": "20260301"}, "06"),
        (TENDERS, {"inqryEndDt": "202605152359"}, "07"),
        (PRE_NOTICES, {"inqryEndDt": "202605152359"}, "07"),
        (DIRECTORY, {"inqryDiv": ""}, "08"),
    ],
)
def test_business_errors_have_a_root_of_their_own(get: Any, operation: str, changed: dict[str, str], code: str) -> None:
    answer = ask(get, operation, **{name: value for name, value in (MARCH | changed).items() if value})
    assert answer.status_code == 200
    assert answer.json()["nkoneps.com.response.ResponseError"]["header"]["resultCode"] == code


@pytest.mark.parametrize(("key", "code"), [("", "20"), ("INVALID", "30"), ("abc%2Bdef%3D", "30"), ("QUOTA", "22")])
def test_gateway_refusals(get: Any, key: str, code: str) -> None:
    answer = ask(get, TENDERS, **MARCH, serviceKey=key)
    assert answer.status_code == 403
    assert answer.json()["OpenAPI_ServiceResponse"]["cmmMsgHeader"]["returnReasonCode"] == code
    classic = etree.fromstring(ask(get, TENDERS, **MARCH, serviceKey=key, type="").content)
    assert classic.findtext("cmmMsgHeader/returnReasonCode") == code


def test_retired_address_and_xml(get: Any) -> None:
    retired = ask(get, "/OrderPlanSttusService/getOrderPlanSttusListServc", type="xml")
    assert etree.fromstring(retired.content).findtext("cmmMsgHeader/returnReasonCode") == "12"
    root = etree.fromstring(ask(get, CONTRACTS, **MARCH, type="xml").content)
    assert len(root.findall("body/items/item")) == int(root.findtext("body/totalCount")) > 0


def test_search_operations(get: Any) -> None:
    window = {"inqryBgnDate": "20260301", "inqryEndDate": "20260331"}
    everybody = items(get, CONTRACTS + "PPSSrch", **window)
    local = items(get, CONTRACTS + "PPSSrch", **window, insttDivCd="2", insttClsfcCd="02")
    assert 0 < len(local) < len(everybody)
    assert {row["cntrctInsttJrsdctnDivNm"] for row in local} <= {"지방자치단체", "기초자치단체"}
    # No dates: silently the last day only.
    assert len(items(get, PRE_NOTICES + "PPSSrch")) <= 6
    named = items(get, PLANS + "PPSSrch", **MARCH, **MONTHS, bizNm="용역")
    assert named
    assert all("용역" in row["bizNm"] for row in named)


def test_lookup_by_number(get: Any) -> None:
    wanted = items(get, TENDERS, **MARCH)[0]["bidNtceNo"]
    assert {row["bidNtceNo"] for row in items(get, TENDERS, inqryDiv="2", bidNtceNo=wanted)} == {wanted}


def test_contract_value_is_in_one_of_two_fields(get: Any) -> None:
    rows = of_spring(get, CONTRACTS)
    assert any(int(row["totCntrctAmt"]) > int(row["thtmCntrctAmt"]) for row in rows)
    assert any(row["totCntrctAmt"] == "0" and int(row["thtmCntrctAmt"]) > 0 for row in rows)


def test_directory_bridges_codes_to_places(get: Any) -> None:
    window = {"inqryDiv": "1", "inqryBgnDt": "202201010000", "inqryEndDt": "202212312359"}
    rows = {row["dminsttCd"]: row for row in items(get, DIRECTORY, **window)}
    assert rows["3600000"]["dminsttNm"] == "전남광주통합특별시 서구"  # the present state only
    orders = {row["orderInsttCd"] for row in items(get, PLANS, **MARCH, **MONTHS)}
    assert orders <= set(rows)
    assert any(row["jrsdctnDivNm"] == "교육기관" for row in rows.values())
