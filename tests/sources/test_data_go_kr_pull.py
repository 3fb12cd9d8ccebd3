"""data.go.kr families: windows, page sizes, keys, personal data, 정책브리핑, 법정동코드."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from warehouse.errors import SourceError
from warehouse.sources.contract import Interval
from warehouse.sources.failures import KeyRefusedError, QuotaError

from .support import SECRET, Ask, Reply, drift_of, one_day, rejected_of, rows_of

DAY = one_day("2026-03-10")
WEEK = Interval(date(2026, 3, 1), date(2026, 3, 8))


def plan(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "bsnsDivCd": "03",
        "bsnsDivNm": "일반용역",
        "orderYear": "2026",
        "orderMnth": "03",
        "orderInsttCd": "4020000",
        "orderInsttNm": "경기도 시흥시",
        "jrsdctnDivNm": "기초자치단체",
        "bizNm": "시흥시 디지털트윈 &quot;기반&quot; 플랫폼",
        "sumOrderAmt": "850000000",
        "orderContrctAmt": "0",
        "orderThtmContrctAmt": "0.0",
        "orderNtntrsAuxAmt": "630730.2",
        "sumOrderDolAmt": "",
        "qtyCntnts": "12,474",
        "orderPlanUntyNo": f"R26DD{number:08d}",
        "bidNtceNoList": "",
        "nticeDt": "2026-03-10 09:30:00",
        "chgDt": "",
        "ofclNm": "홍길동",
        "telNo": "031-000-0000",
        "atchFileExistnceYn": " Y",
        **changes,
    }


def g2b(items: Any, total: int, number: int = 1, size: int = 999) -> Reply:
    body = {"items": items, "numOfRows": size, "pageNo": number, "totalCount": total}
    return Reply(
        json.dumps(
            {"response": {"header": {"resultCode": "00", "resultMsg": "정상"}, "body": body}}, ensure_ascii=False
        )
    )


def error(code: str, status: int = 200) -> Reply:
    return Reply(
        json.dumps({"nkoneps.com.response.ResponseError": {"header": {"resultCode": code, "resultMsg": "오류"}}}),
        status,
    )


class Plans:
    """Order plans by the guide: four dates required, at most `largest` rows a page, windows of at most `days` days."""

    def __init__(self, count: int, largest: int = 999, days: int = 31) -> None:
        self.rows = [plan(number) for number in range(count)]
        self.largest, self.days = largest, days
        self.windows: list[tuple[str, str]] = []

    def __call__(self, ask: Ask) -> Reply:
        query = ask.query
        if not all(query.get(name) for name in ("inqryDiv", "orderBgnYm", "orderEndYm", "inqryBgnDt", "inqryEndDt")):
            return error("08")
        begin, end = (date(int(t[:4]), int(t[4:6]), int(t[6:8])) for t in (query["inqryBgnDt"], query["inqryEndDt"]))
        if (end - begin).days >= self.days:
            return error("07")
        size, number = int(query["numOfRows"]), int(query["pageNo"])
        used = size if size <= self.largest else 10
        self.windows.append((query["inqryBgnDt"], query["inqryEndDt"]))
        rows = self.rows if query["inqryBgnDt"].startswith("20260308") else []
        return g2b(rows[(number - 1) * used : number * used], len(rows), number, used)


def test_order_plans_complete_typed_and_without_persons(serve, live):
    pull = live("g2b_order_plans", serve(Plans(2100)))
    rows = pull.rows(DAY)
    assert len({row["order_plan_unified_number"] for row in rows}) == len(rows) == 2100
    first = rows[0]
    assert first["project_name"] == '시흥시 디지털트윈 "기반" 플랫폼'
    assert (first["total_order_krw"], first["contract_krw"], first["national_subsidy_krw"]) == (850_000_000, 0, 630_730)
    assert json.loads(first["_extra"]) == {"orderNtntrsAuxAmt": "630730.2"}, "what rounding lost is kept"
    assert first["has_attachment"] is True and first["changed_at"] is None and first["quantity_raw"] == "12,474"
    assert "홍길동" not in json.dumps(rows, default=str) and "031-" not in json.dumps(rows, default=str)


def test_the_window_has_korean_days_and_an_overlap(serve, live):
    plans = Plans(1)
    live("g2b_order_plans", serve(plans)).fetch(DAY)
    assert set(plans.windows) == {("202603080000", "202603102359")}


def test_999_rows_that_silently_become_ten(serve, live):
    plans = Plans(150, largest=100)
    pull = live("g2b_order_plans", serve(plans))
    assert len(pull.rows(DAY)) == 150
    assert len(plans.windows) < 12, "100 a page is tried before ten a page is accepted"


def test_a_window_refused_as_too_long_is_halved(serve, live):
    plans = Plans(0, days=3)
    pull = live("g2b_order_plans", serve(plans))
    pull.fetch(WEEK)
    asked = sorted((date.fromisoformat(begin[:8]), date.fromisoformat(end[:8])) for begin, end in set(plans.windows))
    days = [begin + timedelta(days=offset) for begin, end in asked for offset in range((end - begin).days + 1)]
    assert days == [date(2026, 2, 27) + timedelta(days=offset) for offset in range(9)], (
        "every day once, with the overlap"
    )


@pytest.mark.parametrize("items", ["", None, [], {"item": []}])
def test_no_rows_in_any_spelling(serve, live, items):
    assert live("g2b_order_plans", serve(lambda ask: g2b(items, 0))).rows(DAY) == []


@pytest.mark.parametrize("items", [[plan(1)], {"item": plan(1)}, {"item": [plan(1)]}, plan(1)])
def test_one_row_in_any_spelling(serve, live, items):
    assert len(live("g2b_order_plans", serve(lambda ask: g2b(items, 1))).rows(DAY)) == 1


def test_the_encoded_key_is_decoded_once(serve, live, monkeypatch):
    server = serve(Plans(0))
    pull = live("g2b_order_plans", server, DATA_GO_KR_SERVICE_KEY="abc%2Bdef%3D%3D")
    pull.fetch(DAY)
    assert {ask.query["serviceKey"] for ask in server.asks} == {"abc+def=="}


@pytest.mark.parametrize("status", [200, 401, 403])
@pytest.mark.parametrize(
    "body",
    [
        '{"OpenAPI_ServiceResponse":{"cmmMsgHeader":{"errMsg":"E","returnAuthMsg":"NOT_REGISTERED","returnReasonCode":"30"}}}',
        "<OpenAPI_ServiceResponse><cmmMsgHeader><returnAuthMsg>NOT_REGISTERED</returnAuthMsg><returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>",
    ],
)
def test_key_errors_of_the_gateway(serve, live, status, body):
    server = serve(lambda ask: Reply(body, status))
    with pytest.raises(KeyRefusedError, match="DATA_GO_KR_SERVICE_KEY") as caught:
        live("g2b_tenders", server).fetch(DAY)
    assert "g2b_tenders" in str(caught.value) and SECRET not in str(caught.value) and len(server.asks) == 1


def test_a_gateway_that_echoes_the_key_is_masked(serve, live):
    body = f'{{"OpenAPI_ServiceResponse":{{"cmmMsgHeader":{{"errMsg":"{SECRET}","returnAuthMsg":"KEY {SECRET}","returnReasonCode":"30"}}}}}}'
    with pytest.raises(KeyRefusedError) as caught:
        live("g2b_tenders", serve(lambda ask: Reply(body, 403))).fetch(DAY)
    assert SECRET not in str(caught.value)


def test_the_gateways_quota(serve, live):
    body = '{"OpenAPI_ServiceResponse":{"cmmMsgHeader":{"returnAuthMsg":"LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR","returnReasonCode":"22"}}}'
    with pytest.raises(QuotaError, match="Korean time"):
        live("g2b_tenders", serve(lambda ask: Reply(body, 429))).fetch(DAY)


def test_a_request_fault_is_not_retried(serve, live):
    server = serve(lambda ask: error("12"))
    with pytest.raises(SourceError, match="12"):
        live("g2b_tenders", server).fetch(DAY)
    assert len(server.asks) <= 2


def test_contracts_amounts_dates_and_lists(serve, live):
    row = {
        "untyCntrctNo": "R26TA00000001",
        "dcsnCntrctNo": "R26TA0000000100",
        "cntrctNm": "정보시스템 구축",
        "totCntrctAmt": "0",
        "thtmCntrctAmt": "42000000",
        "cntrctDate": "20260310",
        "cntrctCnclsDate": "2026-03-10",
        "infoBizYn": "",
        "dminsttList": "[1^4020000^경기도 시흥시^지방자치단체^스마트도시과^홍길동^031-1],[2^ZZ99999^각 수요기관^^^^]",
        "corpList": "[1^주계약업체^단독^(주)표본^김대표^대한민국^100^채권자^박담당^1234567890]",
        "cntrctInsttOfclNm": "이담당",
        "PUBPRCRMNTLRGCLSFCNM": "ICT 서비스",
    }
    other = {**row, "untyCntrctNo": "R26TA00000002", "totCntrctAmt": "90000000"}
    server = serve(lambda ask: g2b([row, other], 2))
    pull = live("g2b_contracts", server)
    rows = pull.rows(DAY)
    assert [r["contract_amount_krw"] for r in rows] == [42_000_000, 90_000_000]
    assert rows[0]["contracted_on"] == rows[0]["concluded_on"] == date(2026, 3, 10)
    assert (rows[0]["demand_institution_code_g2b"], rows[0]["demand_institution_name_raw"]) == (
        "4020000",
        "경기도 시흥시",
    )
    assert (rows[0]["supplier_name"], rows[0]["supplier_business_number"]) == ("(주)표본", "1234567890")
    assert rows[0]["procurement_large_class_name"] == "ICT 서비스", "names in any case"
    for person in ("홍길동", "김대표", "박담당", "이담당", "031-1"):
        assert person not in json.dumps(rows, default=str, ensure_ascii=False)
    assert server.asks[0].query["inqryBgnDate"] == "20260308", "this operation wants eight digits"


def test_an_institution_registered_and_changed_counts_once(serve, live):
    row = {
        "dminsttCd": "4020000",
        "dminsttNm": "경기도 시흥시",
        "rgnCd": "41390",
        "rgnNm": "경기도 시흥시",
        "dltYn": "N",
    }
    rows = live("g2b_institutions", serve(lambda ask: g2b([row], 1))).rows(DAY)
    assert [r["institution_code_g2b"] for r in rows] == ["4020000"] and rows[0]["region_code_legal"] == "41390"


# 정책브리핑


def release(number: int, mark: str = "1") -> str:
    return (
        f"<NewsItem><NewsItemId>{number}</NewsItemId><ApproveDate>03/11/2026 09:10:00</ApproveDate><EmbargoDate/>"
        f"<Title><![CDATA[행안부 &quot;시범&quot; 운영]]></Title><ContentsType>H</ContentsType>"
        f"<DataContents><![CDATA[<p>내용</p><p>정책브리핑의 자료는 출처를 밝히면</p>]]></DataContents><MinisterCode>행정안전부</MinisterCode>"
        f"<FileName>가.hwpx</FileName><FileName>나.pdf</FileName><KoglType>{mark}</KoglType></NewsItem>"
    )


def briefing(ask: Ask) -> Reply:
    if ask.query["startDate"] != ask.query["endDate"]:
        return Reply("<response><header><resultCode>98</resultCode></header><body/></response>")
    items = release(1) + release(2, "4") if ask.query["startDate"] == "20260310" else ""
    return Reply(
        f"<response><header><resultCode>0</resultCode><resultMsg>NORMAL_SERVICE</resultMsg></header><body>{items}</body></response>"
    )


@pytest.mark.parametrize("source", ["policy_releases", "policy_news"])
def test_policy_items_keep_a_body_only_where_allowed(serve, live, source):
    server = serve(briefing)
    rows = live(source, server).rows(DAY)
    assert [(r["news_item_id"], r["body_text"]) for r in rows] == [("1", "내용"), ("2", None)]
    assert (
        rows[0]["title"] == '행안부 "시범" 운영' and rows[0]["approved_at"].isoformat() == "2026-03-11T00:10:00+00:00"
    )
    assert json.loads(rows[0]["file_names_raw"]) == ["가.hwpx", "나.pdf"]
    assert len(server.asks) == 3, "the day and two days of overlap, one by one"


# 법정동코드


def test_legal_districts_refuse_a_truncated_answer(serve, live):
    rows = [{"region_cd": f"{1100000000 + n}", "locatadd_nm": "서울", "adpt_de": ""} for n in range(1500)]
    state = {"truncate": True}

    def behaviour(ask: Ask) -> Reply:
        size, number = int(ask.query["numOfRows"]), int(ask.query["pageNo"])
        part = rows[(number - 1) * size : number * size]
        if number == 2 and state["truncate"]:
            part = part[:-3]
        head = [{"totalCount": 1500}, {"numOfRows": str(size), "pageNo": str(number), "type": "JSON"}]
        head.append({"RESULT": {"resultCode": "INFO-0", "resultMsg": "NOMAL SERVICE"}})
        return Reply(json.dumps({"StanReginCd": [{"head": head}, {"row": part}]}, ensure_ascii=False))

    pull = live("legal_districts", serve(behaviour))
    with pytest.raises(SourceError, match="page 2 has 497 rows where 500"):
        pull.fetch(DAY)
    state["truncate"] = False
    found = pull.rows(DAY)
    assert len({r["legal_code_mois"] for r in found}) == 1500 and {str(r["snapshot_on"]) for r in found} == {
        "2026-03-10"
    }
    assert rejected_of(pull.events(DAY)) == [] and {w.kind for w in drift_of(pull.events(DAY))} <= {"vanished_field"}
    assert len(rows_of(pull.events(DAY), "legal_districts")) == 1500
