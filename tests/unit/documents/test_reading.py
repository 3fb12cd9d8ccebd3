"""Encodings, HTML, the address line, and files that hold no article."""

import os
import random

import pytest

from warehouse.documents import extract_document
from warehouse.documents.reading import read
from warehouse.errors import DocumentError

ARTICLE = """나주시, 배수장 12곳에 원격 수문 단다

가나다 기자
2022.06.03 10:00

전남 나주시는 배수장 12곳에 ‘원격 수문 제어 시스템’을 구축한다고 3일 밝혔다. 사업비는 9억 원이다.
시는 올해 안에 설치를 마치고 내년 봄부터 운영한다.
"""

PAGE = """<!doctype html><html><head><meta charset="{charset}"><meta property="og:title" content="나주시, 배수장 12곳에 원격 수문 단다">
<meta property="og:site_name" content="들녘신문"><meta property="article:published_time" content="2022-06-03T10:00:00+09:00">
<script>var x = "77억원";</script></head><body><nav><a>정치</a><a>서울시 예산 88억원</a></nav>
<div id="article-view-content-div"><p>전남 나주시는 배수장 12곳에 ‘원격 수문 제어 시스템’을 구축한다고 3일 밝혔다. 사업비는 9억 원이다.</p>
<figure><img src="a.jpg"><figcaption>목포시 66억원 그림</figcaption></figure>
<p>시는 올해 안에 설치를 마치고 내년 봄부터 운영한다. 배수장마다 수위를 재는 센서를 두고 상황실에서 문을 여닫으며, 큰비가 오면 담당자 휴대전화로 알린다.</p></div>
<aside class="ranking"><a>강진군 스마트팜에 55억원</a></aside><footer>저작권자 ⓒ 들녘신문</footer></body></html>"""


def amounts(content: bytes | str, **options: object) -> list[int]:
    return [budget.amount_krw for budget in extract_document(content, document_id="d", **options).budgets]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_encodings(encoding: str) -> None:
    extraction = extract_document(ARTICLE.encode(encoding), document_id="d")
    assert extraction.title == "나주시, 배수장 12곳에 원격 수문 단다"
    assert [budget.amount_krw for budget in extraction.budgets] == [900_000_000]
    assert extraction.primary_regions == ("전라남도 나주시",)


@pytest.mark.parametrize(("encoding", "charset"), [("utf-8", "utf-8"), ("cp949", "euc-kr"), ("cp949", "utf-8")])
def test_html_keeps_the_article_and_drops_the_rest(encoding: str, charset: str) -> None:
    extraction = extract_document(PAGE.format(charset=charset).encode(encoding), document_id="d")
    assert extraction.title == "나주시, 배수장 12곳에 원격 수문 단다"
    assert extraction.publisher == "들녘신문"
    assert str(extraction.published_on) == "2022-06-03"
    assert [budget.amount_krw for budget in extraction.budgets] == [900_000_000]
    assert {place.region for place in extraction.places} == {"전라남도 나주시"}


def test_windows_newlines_keep_line_numbers() -> None:
    plain = extract_document(ARTICLE, document_id="d")
    windows = extract_document(ARTICLE.replace("\n", "\r\n"), document_id="d")
    assert [w.line for w in plain.witnesses()] == [w.line for w in windows.witnesses()]


def test_the_address_line_is_no_content_but_counts_as_a_line() -> None:
    commented = "# https://press.sample.test/2022/06/03/77 | 목포시 44억원\n" + ARTICLE.replace("2022.06.03 10:00", "")
    extraction = extract_document(commented, document_id="d")
    assert extraction.url == "https://press.sample.test/2022/06/03/77"
    assert str(extraction.published_on) == "2022-06-03"
    assert [budget.amount_krw for budget in extraction.budgets] == [900_000_000]
    assert extraction.budgets[0].witness.line == 7


@pytest.mark.parametrize(
    "content",
    [b"", b"   \n\t ", b"\x00\x01\x02" * 100, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x00", bytes(range(1, 32)) * 50],
)
def test_nothing_to_read_is_a_clear_error(content: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        extract_document(content, document_id="d")
    assert str(caught.value).endswith(".")


def test_more_than_ten_megabytes_is_a_clear_error() -> None:
    with pytest.raises(DocumentError, match="10 MB"):
        extract_document(b"a" * 10_000_001, document_id="d")


def test_random_bytes_never_crash() -> None:
    generator = random.Random(20261122)
    for size in (1, 10, 100, 5_000):
        for _ in range(20):
            try:
                extract_document(generator.randbytes(size), document_id="d")
            except DocumentError:
                continue


@pytest.mark.parametrize(
    "text", ["#", "다.", "▲", "()", "억원", "1", "‘’", "\n" * 500, "전남", "[=]", "<html>", "<p>" * 200]
)
def test_tiny_and_odd_texts(text: str) -> None:
    try:
        extract_document(text, document_id="d")
    except DocumentError:
        assert not text.strip() or "<" in text


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 30_000,
        "<p " + "a=1 " * 30_000 + ">",
        "<script>" * 5_000 + "전남 나주시",
        "<![CDATA[" * 5_000,
        "<table><tr>" * 5_000,
        "&amp;" * 50_000,
    ],
)
def test_hostile_html_gives_an_error_or_no_facts(markup: str) -> None:
    try:
        extraction = extract_document(f"<!doctype html><html><body>{markup}", document_id="d", media_type="text/html")
    except DocumentError:
        return
    assert not extraction.budgets


def test_reading_tells_the_url_given_by_the_caller() -> None:
    assert read(ARTICLE, url="https://a.test/1", media_type="text/plain").url == "https://a.test/1"


def test_environment_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("WAREHOUSE_"):
            monkeypatch.delenv(name)
    assert amounts(ARTICLE) == [900_000_000]
