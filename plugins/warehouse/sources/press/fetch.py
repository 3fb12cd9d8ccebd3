"""Reads feed lists, feeds and boards, then the articles they list that no other load holds, and the inbox folders."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warehouse.errors import SourceError
from warehouse.settings import Mode, Settings
from warehouse.sources.addresses import origin
from warehouse.sources.contract import ArchiveWriter, Interval, Progress, SourceContract
from warehouse.sources.failures import (
    EnvelopeError,
    ForbiddenAddressError,
    KeyRefusedError,
    RequestRefusedError,
    TransientError,
)
from warehouse.sources.http import Answer, Call, HttpClient, HttpLimits, check_status
from warehouse.sources.press.feeds import Feed, Item, read_feed_list, read_items
from warehouse.sources.press.identity import document_id_of_content, document_id_of_url
from warehouse.sources.press.memory import PressMemory
from warehouse.sources.press.robots import Robots
from warehouse.sources.text import decode_page

TABLE = "press_documents"
HOSTS_AT_ONCE = 4
TOLERATED_UNREACHABLE = (
    0.2  # of many addresses some are always down; more than this share is our trouble or a real outage
)
DEFAULT_FEEDS = Path(__file__).parent / "feeds.txt"
SUFFIXES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}
# What time does not cure: the address goes to quarantine, the pull goes on.
LASTING = (RequestRefusedError, KeyRefusedError, ForbiddenAddressError)
PASSING = (TransientError, EnvelopeError)
_FEED_ADDRESS = re.compile(r"(?i)(rss|feed|atom|\.xml)")


@dataclass(slots=True)
class _Pull:
    """Everything one pull shares."""

    contract: SourceContract
    interval: Interval
    settings: Settings
    archive: ArchiveWriter
    progress: Progress
    client: HttpClient
    robots: Robots
    memory: PressMemory
    sleep: Callable[[float], None]
    present: set[str]  # documents a broken pull already archived
    asked: int = 0
    unreachable: list[str] = field(default_factory=list)

    def note(self, url: str, problem: Exception, rule: str, name: str) -> None:
        """Keep a failure beside the documents: the parser turns it into a quarantined record unless it worked later."""
        what = getattr(problem, "what", str(problem))
        labels = {"table": TABLE, "set": name, "round": 1, "page": 1, "failure": rule}
        self.archive.add(what.encode(), request={"method": "GET", "url": url, "parameters": {}, **labels}, headers={})


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Pull the articles of the interval: those published before its end that no other committed load holds."""
    source, trusted = _feed_source(settings)
    limits = HttpLimits.of(contract.options)
    memory = PressMemory(settings, contract.name)
    present = {str(one.request["document_id"]) for one in archive.responses() if "document_id" in one.request}
    with HttpClient(contract.name, limits=limits, trusted=trusted, from_outside=True, sleep=sleep) as client:
        try:
            feeds = _feeds(contract, client, source)
            client.trust(origin(feed.url) for feed in feeds)
            robots = Robots(client, client.trusted)
            pull = _Pull(contract, interval, settings, archive, progress, client, robots, memory, sleep, present)
            _read_inbox(pull)
            wanted = _wanted(pull, feeds)
            _read_articles(pull, wanted)
            _judge(pull)
        finally:
            memory.close()


def _feed_source(settings: Settings) -> tuple[Path | str, set[str]]:
    """The feed list: a file, or in sample mode an address of the sample server."""
    if settings.press_feeds is not None:
        return settings.press_feeds, set()
    if settings.mode is Mode.SAMPLE:
        return f"{settings.sample_address}/press/feeds.txt", {urlsplit(settings.sample_address).netloc}
    return DEFAULT_FEEDS, set()


def _feeds(contract: SourceContract, client: HttpClient, source: Path | str) -> list[Feed]:
    if isinstance(source, Path):
        try:
            body = source.expanduser().read_bytes()
        except OSError as problem:
            raise SourceError(
                f"{contract.name}: the feed list {source} cannot be read ({problem.strerror}).",
                remedy="Set WAREHOUSE_PRESS_FEEDS to a file with one address per line.",
            ) from problem
        return read_feed_list(decode_page(body))
    return client.ask(Call(source), lambda answer: read_feed_list(_text(answer), source), what="feed list")


def _text(answer: Answer) -> str:
    check_status(answer)
    return decode_page(answer.body, charset(answer.headers))


def charset(headers: Any) -> str | None:
    """Charset of a Content-Type header."""
    value = {name.lower(): text for name, text in headers.items()}.get("content-type", "")
    match = re.search(r"charset\s*=\s*[\"']?([\w-]+)", value, re.IGNORECASE)
    return match[1] if match else None


# Inbox


def _read_inbox(pull: _Pull) -> None:
    """Files in the inbox folders; one that another interval's load holds is not taken twice."""
    elsewhere = pull.memory.read_elsewhere(pull.interval.key)
    taken: dict[str, Item] = {}
    for folder in pull.settings.inbox_directories:
        if not folder.is_dir():
            raise SourceError(
                f"{pull.contract.name}: inbox folder {folder} does not exist.",
                remedy="Correct WAREHOUSE_ARTICLE_INBOX.",
            )
        for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()):
            body = path.read_bytes()
            document = document_id_of_content(body)
            if document in taken or document in elsewhere:
                continue
            taken[document] = Item(url="", title=path.name, origin="inbox")
            if document not in pull.present:
                pull.archive.add(
                    body, request=_labels(pull, document, taken[document], SUFFIXES[path.suffix.lower()], path)
                )
    pull.memory.remember(pull.interval.key, taken)


def _labels(pull: _Pull, document: str, item: Item, media_type: str, path: Path | None = None) -> dict[str, Any]:
    """What the parser needs to know of a document; the archive keeps it with the bytes."""
    where: dict[str, Any] = {"path": path.name} if path else {"method": "GET", "url": item.url, "parameters": {}}
    return {
        **where,
        "table": TABLE,
        "set": document,
        "round": 1,
        "page": 1,
        "document_id": document,
        "origin": item.origin,
        "publisher": item.publisher,
        "published_on": item.published_on.isoformat() if item.published_on else None,
        "title": item.title,
        "media_type": media_type,
        "is_sample": pull.settings.mode is Mode.SAMPLE and item.origin != "inbox",
    }


# Feeds


def _wanted(pull: _Pull, feeds: list[Feed]) -> dict[str, Item]:
    """Articles to read: listed now, published before the interval's end, held by no other load; and those read before."""
    by_host: dict[str, list[Feed]] = defaultdict(list)
    for feed in feeds:
        by_host[origin(feed.url)].append(feed)
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        listed = [
            item for items in pool.map(lambda group: _items_of_host(pull, group), by_host.values()) for item in items
        ]
    elsewhere = pull.memory.read_elsewhere(pull.interval.key)
    before = {
        document: item
        for document, item in pull.memory.read_before(pull.interval.key).items()
        if item.origin != "inbox"
    }
    wanted = dict(before)
    for item in listed:
        in_time = item.published_on is None or item.published_on < pull.interval.end
        if in_time and (document := document_id_of_url(item.url)) not in elsewhere:
            wanted[document] = item
    return wanted


def _items_of_host(pull: _Pull, feeds: list[Feed]) -> list[Item]:
    items: list[Item] = []
    for feed in feeds:
        pull.asked += 1
        try:
            items.extend(_items(pull, feed))
        except LASTING as problem:
            pull.note(feed.url, problem, "feed_is_readable", f"feed:{feed.url}")
            pull.unreachable.append(f"{origin(feed.url)} ({problem.what})")
        except PASSING as problem:
            pull.note(feed.url, problem, "feed_is_reachable", f"feed:{feed.url}")
            pull.unreachable.append(f"{origin(feed.url)} ({problem.what})")
    return items


def _items(pull: _Pull, feed: Feed) -> list[Item]:
    if not _FEED_ADDRESS.search(urlsplit(feed.url).path):
        pull.robots.check(feed.url)

    def read(answer: Answer) -> list[Item]:
        if answer.status == 304:
            return pull.memory.items_of(feed.url)
        check_status(answer)
        if not answer.body.strip():
            raise TransientError("the feed is empty")
        items = read_items(answer.body, feed, charset(answer.headers))
        pull.memory.remember_feed(feed.url, dict(answer.headers), items)
        request = {
            "method": "GET",
            "url": feed.url,
            "parameters": {},
            "purpose": "feed",
            "table": TABLE,
            "set": f"feed:{feed.url}",
        }
        pull.archive.add(answer.body, request=request, status=answer.status, headers=answer.headers)
        return items

    return pull.client.ask(Call(feed.url, headers=pull.memory.conditions(feed.url)), read, what=f"feed {feed.url}")


# Articles


def _read_articles(pull: _Pull, wanted: dict[str, Item]) -> None:
    by_host: dict[str, list[tuple[str, Item]]] = defaultdict(list)
    done = 0
    for document, item in wanted.items():
        if document in pull.present:
            done += 1
            continue
        try:
            by_host[origin(item.url)].append((document, item))
        except ForbiddenAddressError as problem:
            pull.note(item.url, problem, "address_is_allowed", document)
    pull.progress(done, len(wanted), TABLE)

    def read_host(group: list[tuple[str, Item]]) -> None:
        for position, (document, item) in enumerate(group):
            _read_article(pull, document, item, wait=position > 0)
            pull.progress(len(pull.present & set(wanted)), len(wanted), TABLE)

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        list(pool.map(read_host, by_host.values()))


def _read_article(pull: _Pull, document: str, item: Item, *, wait: bool) -> None:
    """One article, one request per host at a time, at the pace the host asks for."""
    pull.asked += 1
    try:
        pull.client.check(item.url)
        pull.robots.check(item.url)
        if wait and (delay := pull.robots.delay(item.url)):
            pull.sleep(delay)
        answer = pull.client.ask(Call(item.url), _whole_page, what=f"article {item.url}")
    except LASTING as problem:
        rule = "address_is_allowed" if isinstance(problem, ForbiddenAddressError) else "article_is_readable"
        pull.note(item.url, problem, rule, document)
        return
    except PASSING as problem:
        pull.note(item.url, problem, "article_is_reachable", document)
        pull.unreachable.append(f"{item.url} ({problem.what})")
        return
    media_type = {name.lower(): value for name, value in answer.headers.items()}.get("content-type", "text/html")
    pull.archive.add(
        answer.body, request=_labels(pull, document, item, media_type), status=answer.status, headers=answer.headers
    )
    pull.present.add(document)
    pull.memory.remember(pull.interval.key, {document: item})


def _whole_page(answer: Answer) -> Answer:
    check_status(answer)
    if not answer.body.strip():
        raise TransientError("the page is empty")
    tail = answer.body[-4096:].lower()
    if b"<html" in answer.body[:4096].lower() and b"</html" not in tail and b"</body" not in tail:
        raise TransientError("the page breaks off in the middle")
    return answer


def _judge(pull: _Pull) -> None:
    """A few addresses that are down are quarantined and asked again next time; many mean that the pull is not complete."""
    if pull.unreachable and len(pull.unreachable) > TOLERATED_UNREACHABLE * pull.asked:
        first = "; ".join(pull.unreachable[:3])
        raise SourceError(
            f"{pull.contract.name}: {len(pull.unreachable)} of {pull.asked} addresses could not be read: {first}.",
            remedy="Run again later; what was read is kept. Remove addresses that are gone for good from the feed list.",
        )
