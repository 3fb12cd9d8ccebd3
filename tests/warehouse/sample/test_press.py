"""The press: feeds in their quirks, every listed page is there, furniture is told from content."""

import re
from datetime import date
from typing import Any

import feedparser
import pytest

from warehouse.sample.korean import money, particle
from warehouse.sample.press.articles import all_articles, articles_until
from warehouse.sample.press.furniture import FURNITURE_AMOUNTS_KRW, TEASERS
from warehouse.sample.press.publishers import PUBLISHERS

FURNITURE_TEXTS = ("1,777억", "77억 7,770만", "7,777만", "3조 3,333억", "5억5,550만")


def feed_addresses(get: Any) -> list[str]:
    lines = get("/press/feeds.txt").text.splitlines()
    return [line.split(" | ")[0].split("/press", 1)[1] for line in lines if not line.startswith("#")]


def test_every_feed_lists_pages_that_exist(get: Any) -> None:
    addresses = feed_addresses(get)
    assert len(addresses) == len(PUBLISHERS) >= 3
    for address in addresses:
        feed = feedparser.parse(get(f"/press{address}").content)
        assert feed.entries, address
        newest = feed.entries[0]
        page = get("/press" + newest.link.split("/press", 1)[1])
        assert page.status_code == 200
        text = page.content.decode("cp949" if "EUC-KR" in page.headers["Content-Type"] else "utf-8")
        assert newest.title in text.replace("&#39;", "'")
        assert "지어낸 표본 자료" in text


def test_feeds_write_dates_in_different_ways(get: Any) -> None:
    dates = [feedparser.parse(get(f"/press{address}").content).entries[0].published for address in feed_addresses(get)]
    shapes = {re.sub(r"[A-Za-z]+", "w", re.sub(r"\d+", "9", text)) for text in dates}
    assert len(shapes) >= 5


def test_number_and_reach_of_the_articles() -> None:
    articles = articles_until(date(2026, 9, 16))
    assert 60 <= len(articles) <= 170
    assert {one.publisher for one in articles} == set(PUBLISHERS)
    assert {one.published_at.year for one in articles} >= {2022, 2023, 2024, 2025, 2026}
    assert any(one.has_wrong_sum for one in articles)
    assert len({one.number for one in articles}) == len(articles)


def test_nothing_is_published_before_its_day(get: Any) -> None:
    later = [one for one in all_articles(2026) if one.published_at.date() > date(2026, 9, 16)]
    assert later, "the world announces fiscal year 2027 at the end of 2026"
    assert get(later[0].path).status_code == 404


def test_furniture_amounts_stand_in_no_article() -> None:
    furniture = " ".join(f"{one.title} {one.text}" for one in TEASERS)
    assert len(FURNITURE_AMOUNTS_KRW) == 5
    for text in FURNITURE_TEXTS:
        assert text in furniture
        assert not any(text in " ".join((one.title, *one.paragraphs)) for one in all_articles(2026))


def test_articles_state_the_amounts_of_the_world() -> None:
    for article in all_articles(2026):
        text = re.sub(r"[ ,]", "", " ".join((article.title, *article.paragraphs)))
        for one in article.initiatives:
            forms = {re.sub(r"[ ,]", "", money(one.total_krw, form)) for form in range(4)}
            assert any(form.removesuffix("원") in text for form in forms) or len(article.initiatives) == 1, article


def test_facts_of_the_published_articles_are_there() -> None:
    text = " ".join(paragraph for one in all_articles(2026) for paragraph in one.paragraphs)
    for fact in (
        "3,459억 원",
        "1,753억 원",
        "1,067억 원",
        "639억 원",
        "784억 원",
        "특별교부세 10억 원",
        "98명",
        "200억 원",
    ):
        assert fact in text


@pytest.mark.parametrize(
    ("amount", "form", "expected"),
    [
        (1_250_000_000, 0, "12억 5,000만 원"),
        (1_250_000_000, 1, "12억5천만원"),
        (1_250_000_000, 2, "12.5억 원"),
        (1_250_000_000, 3, "1,250백만 원"),
        (1_253_000_000, 1, "12억 5,300만 원"),
        (80_000_000, 1, "8천만원"),
        (80_000_000, 2, "8,000만 원"),
        (300_000_000_000, 0, "3,000억 원"),
    ],
)
def test_money_is_written_exactly(amount: int, form: int, expected: str) -> None:
    assert money(amount, form) == expected


@pytest.mark.parametrize(
    ("word", "expected"), [("시흥시", "시흥시는"), ("강진군", "강진군은"), ("CCTV", "CCTV는"), ("‘챗봇’", "‘챗봇’은")]
)
def test_particles_fit(word: str, expected: str) -> None:
    assert particle(word, "은", "는") == expected


def test_robots_and_unknown_pages(get: Any) -> None:
    assert "Disallow: /press/admin/" in get("/robots.txt").text
    assert get("/press/dada/news/view.php", idx="99999999").status_code == 404


def test_a_board_lists_the_same_releases(get: Any) -> None:
    text = get("/press/city/selectBbsNttList.do", bbsNo="30").content.decode("cp949")
    addresses = re.findall(r'href="\.(/selectBbsNttView[^"]+)"', text)
    assert len(addresses) == 10
    assert get("/press/city" + addresses[0].replace("&amp;", "&")).status_code == 200
    later = get("/press/city/selectBbsNttList.do", bbsNo="30", pageIndex="2").content.decode("cp949")
    assert addresses[0] not in later


def test_who_knows_a_page_already_is_told_so(get: Any) -> None:
    first = get("/press/dada/rss.xml")
    again = get("/press/dada/rss.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get("/press/dada/rss.xml", headers={"If-None-Match": '"other"'}).content == first.content
