"""정책브리핑 items as articles: facts with witnesses, read as those of newspapers are.

An item that names no digital initiative is no document of this warehouse and stays in its own raw table. The texts of an
answer's items stand one below the other: the lines of a witness count from the first line of the whole answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from html import unescape
from typing import TYPE_CHECKING, Any

from warehouse.errors import DocumentError
from warehouse.sources.articles import Rows, add_article, flush
from warehouse.sources.columnar import columns_of
from warehouse.sources.contract import ArchivedResponse, ArchiveReader, ParseEvent, SourceContract
from warehouse.sources.envelopes import read_envelope
from warehouse.sources.selection import accepted

if TYPE_CHECKING:
    from warehouse.documents.model import Extraction

FOOTER = re.compile(r"정책브리핑의 자료는.*", re.DOTALL)
_AMERICAN_DAY = re.compile(r"^\s*(\d{2})/(\d{2})/(\d{4})\b")
_WITHDRAWN = "D"


@dataclass(frozen=True, slots=True)
class Item:
    """What an article is made of, as the service sent it."""

    number: str
    title: str
    subtitles: tuple[str, ...]
    body: str
    ministry: str
    url: str
    approved: str
    licence_mark: str
    status: str

    @property
    def page(self) -> str:
        """Heading and body as a page: its text is what witnesses count on."""
        heads = "".join(f"<p>{line}</p>" for line in (self.title, *self.subtitles) if line)
        body = FOOTER.sub("", self.body)
        paragraphs = body if "<" in body else "".join(f"<p>{line}</p>" for line in body.splitlines())
        return (
            f"<html><head><title>{self.title}</title></head><body><article>{heads}{paragraphs}</article></body></html>"
        )

    @property
    def published_on(self) -> date | None:
        """The Korean day of approval."""
        match = _AMERICAN_DAY.match(self.approved)
        return date(int(match[3]), int(match[1]), int(match[2])) if match else None


def articles(contract: SourceContract, archive: ArchiveReader) -> Iterator[ParseEvent]:
    """Documents and facts of every archived item that names a digital initiative."""
    rows: Rows = defaultdict(list)
    for response in accepted(archive):
        first_line = 0
        for position, item in enumerate(_items(response), start=1):
            text = _text(item)
            if text is not None:
                extraction = _extract(item, text)
                if extraction is not None:
                    add_article(rows, extraction, _told(contract, item, response, position), first_line)
                first_line += text.count("\n") + 1
    yield from flush(rows)


def document_text(response: ArchivedResponse) -> str:
    """The texts of an answer's items, one below the other: the gates hold the quotes against it."""
    return "\n".join(text for text in map(_text, _items(response)) if text is not None)


def _items(response: ArchivedResponse) -> Iterator[Item]:
    columns = {name.lower(): array.to_pylist() for name, array in columns_of(read_envelope(response.body)).items()}
    size = len(next(iter(columns.values()), ()))

    def texts(name: str) -> list[str]:
        return [str(value or "").strip() for value in columns.get(name, [None] * size)]

    fields = zip(
        texts("newsitemid"), texts("title"), *(texts(f"subtitle{number}") for number in (1, 2, 3)),
        texts("datacontents"), texts("ministercode"), texts("originalurl"), texts("approvedate"), texts("kogltype"),
        texts("contentsstatus"), strict=True,
    )  # fmt: skip
    for number, title, first, second, third, *others in fields:
        yield Item(number, unescape(title), tuple(map(unescape, (first, second, third))), *others)


def _text(item: Item) -> str | None:
    """The item as lines; None when there is nothing to read."""
    from warehouse.documents.reading import read

    try:
        return read(item.page, url=item.url or None, media_type="text/html").text
    except DocumentError:
        return None


def _extract(item: Item, text: str) -> Extraction | None:
    """The facts of an item; None when it names no digital initiative, or was withdrawn."""
    from warehouse.documents import extract_document
    from warehouse.documents.technologies import is_digital

    if item.status == _WITHDRAWN or not is_digital(text):
        return None
    found = extract_document(
        item.page,
        document_id=f"korea-{item.number}",
        url=item.url or None,
        published_on=item.published_on,
        media_type="text/html",
    )
    return found if found.initiatives else None


def _told(contract: SourceContract, item: Item, response: ArchivedResponse, position: int) -> dict[str, Any]:
    mark = item.licence_mark.lstrip("0")
    return {
        "title": item.title or None,
        "publisher": item.ministry or None,
        "url": item.url or None,
        "retrieved_at": response.received_at.astimezone(UTC),
        "media_type": "text/html",
        "licence": f"kogl_{mark}" if mark in ("1", "2", "3", "4") else "facts_only",
        "origin": contract.name,
        "is_sample": bool(response.request.get("is_sample")),
        "_archive_sha256": response.sha256,
        "_record_number": position,
    }
