"""What feed lists, feeds and board pages say: which articles there are, and when each was published."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import feedparser
from selectolax.lexbor import LexborHTMLParser

from warehouse.sources.failures import EnvelopeError
from warehouse.sources.quota import KOREA
from warehouse.sources.text import decode_page, excerpt
from warehouse.sources.values import to_moment

MAXIMUM_ITEMS = 500
_XML_ENCODING = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']")
_FEED_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
# Article views of the page families seen in public pages of local governments and newspapers (D §3, §4).
_ARTICLE = re.compile(
    r"(?i)(selectBbsNttView\.do|view\.php\?.*idx=|articleView\.html\?|article\.html\?no=|newsView|boardView|bbsView|"
    r"policyNewsView\.do|pressReleaseView\.do|act=view|mode=view|[?&](?:nttNo|nttId|dataSid|boardSeq|list_no)=\d|/news/\d+|/view/\d+|/article/\d+)"
)
_DATE_NEAR = re.compile(r"(20\d\d)[-./] ?(\d{1,2})[-./] ?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Feed:
    """One line of the feed list."""

    url: str
    publisher: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An article that a feed or board lists."""

    url: str
    title: str = ""
    published_on: date | None = None
    publisher: str | None = None
    origin: str = "feed"  # "feed" or "page"


def read_feed_list(text: str, base: str = "") -> list[Feed]:
    """One address per line, optionally `| publisher | region` after it; `#` begins a comment line."""
    feeds = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if parts[0] and not parts[0].startswith("#"):
            padded = [*parts, "", ""]
            feeds.append(Feed(urljoin(base, padded[0]), padded[1] or None, padded[2] or None))
    return feeds


def is_article_address(url: str) -> bool:
    """Whether an address looks like the view of one article."""
    return bool(_ARTICLE.search(url))


def read_items(body: bytes, feed: Feed, charset: str | None) -> list[Item]:
    """The articles of a feed or a board page, in its order, each once."""
    text = decode_page(body, charset)
    opening = text[:2000]
    found = _from_feed(text, feed) if _FEED_ROOT.search(opening) else _from_board(text, feed)
    unique: dict[str, Item] = {}
    for item in found:
        unique.setdefault(item.url, item)
    return list(unique.values())[:MAXIMUM_ITEMS]


def _joined(base: str, link: str) -> str:
    """An absolute address; what is no address stays as it is and is refused where it would be opened."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _from_feed(text: str, feed: Feed) -> list[Item]:
    if "<!ENTITY" in text.upper():
        raise EnvelopeError("a feed with entities of its own is refused")
    # The text is decoded already, whatever its declaration still says.
    clean = _XML_ENCODING.sub(r"\1", text, count=1)
    parsed = feedparser.parse(
        io.BytesIO(clean.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    if parsed.bozo and not parsed.entries:
        raise EnvelopeError(f"not a readable feed: {excerpt(parsed.get('bozo_exception', ''))}")
    if "</rss>" not in clean and "</feed>" not in clean and "</rdf:RDF>" not in clean:
        raise EnvelopeError("the feed breaks off in the middle")
    items = []
    for entry in parsed.entries:
        link = str(entry.get("link") or entry.get("id") or "").strip()
        if link:
            when = entry.get("published") or entry.get("updated") or entry.get("date")
            items.append(
                Item(_joined(feed.url, link), str(entry.get("title", "")).strip(), published_day(when), feed.publisher)
            )
    return items


def _from_board(text: str, feed: Feed) -> list[Item]:
    if is_article_address(feed.url):
        return [Item(feed.url, publisher=feed.publisher, origin="page")]
    host = _host(feed.url)
    items = []
    for anchor in LexborHTMLParser(text).css("a[href]"):
        target = _joined(feed.url, (anchor.attributes.get("href") or "").strip()).split("#")[0]
        title = " ".join(anchor.text().split())
        if len(title) >= 6 and is_article_address(target) and _host(target) == host:
            items.append(Item(target, title, _date_beside(anchor), feed.publisher, origin="page"))
    return items


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _date_beside(anchor: object) -> date | None:
    """The date that stands in the same row or list item of a board."""
    node = anchor
    for _ in range(4):
        node = getattr(node, "parent", None)
        if node is None:
            return None
        if getattr(node, "tag", "") in ("tr", "li", "article", "dl"):
            match = _DATE_NEAR.search(node.text())
            try:
                return date(*(int(part) for part in match.groups())) if match else None
            except ValueError:
                return None
    return None


def published_day(text: str | None) -> date | None:
    """The Korean day of a feed's date: RFC 822 or the ways municipal systems write it; None when unreadable."""
    moment = _moment(text.strip()) if text and text.strip() else None
    return moment.astimezone(KOREA).date() if moment else None


def _moment(text: str) -> datetime | None:
    try:
        return to_moment(text)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=KOREA)
