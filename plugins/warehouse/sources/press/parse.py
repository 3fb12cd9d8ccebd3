"""Turns archived articles into documents and facts, each fact tied to the characters that state it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from warehouse.errors import DocumentError
from warehouse.sources.articles import Rows, add_article, flush
from warehouse.sources.contract import (
    ArchivedResponse,
    ArchiveReader,
    Interval,
    Label,
    ParseEvent,
    RejectedRecord,
    SourceContract,
)
from warehouse.sources.press.fetch import TABLE, charset
from warehouse.sources.selection import accepted
from warehouse.sources.text import decode_page

if TYPE_CHECKING:
    from warehouse.documents.model import Extraction

DOCUMENTS_PER_BATCH = 2_000
_KOGL = re.compile(r"opentype0?([1-4])|공공누리\s*(?:제)?\s*([1-4])\s*유형", re.IGNORECASE)
_REASONS = {
    "feed_is_readable": Label("피드 또는 게시판 주소를 읽을 수 없습니다", "The feed or board cannot be read"),
    "feed_is_reachable": Label("피드 또는 게시판이 응답하지 않습니다", "The feed or board does not answer"),
    "article_is_readable": Label("기사 주소를 읽을 수 없습니다", "The article's address cannot be read"),
    "article_is_reachable": Label("기사 주소가 응답하지 않습니다", "The article's address does not answer"),
    "address_is_allowed": Label("열어서는 안 되는 주소입니다", "The address must not be opened"),
}


def parse(contract: SourceContract, interval: Interval, archive: ArchiveReader) -> Iterator[ParseEvent]:
    """Read every archived article; what cannot be read as text becomes a rejected record."""
    rows: Rows = defaultdict(list)
    for response in accepted(archive):
        if "failure" in response.request:
            yield _failure(response)
            continue
        try:
            extraction = _extract(response)
        except DocumentError as problem:
            yield _unreadable(response, problem)
            continue
        add_article(rows, extraction, _document(extraction, response))
        if len(rows[TABLE]) >= DOCUMENTS_PER_BATCH:
            yield from flush(rows)
    yield from flush(rows)


def _extract(response: ArchivedResponse) -> Extraction:
    # Imported late: every DAG file imports every contract, and the extractor brings a dictionary with it.
    from warehouse.documents import extract_document

    day = response.request.get("published_on")
    return extract_document(
        _content(response),
        document_id=str(response.request["document_id"]),
        url=_address(response),
        published_on=date.fromisoformat(str(day)) if day else None,
        media_type=_media_type(response),
    )


def document_text(response: ArchivedResponse) -> str:
    """The text on whose lines the spans of witnesses count; the gates hold the quotes against it."""
    from warehouse.documents.reading import read

    return read(_content(response), url=_address(response), media_type=_media_type(response)).text


def _content(response: ArchivedResponse) -> bytes | str:
    declared = charset({"content-type": str(response.request.get("media_type") or "")})
    return decode_page(response.body, declared) if declared else response.body


def _address(response: ArchivedResponse) -> str | None:
    return str(response.request.get("url") or "") or None


def _media_type(response: ArchivedResponse) -> str | None:
    return str(response.request.get("media_type") or "").partition(";")[0].strip().lower() or None


def _failure(response: ArchivedResponse) -> RejectedRecord:
    rule = str(response.request["failure"])
    why = response.body.decode("utf-8", "replace")
    label = _REASONS.get(rule, Label("읽을 수 없습니다", "Cannot be read"))
    reason = Label(f"{label.ko}: {why}", f"{label.en}: {why}")
    return RejectedRecord(TABLE, {"url": response.request.get("url")}, reason, rule, response.sha256, 1)


def _unreadable(response: ArchivedResponse, problem: DocumentError) -> RejectedRecord:
    request = response.request
    record = {name: request.get(name) for name in ("document_id", "url", "path", "title", "media_type")}
    reason = Label(
        f"기사를 글로 읽을 수 없습니다: {problem.what}", f"The article cannot be read as text: {problem.what}"
    )
    return RejectedRecord(TABLE, record, reason, "document_is_readable", response.sha256, 1)


def _document(extraction: Extraction, response: ArchivedResponse) -> dict[str, Any]:
    request = response.request
    return {
        "title": extraction.title or request.get("title"),
        "publisher": request.get("publisher") or extraction.publisher,
        "retrieved_at": response.received_at.astimezone(UTC),
        "media_type": str(request.get("media_type") or "").partition(";")[0].strip() or None,
        "licence": _licence(response.body),
        "origin": request.get("origin"),
        "is_sample": bool(request.get("is_sample")),
        "_archive_sha256": response.sha256,
        "_record_number": 1,
    }


def _licence(body: bytes) -> str:
    """The 공공누리 mark of the page; without one, link and facts only."""
    match = _KOGL.search(decode_page(body))
    return f"kogl_{match[1] or match[2]}" if match else "facts_only"
