"""Items of 정책브리핑 that name a digital initiative are articles: documents and facts with their witnesses."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from warehouse.sources.contract import Interval, ParsedBatch
from warehouse.sources.registry import contract

from .support import MemoryArchive

INTERVAL = Interval(date(2026, 3, 11), date(2026, 3, 12))
AID = (
    "<p>행정안전부는 11일 인공지능 민원안내 챗봇 구축 사업을 지원할 지자체로 경기도 시흥시와 전라남도 강진군을 선정했다고 밝혔다.</p>"
    "<p>두 지자체에는 국비 12억 원을 지원한다.</p><p>정책브리핑의 자료는 「공공누리」의 조건에 따라 이용할 수 있습니다. 총 99억 원</p>"
)


def item(number: int, title: str, body: str, *, mark: str = "1", status: str = "I") -> str:
    return (
        f"<NewsItem><NewsItemId>{number}</NewsItemId><ContentsStatus>{status}</ContentsStatus><ModifyId>1</ModifyId>"
        "<ModifyDate>03/11/2026 09:12:00</ModifyDate><ApproveDate>03/11/2026 09:10:00</ApproveDate><EmbargoDate/>"
        f"<GroupingCode>press</GroupingCode><Title><![CDATA[{title}]]></Title><SubTitle1><![CDATA[]]></SubTitle1>"
        f"<ContentsType>H</ContentsType><DataContents><![CDATA[{body}]]></DataContents>"
        f"<MinisterCode>행정안전부</MinisterCode><OriginalUrl>https://www.korea.kr/v?newsId={number}</OriginalUrl>"
        f"<KoglType>{mark}</KoglType></NewsItem>"
    )


def answer(*items: str) -> bytes:
    head = "<header><resultCode>0</resultCode><resultMsg>NORMAL_SERVICE</resultMsg></header>"
    return f"<response>{head}<body>{''.join(items)}</body></response>".encode()


@pytest.fixture(params=["policy_news", "policy_releases"])
def source(request):
    return contract(request.param)


def rows(source, *items: str) -> tuple[dict[str, list[dict]], MemoryArchive]:
    archive = MemoryArchive()
    table = source.tables[0].name
    archive.add(
        answer(*items),
        request={"table": table, "set": "2026-03-11", "round": 1, "page": 1, "url": "https://x", "is_sample": True},
        status=200,
    )
    found: dict[str, list[dict]] = defaultdict(list)
    for event in source.parse(source, INTERVAL, archive):
        assert isinstance(event, ParsedBatch), event
        found[event.table] += event.rows.to_pylist()
    return found, archive


OTHER = item(1, "행정안전부, 봄철 산불 막기 합동 점검", "<p>행정안전부는 합동 점검에 나섰다.</p><p>현장을 살폈다.</p>")


def test_an_item_about_something_else_is_no_document(source):
    found, _ = rows(source, OTHER)
    assert len(found[source.tables[0].name]) == 1 and not found["press_documents"]


def test_an_item_that_names_a_digital_initiative_is_a_document_of_its_ministry(source):
    found, _ = rows(source, OTHER, item(2, "행안부, 인공지능 챗봇 지원 지자체 2곳 선정", AID, mark="4"))
    (document,) = found["press_documents"]
    assert document["document_id"] == "korea-2" and document["publisher"] == "행정안전부"
    assert document["published_on"] == date(2026, 3, 11) and document["is_sample"] is True
    assert (document["origin"], document["licence"]) == (source.name, "kogl_4")
    assert any("챗봇" in row["name"] for row in found["press_initiatives"])
    assert {"4139000000", "4681000000"} <= {row["region_code"] for row in found["press_places"]}
    assert [row["amount_krw"] for row in found["press_budgets"]] == [1_200_000_000]  # nothing of the footer


def test_every_witness_stands_in_the_text_of_the_answer(source):
    found, archive = rows(
        source, OTHER, item(2, "챗봇 지원 지자체 2곳 선정", AID), OTHER, item(3, "다시 챗봇 지원", AID)
    )
    lines = source.options["document_text"](archive.entries[0]).split("\n")
    facts = [
        row for name, table in found.items() if name not in ("press_documents", source.tables[0].name) for row in table
    ]
    assert len({row["document_id"] for row in facts}) == 2 and len(facts) > 6
    for fact in facts:
        assert lines[fact["line_number"] - 1][fact["span_start"] : fact["span_end"]] == fact["quote"]


def test_a_withdrawn_item_is_no_document(source):
    found, _ = rows(source, item(2, "챗봇 지원 지자체 2곳 선정", AID, status="D"))
    assert not found["press_documents"]
