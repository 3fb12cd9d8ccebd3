"""Feeds and article pages under the faults of the other families: read again, or kept for the next pull; never lost."""

from __future__ import annotations

import pytest

from warehouse.errors import SourceError

from .document_servers import packed
from .support import Ask, Pull, Reply, one_day, rejected_of, rows_of
from .test_press_pull import Paper

DAY = one_day("2026-03-31")
COUNT = 10
FEED, ARTICLE = "/feed.xml", "4"
LIMITS = {"WAREHOUSE_HTTP_READ_TIMEOUT": "0.4", "WAREHOUSE_HTTP_TOTAL_TIMEOUT": "0.6", "WAREHOUSE_HTTP_ATTEMPTS": "3"}
FAULTS = {
    "429": lambda body: Reply("slow", 429, "text/plain"),
    "429 with seconds": lambda body: Reply("slow", 429, "text/plain", {"Retry-After": "2"}),
    "503": lambda body: Reply("<html><body>점검 중</body></html>", 503, "text/html"),
    "reset": lambda body: Reply(body, fault="reset"),
    "half": lambda body: Reply(body, fault="half"),
    "half a document": lambda body: Reply(body[: len(body) // 2], 200, "text/html"),
    "announced longer": lambda body: Reply(body, fault="announced_longer"),
    "chunks without end": lambda body: Reply(body, fault="endless_chunks"),
    "stall": lambda body: Reply(body, fault="stall"),
    "drip": lambda body: Reply(body, fault="drip"),
    "empty": lambda body: Reply(b""),
    "damaged gzip": lambda body: Reply(packed(body * 9).body[:60], headers={"Content-Encoding": "gzip"}),
}


class FaultyPaper(Paper):
    """A paper of which one address goes wrong, so many times."""

    def __init__(self, fault: str, at: str, times: int = 10_000) -> None:
        super().__init__(COUNT)
        self.fault, self.at, self.left = FAULTS[fault], at, times

    def __call__(self, ask: Ask) -> Reply:
        reply = super().__call__(ask)
        if self.left and self.at in (ask.path, ask.query.get("idxno")):
            self.left -= 1
            return self.fault(reply.body if isinstance(reply.body, bytes) else reply.body.encode())
        return reply


@pytest.fixture
def pull_of(serve, live, tmp_path):
    def make(paper: Paper) -> Pull:
        server = serve(paper)
        feeds = tmp_path / "feeds.txt"
        feeds.write_text(f"{server.url}{FEED} | 표본일보 | 서울특별시\n", encoding="utf-8")
        return live("press", server, WAREHOUSE_PRESS_FEEDS=str(feeds), **LIMITS)

    return make


def read(pull: Pull) -> tuple[int, list[str]]:
    """How many articles became documents, and the rules of the records that did not."""
    events = pull.events(DAY)
    return len(rows_of(events, "press_documents")), [record.rule for record in rejected_of(events)]


@pytest.mark.parametrize("at", [FEED, ARTICLE])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_passes_costs_nothing(pull_of, fault, at):
    pull = pull_of(FaultyPaper(fault, at, times=1))
    pull.fetch(DAY)
    assert read(pull) == (COUNT, [])


@pytest.mark.parametrize("fault", FAULTS)
def test_an_article_that_stays_away_is_quarantined_and_read_by_the_next_pull(pull_of, fault):
    paper = FaultyPaper(fault, ARTICLE)
    pull = pull_of(paper)
    pull.fetch(DAY)
    assert read(pull) == (COUNT - 1, ["article_is_reachable"])
    paper.left = 0
    pull.fetch(DAY)
    assert read(pull) == (COUNT, [])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_feed_that_stays_away_is_told_and_read_by_the_next_pull(pull_of, fault):
    paper = FaultyPaper(fault, FEED)
    pull = pull_of(paper)
    with pytest.raises(SourceError) as caught:
        pull.fetch(DAY)
    assert "press" in caught.value.what and FEED in caught.value.what + str(caught.value)
    assert caught.value.remedy
    paper.left = 0
    pull.fetch(DAY)
    assert read(pull) == (COUNT, [])
