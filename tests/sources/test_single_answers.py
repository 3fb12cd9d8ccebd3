"""Sources that give everything in one answer (KOSIS, 정책브리핑, the population file) under the same faults."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pytest

from warehouse.errors import SourceError
from warehouse.sources.contract import Interval

from .document_servers import packed
from .support import SECRET, Ask, Reply, one_day

MAY = Interval(date(2026, 5, 1), date(2026, 6, 1))


@dataclass(frozen=True)
class Single:
    source: str
    interval: Interval
    answer: bytes
    rows: int


CELLS = [
    {"C1": code, "C1_NM": name, "ITM_ID": "T20", "TBL_ID": "DT_1B040A3", "PRD_SE": "M", "PRD_DE": "202605", "DT": count}
    for code, name, count in (("00", "전국", "300"), ("11", "서울특별시", "100"), ("26", "부산광역시", "200"))
]
ITEM = (
    "<NewsItem><NewsItemId>1</NewsItemId><ApproveDate>03/10/2026 09:10:00</ApproveDate><Title><![CDATA[제목]]></Title>"
    "<ContentsType>T</ContentsType><DataContents>본문</DataContents><KoglType>1</KoglType></NewsItem>"
)
FILE = '"행정구역","2026년05월_총인구수"\r\n"전국  (1000000000)","300"\r\n"서울특별시 종로구 (1111000000)","138"\r\n'
SINGLES = {
    "kosis": Single("kosis_population", MAY, json.dumps(CELLS, ensure_ascii=False).encode(), 3),
    "briefing": Single(
        "policy_releases", one_day("2026-03-10"),
        f"<response><header><resultCode>0</resultCode></header><body>{ITEM}</body></response>".encode(), 1,
    ),
    "population": Single("regions", MAY, FILE.encode("cp949"), 2),
}  # fmt: skip
FAULTS = {
    "429": lambda body: Reply("slow", 429, "text/plain", {"Retry-After": "2"}),
    "503": lambda body: Reply("x", 503, "text/plain"),
    "block page": lambda body: Reply("<!DOCTYPE html><html><body>차단</body></html>", 200, "text/html"),
    "reset": lambda body: Reply(body, fault="reset"),
    "half": lambda body: Reply(body, fault="half"),
    "announced longer": lambda body: Reply(body, fault="announced_longer"),
    "half a document": lambda body: Reply(body[: len(body) // 2]),
    "empty": lambda body: Reply(b""),
    "damaged gzip": lambda body: Reply(packed(body * 9).body[:40], headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", SINGLES)
def test_a_fault_passes_or_is_told_and_a_following_run_completes(name, fault, serve, live):
    one, state = SINGLES[name], {"left": 10_000}

    def behaviour(ask: Ask) -> Reply:
        day = ask.query.get("startDate", "20260310")
        if day != "20260310":  # the days of overlap have nothing
            return Reply("<response><header><resultCode>3</resultCode></header><body/></response>")
        if state["left"]:
            state["left"] -= 1
            return FAULTS[fault](one.answer)
        return Reply(one.answer)

    server = serve(behaviour)
    pull = live(one.source, server)
    with pytest.raises(SourceError) as caught:
        pull.fetch(one.interval)
    assert one.source in caught.value.what and caught.value.remedy and SECRET not in str(caught.value)
    state["left"] = 1
    assert len(pull.rows(one.interval)) == one.rows
