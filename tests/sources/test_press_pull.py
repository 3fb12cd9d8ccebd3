"""Articles: feeds with every kind of date and encoding, boards, inbox folders, each article once, nothing from where it must not come."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warehouse.errors import SourceError
from warehouse.sources.contract import ParsedBatch
from warehouse.sources.press.feeds import Feed, published_day, read_feed_list, read_items
from warehouse.sources.press.identity import canonical_url, document_id_of_url

from .support import Ask, MemoryArchive, Pull, Reply, one_day, rejected_of, rows_of

DAY = one_day("2026-03-11")
ARTICLE = """<html><head><meta charset="utf-8"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{day}T09:00:00+09:00"></head><body><h1>{title}</h1>
<div id="article-view-content-div"><p>서울특별시 종로구는 {day} 인공지능 민원 안내 시스템을 구축한다고 밝혔다.</p>
<p>총사업비 12억원을 투입해 2026년 말까지 추진한다. {mark}</p>
<p>이 문단은 날씨 이야기만 적어서 어느 표에도 남지 않아야 한다.</p></div></body></html>"""


class Paper:
    """A newspaper with a feed, articles, a robots.txt, and whatever a test adds."""

    def __init__(self, count: int = 3) -> None:
        self.items = [(n, f"2026-03-{8 + n:02d}") for n in range(1, count + 1)]
        self.extra: dict[str, Reply] = {}
        self.robots = "User-agent: *\nDisallow: /secret/\nCrawl-delay: 2\n"
        self.links: list[str] = []
        self.etag: str | None = None
        self.listed: set[int] | None = None
        self.mark = ""

    def __call__(self, ask: Ask) -> Reply:
        base = f"http://{ask.headers['host']}"
        if ask.path in self.extra:
            return self.extra[ask.path]
        if ask.path == "/robots.txt":
            return Reply(self.robots, 200, "text/plain")
        if ask.path == "/feed.xml":
            return self._feed(ask, base)
        number = int(ask.query.get("idxno", "0"))
        day = dict(self.items).get(number)
        if ask.path != "/news/articleView.html" or day is None:
            return Reply("gone", 404, "text/plain")
        body = ARTICLE.format(title=f"종로구, 인공지능 민원 안내 {number}", day=day, mark=self.mark)
        return Reply(body, 200, "text/html; charset=utf-8")

    def _feed(self, ask: Ask, base: str) -> Reply:
        if self.etag and ask.headers.get("if-none-match") == self.etag:
            return Reply("", 304)
        own = [
            (f"{base}/news/articleView.html?idxno={n}&amp;utm_source=rss", f"{day} 09:00:00.0")
            for n, day in self.items
            if self.listed is None or n in self.listed
        ]
        items = [*own, *((link, "2026-03-10 09:00:00") for link in self.links)]
        text = "".join(
            f"<item><title><![CDATA[기사]]></title><link>{link}</link><pubDate>{when}</pubDate></item>"
            for link, when in items
        )
        body = f'<?xml version="1.0" encoding="EUC-KR"?><rss version="2.0"><channel><title>보도</title>{text}</channel></rss>'
        return Reply(body.encode("cp949"), 200, "text/xml", {"ETag": self.etag} if self.etag else {})


@pytest.fixture
def press(serve, live, tmp_path):
    """A press pull with one paper."""

    def make(paper: Paper, **environment: str) -> Pull:
        server = serve(paper)
        feeds = tmp_path / "feeds.txt"
        feeds.write_text(f"# list\n{server.url}/feed.xml | 표본일보 | 서울특별시\n", encoding="utf-8")
        pull = live("press", server, WAREHOUSE_PRESS_FEEDS=str(feeds), **environment)
        pull.server = server  # type: ignore[attr-defined]
        return pull

    return make


def documents(pull: Pull, interval=DAY) -> list[dict]:
    return rows_of(pull.events(interval), "press_documents")


def commit(pull: Pull, key: str) -> None:
    """What the load transaction leaves behind."""
    place = pull.settings.raw_directory / "press" / f"press-{key}-20260312T000000000000"
    place.mkdir(parents=True)
    (place / "load.json").write_text("{}")


def test_articles_become_documents_and_facts_with_witnesses(press):
    pull = press(Paper())
    pull.fetch(DAY)
    events = pull.events(DAY)
    found = rows_of(events, "press_documents")
    assert sorted(d["title"] for d in found) == [f"종로구, 인공지능 민원 안내 {n}" for n in (1, 2, 3)]
    assert {(d["publisher"], d["origin"], d["licence"], d["is_sample"]) for d in found} == {
        ("표본일보", "feed", "facts_only", False)
    }
    assert {str(d["published_on"]) for d in found} == {"2026-03-09", "2026-03-10", "2026-03-11"}
    budgets = rows_of(events, "press_budgets")
    assert {b["amount_krw"] for b in budgets} == {1_200_000_000} and len({b["fact_id"] for b in budgets}) == 3
    assert all(len(b["quote"]) <= 60 and b["span_end"] - b["span_start"] == len(b["quote"]) for b in budgets)
    assert rejected_of(events) == []


def test_no_body_stands_in_any_raw_table(press):
    pull = press(Paper())
    pull.fetch(DAY)
    everything = json.dumps(
        [event.rows.to_pylist() for event in pull.events(DAY) if isinstance(event, ParsedBatch)],
        default=str,
        ensure_ascii=False,
    )
    assert "날씨 이야기" not in everything and "날씨 이야기" in pull.archive.entries[-1].body.decode()


def test_the_licence_mark_of_a_page_is_read(press):
    paper = Paper(1)
    paper.mark = '<img src="/img_opentype01.png">'
    pull = press(paper)
    pull.fetch(DAY)
    assert [d["licence"] for d in documents(pull)] == ["kogl_1"]


def test_articles_after_the_interval_wait(press):
    pull = press(Paper())
    pull.fetch(one_day("2026-03-10"))
    assert len(documents(pull)) == 2


def test_a_repeat_reads_the_same_and_other_intervals_only_what_is_new(press):
    paper = Paper()
    first = press(paper)
    first.fetch(DAY)
    commit(first, DAY.key)
    ids = {d["document_id"] for d in documents(first)}

    paper.items = [*paper.items[1:], (4, "2026-03-12")]  # one article has left the feed, one is new
    paper.items.append((1, "2026-03-09"))  # its page still stands
    paper.listed = {2, 3, 4}
    repeat = Pull(first.contract, first.settings)
    repeat.fetch(DAY)
    assert {d["document_id"] for d in documents(repeat)} == ids

    later = Pull(first.contract, first.settings)
    later.fetch(one_day("2026-03-12"))
    assert [d["title"] for d in documents(later, one_day("2026-03-12"))] == ["종로구, 인공지능 민원 안내 4"]


def test_what_was_never_committed_is_read_again(press):
    paper = Paper()
    first = press(paper)
    first.fetch(DAY)
    later = Pull(first.contract, first.settings)
    later.fetch(one_day("2026-03-12"))
    assert len(documents(later)) == 3


def test_a_feed_that_did_not_change_still_gives_its_articles(press):
    paper = Paper()
    paper.etag = '"abc"'
    first = press(paper)
    first.fetch(DAY)
    second = Pull(first.contract, first.settings)
    second.fetch(DAY)
    assert len(documents(second)) == 3
    feed_asks = [ask for ask in first.server.asks if ask.path == "/feed.xml"]
    assert feed_asks[1].headers["if-none-match"] == '"abc"'


def test_a_broken_pull_goes_on_where_it_stopped(press):
    paper = Paper()
    paper.extra["/news/articleView.html"] = Reply("x", 503, "text/plain")
    pull = press(paper)
    with pytest.raises(SourceError, match=r"press.*could not be read"):
        pull.fetch(DAY)
    paper.extra.clear()
    pull.fetch(DAY)
    assert len(documents(pull)) == 3 and rejected_of(pull.events(DAY)) == []


def test_robots_are_obeyed_and_their_pace_is_kept(press):
    paper = Paper(12)
    pull = press(paper)
    pull.archive = MemoryArchive()
    paper.links = [f"http://127.0.0.1:{pull.server.port}/secret/article/1"]
    pull.fetch(one_day("2026-03-30"))
    assert not [ask for ask in pull.server.asks if ask.path.startswith("/secret/")]
    (refused,) = rejected_of(pull.events(DAY))
    assert refused.rule == "address_is_allowed" and "robots.txt" in refused.reason.en
    assert pull.naps.count(2.0) >= 11


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:9/news/1",
        "http://localhost/news/1",
        "http://10.0.0.8/news/1",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://example.org/news/1",
        "http://[::1]/news/1",
        "http://[::ffff:127.0.0.1]/x",
        "http://0.0.0.0/x",
        "http://2130706433/x",
        "http://[bad/x",
    ],
)
def test_addresses_that_must_not_be_opened(press, link):
    paper = Paper(3)
    paper.links = [link]
    pull = press(paper)
    pull.fetch(DAY)
    assert len(documents(pull)) == 3
    (refused,) = rejected_of(pull.events(DAY))
    assert refused.rule == "address_is_allowed"


def test_a_redirect_inward_is_not_followed(press, serve):
    inner = serve(lambda ask: Reply("secret"))
    paper = Paper(6)
    paper.extra["/news/view.php"] = Reply("", 302, headers={"Location": inner.url + "/secret"})
    pull = press(paper)
    paper.links = [f"{pull.server.url}/news/view.php?idx=7"]
    pull.fetch(one_day("2026-03-30"))
    assert inner.asks == [] and [r.rule for r in rejected_of(pull.events(DAY))] == ["address_is_allowed"]


def test_articles_that_are_gone_are_quarantined(press):
    paper = Paper(6)
    pull = press(paper)
    paper.links = [f"{pull.server.url}/news/articleView.html?idxno=99"]
    pull.fetch(one_day("2026-03-30"))
    (refused,) = rejected_of(pull.events(DAY))
    assert (
        refused.rule == "article_is_readable"
        and "404" in refused.reason.ko
        and refused.record["url"].endswith("idxno=99")
    )


def test_every_feed_down_fails_the_pull(press):
    paper = Paper()
    paper.extra["/feed.xml"] = Reply("x", 500, "text/plain")
    with pytest.raises(SourceError, match=r"1 of 1 addresses.*[Rr]un again"):
        press(paper).fetch(DAY)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-8-sig"])
@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_the_inbox(press, tmp_path, encoding, suffix):
    inbox = tmp_path / "inbox" / "deeper"
    inbox.mkdir(parents=True)
    text = ARTICLE.format(title="성동구 스마트쉼터", day="2026-02-01", mark="똠방").replace("utf-8", "euc-kr")
    plain = "성동구 스마트쉼터\n2026-02-01\n서울특별시 성동구는 스마트쉼터에 예산 3억원을 투입한다고 밝혔다. 똠방각하"
    body = (text if suffix == ".html" else plain).encode(encoding)
    (inbox / f"a{suffix}").write_bytes(body)
    (inbox / f"copy{suffix}").write_bytes(body)
    (inbox / "notes.pdf").write_bytes(b"%PDF")
    pull = press(Paper(1), WAREHOUSE_ARTICLE_INBOX=str(tmp_path / "inbox"))
    pull.fetch(DAY)
    found = [d for d in documents(pull) if d["origin"] == "inbox"]
    assert len(found) == 1 and found[0]["document_id"].startswith("inbox-") and found[0]["is_sample"] is False
    commit(pull, DAY.key)
    later = Pull(pull.contract, pull.settings)
    later.fetch(one_day("2026-03-12"))
    assert documents(later) == [], "another interval does not take it again"


def test_an_unreadable_file_is_quarantined(press, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "binary.txt").write_bytes(b"\x00\x01\x02" * 100)
    pull = press(Paper(1), WAREHOUSE_ARTICLE_INBOX=str(inbox))
    pull.fetch(DAY)
    assert [r.rule for r in rejected_of(pull.events(DAY))] == ["document_is_readable"] * 2


def test_a_missing_inbox_is_named(press, tmp_path):
    with pytest.raises(SourceError, match="WAREHOUSE_ARTICLE_INBOX"):
        press(Paper(1), WAREHOUSE_ARTICLE_INBOX=str(tmp_path / "nowhere")).fetch(DAY)


def test_a_missing_feed_list_is_named(live, serve, tmp_path):
    with pytest.raises(SourceError, match="WAREHOUSE_PRESS_FEEDS"):
        live("press", serve(Paper()), WAREHOUSE_PRESS_FEEDS=str(tmp_path / "nowhere.txt")).fetch(DAY)


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 11 Mar 2026 09:00:00 +0900",
        "Wed, 11 Mar 2026 00:00:00 GMT",
        "2026-03-11 09:00:00.0",
        "2026-03-11 09:00:00",
        "2026.03.11",
        "2026-03-11",
        "2026-03-11T00:30:00Z",
        "2026-03-11T09:00:00+09:00",
        "20260311",
    ],
)
def test_dates_of_feeds(text):
    assert str(published_day(text)) == "2026-03-11"


@pytest.mark.parametrize("text", [None, "", "어제", "31/31/2026"])
def test_dates_that_cannot_be_read(text):
    assert published_day(text) is None


def test_a_board_page_lists_articles_with_their_dates():
    html = """<html><body><a href="/main.do">처음으로 가기</a><table>
    <tr><td><a href="selectBbsNttView.do?bbsNo=30&nttNo=12#x">시흥시, 디지털트윈 업무협약</a></td><td>2026.03.11</td></tr>
    <tr><td><a href="https://elsewhere.example/view.php?idx=3">다른 곳의 기사 제목</a></td><td>2026.03.11</td></tr>
    </table></body></html>"""
    (item,) = read_items(html.encode("cp949"), Feed("https://www.siheung.go.kr/news/list.do", "시흥시"), None)
    assert item.url == "https://www.siheung.go.kr/news/selectBbsNttView.do?bbsNo=30&nttNo=12"
    assert (str(item.published_on), item.origin, item.publisher) == ("2026-03-11", "page", "시흥시")


def test_feed_lists():
    feeds = read_feed_list("# 주석\n\nhttps://a.example/rss | 가신문 | 서울\n/b.xml\n", "http://host:1/feeds.txt")
    assert feeds == [Feed("https://a.example/rss", "가신문", "서울"), Feed("http://host:1/b.xml")]


def test_the_same_article_has_one_identity():
    same = [
        "https://www.a.kr/news/articleView.html?idxno=5&utm_source=x",
        "http://a.kr:80/news/articleView.html?idxno=5#top",
    ]
    assert len({document_id_of_url(url) for url in same}) == 1
    assert canonical_url("https://a.kr/n/?idx=1") != canonical_url("https://a.kr/n/?idx=2")


def test_sample_mode_asks_the_sample_servers_list(serve, monkeypatch, tmp_path):
    from warehouse.settings import load_settings
    from warehouse.sources.registry import contract

    paper = Paper(2)
    server = serve(paper)
    paper.extra["/press/feeds.txt"] = Reply(f"{server.url}/feed.xml | 표본일보\n", 200, "text/plain;charset=UTF-8")
    monkeypatch.setenv("WAREHOUSE_SAMPLE_PORT", str(server.port))
    pull = Pull(contract("press"), load_settings())
    pull.fetch(DAY)
    assert [d["is_sample"] for d in documents(pull)] == [True, True]
    assert Path(pull.settings.home, "state", "press.sqlite").exists()
