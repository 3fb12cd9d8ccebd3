"""Every family against servers written from its document, with faults in the middle of a pull.

A pull ends complete and exact, or fails with a message that names source, page and remedy; a following run completes it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

import pytest

from warehouse.errors import SourceError
from warehouse.sources.failures import ForbiddenAddressError, KeyRefusedError, QuotaError

from .document_servers import FAMILIES, Family, Faulty, packed, text_of
from .support import SECRET, Ask, Reply, one_day

COUNT = 2500
PAGE = 2  # the page that goes wrong


def body(reply: Reply) -> bytes:
    return reply.body.encode() if isinstance(reply.body, str) else reply.body


def on_the_wire(fault: str) -> Callable[[Reply, Ask], Reply]:
    return lambda reply, ask: Reply(reply.body, fault=fault)


def wrong_total(by: int) -> Callable[[Reply, Ask], Reply]:
    return lambda reply, ask: Reply(
        text_of(reply).replace(f": {COUNT},", f": {COUNT + by},").replace(f": {COUNT}}}", f": {COUNT + by}}}")
    )


def one_row_less(reply: Reply, ask: Ask) -> Reply:
    """The page without its last row, and all that it says of itself unchanged."""

    def shortened(value: object) -> object:
        if isinstance(value, list) and len(value) > 10:
            return value[:-1]
        if isinstance(value, list):
            return [shortened(one) for one in value]
        if isinstance(value, dict):
            return {name: shortened(one) for name, one in value.items()}
        return value

    return Reply(json.dumps(shortened(json.loads(text_of(reply))), ensure_ascii=False))


LATER = format_datetime(datetime.now(UTC) + timedelta(seconds=40))
FAULTS: dict[str, Callable[[Reply, Ask], Reply]] = {
    "429": lambda reply, ask: Reply("API rate limit exceeded", 429, "text/plain"),
    "429 with seconds": lambda reply, ask: Reply("slow", 429, "text/plain", {"Retry-After": "2"}),
    "429 with a date": lambda reply, ask: Reply("slow", 429, "text/plain", {"Retry-After": LATER}),
    "500": lambda reply, ask: Reply("Internal Server Error", 500, "text/plain"),
    "502 as a page": lambda reply, ask: Reply("<html><body>Bad Gateway</body></html>", 502, "text/html"),
    "block page": lambda reply, ask: Reply("<!DOCTYPE html>\n<html><body>차단되었습니다</body></html>", 200, "text/html"),
    "reset": on_the_wire("reset"),
    "half": on_the_wire("half"),
    "announced longer": on_the_wire("announced_longer"),
    "announced shorter": on_the_wire("announced_shorter"),
    "chunks without end": on_the_wire("endless_chunks"),
    "empty": lambda reply, ask: Reply(""),
    "half a document": lambda reply, ask: Reply(body(reply)[: len(body(reply)) // 2]),
    "one row less": one_row_less,
    "total too large": wrong_total(7),
    "total too small": wrong_total(-7),
    "damaged gzip": lambda reply, ask: Reply(packed(body(reply)).body[:200], headers={"Content-Encoding": "gzip"}),
}  # fmt: skip
# The same page, said otherwise: no fault at all.
SPELLINGS: dict[str, Callable[[Reply, Ask], Reply]] = {
    "gzip": lambda reply, ask: packed(body(reply)),
    "BOM": lambda reply, ask: Reply(b"\xef\xbb\xbf \r\n" + body(reply)),
    "CP949": lambda reply, ask: Reply(text_of(reply).encode("cp949")),
    "JSON in a JSON string": lambda reply, ask: Reply(json.dumps(text_of(reply))),
    "called a web page": lambda reply, ask: Reply(reply.body, 200, "text/html;charset=EUC-KR"),
    "status 500 with all rows": lambda reply, ask: Reply(reply.body, 500),
}


@pytest.fixture(params=FAMILIES)
def family(request) -> Family:
    return FAMILIES[request.param]


def pull_of(family: Family, live, server, **environment: str):
    return live(family.source, server, WAREHOUSE_HTTP_CONCURRENCY="1", **family.environment, **environment)


def assert_exact(family: Family, pull, count: int = COUNT) -> None:
    rows = pull.rows(one_day(family.day))
    assert sorted(map(family.number, rows)) == list(range(1, count + 1))


def assert_told(family: Family, problem: SourceError, page: int = PAGE) -> None:
    assert family.source in problem.what and f"page {page}" in problem.what, problem.what
    assert problem.remedy
    assert SECRET not in str(problem)


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_is_no_fault(family, name, serve, live):
    server = Faulty(family, family.serve(COUNT), PAGE, SPELLINGS[name])
    assert_exact(family, pull_of(family, live, serve(server)))
    assert server.asked.count(PAGE) == 1


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_passes_costs_nothing(family, name, serve, live):
    server = Faulty(family, family.serve(COUNT), PAGE, FAULTS[name], times=1)
    assert_exact(family, pull_of(family, live, serve(server)))
    assert server.asked.count(PAGE) >= 2


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_lasts_is_told_and_a_following_run_completes(family, name, serve, live):
    server = Faulty(family, family.serve(COUNT), PAGE, FAULTS[name])
    pull = pull_of(family, live, serve(server))
    with pytest.raises(SourceError) as caught:
        pull.fetch(one_day(family.day))
    assert_told(family, caught.value)
    server.on = False
    assert_exact(family, pull)


@pytest.mark.parametrize("fault", ["stall", "drip"])
def test_a_body_that_does_not_end_is_cut(family, fault, serve, live):
    server = Faulty(family, family.serve(COUNT), PAGE, on_the_wire(fault), times=1)
    limits = {"WAREHOUSE_HTTP_READ_TIMEOUT": "0.4", "WAREHOUSE_HTTP_TOTAL_TIMEOUT": "0.6"}
    assert_exact(family, pull_of(family, live, serve(server), **limits))


def test_a_quota_used_up_on_page_seven_is_resumed(family, serve, live):
    count = 9300
    server = Faulty(family, family.serve(count), 7, lambda reply, ask: family.quota)
    pull = pull_of(family, live, serve(server))
    with pytest.raises(QuotaError) as caught:
        pull.fetch(one_day(family.day))
    assert_told(family, caught.value, page=7)
    assert caught.value.resume_at and server.asked.count(7) == 1
    server.on = False
    before = list(server.asked)
    assert_exact(family, pull, count)
    assert set(server.asked[len(before) :]).isdisjoint(range(1, 7)), "what is archived is not asked for again"


def test_a_key_refused_in_the_middle_is_told_once(family, serve, live):
    server = Faulty(family, family.serve(COUNT), PAGE, lambda reply, ask: family.refused)
    pull = pull_of(family, live, serve(server))
    with pytest.raises(KeyRefusedError) as caught:
        pull.fetch(one_day(family.day))
    assert_told(family, caught.value)
    assert server.asked.count(PAGE) == 1
    server.on = False
    assert_exact(family, pull)


def test_a_wait_of_a_day_is_not_waited_for(family, serve, live):
    fault = Reply("slow", 503, "text/plain", {"Retry-After": "86400"})
    server = Faulty(family, family.serve(COUNT), PAGE, lambda reply, ask: fault)
    pull = pull_of(family, live, serve(server))
    with pytest.raises(SourceError) as caught:
        pull.fetch(one_day(family.day))
    assert_told(family, caught.value)
    assert max(pull.naps, default=0) < 200 and server.asked.count(PAGE) == 1


def test_a_redirect_to_another_host_takes_no_key_along(family, serve, live):
    thief = serve(lambda ask: Reply("{}"))
    moved = Reply("", 302, headers={"Location": f"{thief.url}/x"})
    server = Faulty(family, family.serve(COUNT), PAGE, lambda reply, ask: moved)
    with pytest.raises(ForbiddenAddressError) as caught:
        pull_of(family, live, serve(server)).fetch(one_day(family.day))
    assert thief.asks == [] and SECRET not in str(caught.value) and family.source in caught.value.what


def test_a_gzip_bomb_is_refused(family, serve, live):
    server = Faulty(family, family.serve(COUNT), PAGE, lambda reply, ask: packed(b" " * 30_000_000))
    with pytest.raises(SourceError, match="larger than") as caught:
        pull_of(family, live, serve(server), WAREHOUSE_HTTP_MAXIMUM_BYTES="3000000").fetch(one_day(family.day))
    assert family.source in caught.value.what and caught.value.remedy


def test_no_key_is_kept_anywhere(family, serve, live, caplog):
    """The server echoes the whole request, key included, in a field of each row and in a header; logs are at their loudest."""
    caplog.set_level(logging.DEBUG)

    def echo(reply: Reply, ask: Ask) -> Reply:
        return Reply(
            text_of(reply).replace("}]", f', "echo": "?serviceKey={SECRET}"}}]', 1), headers={"X-Echo": SECRET}
        )

    server = Faulty(family, family.serve(50), 1, echo)
    pull = pull_of(family, live, serve(server))
    pull.fetch(one_day(family.day))
    for entry in pull.archive.entries:
        assert SECRET.encode() not in entry.body
        assert SECRET not in json.dumps([dict(entry.request), dict(entry.headers)])
    forms = (SECRET, quote(SECRET, safe=""), quote(quote(SECRET, safe=""), safe=""))
    assert not [record for record in caplog.records if any(form in record.getMessage() for form in forms)]
    kept = [path for path in pull.settings.home.rglob("*") if path.is_file()]
    assert kept and all(SECRET.encode() not in path.read_bytes() for path in kept)
