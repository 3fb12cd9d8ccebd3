"""Servers written from the sources' documents alone, one for each family of envelopes, with faults that a test chooses.

They know nothing of the connectors and of the sample server: each answers pages of numbered rows as its document says,
and `Faulty` stands before any of them and breaks chosen answers.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .support import SECRET, Ask, Reply

Behaviour = Callable[[Ask], Reply]


def as_json(value: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False), status)


def gateway(code: str, message: str, status: int = 200, *, xml: bool = True) -> Reply:
    """The gateway of data.go.kr (B §5, examples 4): XML with 200 of old, JSON with 403 since 2026."""
    if not xml:
        header = {"errMsg": "SERVICE ERROR", "returnAuthMsg": message, "returnReasonCode": code}
        return as_json({"OpenAPI_ServiceResponse": {"cmmMsgHeader": header}}, status)
    return Reply(
        f"<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnAuthMsg>{message}</returnAuthMsg>"
        f"<returnReasonCode>{code}</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>",
        status,
        "text/xml",
    )


@dataclass
class Family:
    """What a test needs to know of a family to pull it and to judge what came."""

    source: str
    day: str
    serve: Callable[[int], Behaviour]  # rows -> server
    number: Callable[[dict[str, Any]], int]  # a raw row -> its number
    quota: Reply
    refused: Reply
    environment: dict[str, str] = field(default_factory=dict)
    page: Callable[[Ask], int | None] = lambda ask: None  # number of the data page an ask is for, None for others


# A: 지방재정365


def lofin(count: int) -> Behaviour:
    def behaviour(ask: Ask) -> Reply:
        query = ask.query
        if query.get("Key") != SECRET:
            return as_json({"RESULT": [{"CODE": "ERROR-290", "MESSAGE": "인증키가 유효하지 않습니다."}]})
        size, page = int(query.get("pSize", 100)), int(query.get("pIndex", 1))
        if size > 1000:
            return as_json({"RESULT": {"CODE": "ERROR-336", "MESSAGE": "최대 1,000건"}})
        if query.get("exe_ymd") != "20260310":
            return as_json({"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}})
        rows = [lofin_row(number) for number in range((page - 1) * size + 1, min(page * size, count) + 1)]
        if not rows:
            return as_json({"RESULT": [{"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}]})
        head = [{"list_total_count": count}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다."}}]
        return as_json({"QWGJK": [{"head": head}, {"row": rows}]})

    return behaviour


def lofin_row(number: int) -> dict[str, Any]:
    return {
        "fyr": "2026", "wa_laf_cd": "1100000", "wa_laf_hg_nm": "서울", "laf_cd": "1111000", "laf_hg_nm": "서울종로구",
        "acnt_dv_cd": "100", "acnt_dv_nm": "일반회계", "dept_cd": "1111000123", "dbiz_cd": f"3000000{number:09d}",
        "dbiz_nm": f"사업{number}", "exe_ymd": "20260310", "bdg_cash_amt": number, "bdg_ntep": 0, "capep": 0,
        "sggep": number, "etc_amt": 0, "ep_amt": 0, "cpl_amt": number, "fld_cd": "010", "fld_nm": "일반공공행정",
        "part_nm": "일반행정", "ane_part_cd": "016", "padm_laf_cd": "3000000", "lup_ord": number, "zon_cd": "1",
    }  # fmt: skip


# B: 나라장터


def tenders(count: int) -> Behaviour:
    def behaviour(ask: Ask) -> Reply:
        query = ask.query
        if query.get("serviceKey") != SECRET:
            return gateway("30", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR")
        size, page = int(query.get("numOfRows", 100)), int(query.get("pageNo", 1))
        size = 10 if size > 999 else size
        rows = [
            {"bidNtceNo": f"R26BK{number:08d}", "bidNtceOrd": "000", "bidNtceNm": f"공고 {number}",
             "ntceInsttCd": "4020000", "dminsttCd": "4020000", "bidNtceDt": "2026-03-10 09:00:00", "asignBdgtAmt": "1"}
            for number in range((page - 1) * size + 1, min(page * size, count) + 1)
        ]  # fmt: skip
        body = {"items": rows, "numOfRows": size, "pageNo": page, "totalCount": count}
        return as_json({"response": {"header": {"resultCode": "00", "resultMsg": "정상"}, "body": body}})

    return behaviour


# C: 서울 열린데이터광장


def seoul(count: int) -> Behaviour:
    def behaviour(ask: Ask) -> Reply:
        _, key, _, service, start, end, *_ = ask.path.split("/")
        if unquote(key) != SECRET:
            return Reply("<RESULT><CODE>INFO-100</CODE><MESSAGE>인증키가 유효하지 않습니다.</MESSAGE></RESULT>")
        rows = [{"NUM": str(number)} for number in range(int(start), min(int(end), count) + 1)]
        if not rows:
            return as_json({"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}})
        verdict = {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다"}
        return as_json({service: {"list_total_count": count, "RESULT": verdict, "row": rows}})

    return behaviour


# E: 법정동코드


def districts(count: int) -> Behaviour:
    def behaviour(ask: Ask) -> Reply:
        query = ask.query
        if query.get("ServiceKey") != SECRET:
            return gateway("30", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR", 403, xml=False)
        size, page = int(query.get("numOfRows", 10)), int(query.get("pageNo", 1))
        numbers = range((page - 1) * size + 1, min(page * size, count) + 1)
        rows = [{"region_cd": f"{1_100_000_000 + n}", "locatadd_nm": f"동 {n}", "locat_order": n} for n in numbers]
        if not rows:
            return as_json({"RESULT": {"resultCode": "INFO-3", "resultMsg": "NODATA_ERROR"}})
        head = [{"totalCount": count}, {"numOfRows": str(size), "pageNo": str(page), "type": "JSON"}]
        head.append({"RESULT": {"resultCode": "INFO-0", "resultMsg": "NOMAL SERVICE"}})
        return as_json({"StanReginCd": [{"head": head}, {"row": rows}]})

    return behaviour


# F: odcloud


def odcloud(count: int) -> Behaviour:
    def behaviour(ask: Ask) -> Reply:
        if ask.path == "/oas/docs":
            return as_json({"paths": {"/15100001/v1/uddi:a": {"get": {"summary": "사업 현황_20260101"}}}})
        if ask.headers.get("authorization") != f"Infuser {SECRET}":
            return as_json({"code": -401, "msg": "유효하지 않은 인증키 입니다."}, 401)
        size, page = int(ask.query["perPage"]), int(ask.query["page"])
        rows = [{"번호": number} for number in range((page - 1) * size + 1, min(page * size, count) + 1)]
        counts = {"page": page, "perPage": size, "totalCount": count, "matchCount": count, "currentCount": len(rows)}
        return as_json({**counts, "data": rows})

    return behaviour


def _page(parameter: str, probe: str = "") -> Callable[[Ask], int | None]:
    def page(ask: Ask) -> int | None:
        if parameter not in ask.query or (probe and ask.query.get(probe) == "1"):
            return None
        return int(ask.query[parameter])

    return page


def _seoul_page(ask: Ask) -> int:
    parts = ask.path.split("/")
    start, end = int(parts[4]), int(parts[5])
    return (start - 1) // (end - start + 1) + 1


def _record(name: str) -> Callable[[dict[str, Any]], int]:
    return lambda row: int(json.loads(row["record"])[name])


FAMILIES = {
    "lofin365": Family(
        "lofin", "2026-03-10", lofin, lambda row: row["sort_order"],
        as_json({"RESULT": [{"CODE": "ERROR-337", "MESSAGE": "일별 트래픽 제한"}]}),
        as_json({"RESULT": {"CODE": "INFO-300", "MESSAGE": "인증키 사용 제한"}}), page=_page("pIndex", "pSize"),
    ),
    "g2b": Family(
        "g2b_tenders", "2026-03-10", tenders, lambda row: int(row["tender_number"][-8:]),
        gateway("22", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR"),
        gateway("30", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR", 403, xml=False), page=_page("pageNo"),
    ),
    "seoul": Family(
        "seoul_records", "2026-03-10", seoul, _record("NUM"),
        as_json({"RESULT": {"CODE": "ERROR-337", "MESSAGE": "일별 트래픽 제한"}}),
        Reply("<RESULT><CODE>INFO-100</CODE><MESSAGE>인증키</MESSAGE></RESULT>"),
        {"WAREHOUSE_SEOUL_SERVICES": "SomeService"}, _seoul_page,
    ),
    "stanregincd": Family(
        "legal_districts", "2026-03-10", districts, lambda row: int(row["legal_code_mois"]) - 1_100_000_000,
        gateway("22", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR", 403, xml=False),
        gateway("31", "DEADLINE_HAS_EXPIRED_ERROR"), page=_page("pageNo"),
    ),
    "odcloud": Family(
        "odcloud_records", "2026-03-10", odcloud, _record("번호"),
        as_json({"code": -10, "msg": "트래픽을 초과하였습니다."}, 400),
        as_json({"code": -4, "msg": "등록되지 않은 인증키 입니다."}, 400),
        {"WAREHOUSE_ODCLOUD_DATA_SETS": "15100001"}, _page("page"),
    ),
}  # fmt: skip


class Faulty:
    """Stands before a server and answers chosen pages in its place, so many times (None: as long as `on`)."""

    def __init__(
        self, family: Family, inner: Behaviour, at: int, fault: Callable[[Reply, Ask], Reply], times: int | None = None
    ) -> None:
        self.on = True
        self.asked: list[int] = []
        self._family, self._inner, self._at, self._fault, self._left = family, inner, at, fault, times
        self._lock = threading.Lock()

    def __call__(self, ask: Ask) -> Reply:
        reply, page = self._inner(ask), self._family.page(ask)
        if page is None:
            return reply
        with self._lock:
            self.asked.append(page)
            if not self.on or page != self._at or self._left == 0:
                return reply
            if self._left is not None:
                self._left -= 1
        return self._fault(reply, ask)


def text_of(reply: Reply) -> str:
    return reply.body if isinstance(reply.body, str) else reply.body.decode()


def packed(body: bytes) -> Reply:
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"})
