"""정책브리핑 (korea.kr through data.go.kr): XML only, asked day by day, the body kept only where its licence allows.

Items stand in a table of their own; those that name a digital initiative are articles as well (policy_articles.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from selectolax.lexbor import LexborHTMLParser

from warehouse.documents.version import EXTRACTOR_VERSION
from warehouse.settings import Mode, Settings
from warehouse.sources import articles, tabular, windows
from warehouse.sources.columnar import Columns
from warehouse.sources.columns import count, moment, text
from warehouse.sources.contract import (
    ArchivedResponse,
    ArchiveReader,
    ArchiveWriter,
    Interval,
    Label,
    Licence,
    ParseEvent,
    Progress,
    SourceContract,
    TableContract,
)
from warehouse.sources.families import data_go_kr, policy_articles
from warehouse.sources.families.policy_articles import FOOTER, document_text

_AMERICAN = re.compile(r"^(\d{2})/(\d{2})/(\d{4})\b")
_MOMENTS = ("modifydate", "approvedate", "embargodate")


def table(name: str, title: Label, path: str) -> TableContract:
    """The table of one of the two services; their items are alike."""
    return TableContract(
        name=name,
        title=title,
        key=("news_item_id",),
        maximum_rows=100_000,
        fill_rates={"title": 0.99, "approved_at": 0.95},
        options={
            "path": f"/1371000{path}",
            "begin": ("startDate", "%Y%m%d"),
            "end": ("endDate", "%Y%m%d"),
            "longest_days": 1,  # three days are allowed, and sometimes four; there is no paging, so a day at a time
            "overlap_days": 2,
            "paged": False,
            "answer_type": None,  # type=json is ignored
            "optional_fields": (
                "SubTitle2",
                "SubTitle3",
                "FileName",
                "FileUrl",
                "ContentsStatus",
                "ModifyId",
                "EmbargoDate",
            ),
            "ignored_fields": ("DataContents",),  # the body stands in body_text where the licence allows, else nowhere
        },
        columns=(
            text("news_item_id", "NewsItemId", "기사 번호", "Item id", required=True),
            text("status_code", "ContentsStatus", "상태(I/U/D)", "Status (I/U/D)"),
            text("modify_id", "ModifyId", "수정 번호", "Modification id"),
            moment("modified_at", "ModifyDate", "수정 시각", "Modified at (UTC)"),
            moment("approved_at", "ApproveDate", "승인 시각", "Approved at (UTC)"),
            moment("embargo_until_at", "EmbargoDate", "보도 제한 해제 시각", "Embargo until (UTC)"),
            text("grouping_code", "GroupingCode", "구분 코드", "Grouping code"),
            text("title", "Title", "제목", "Title"),
            text("subtitle_1", "SubTitle1", "부제목 1", "Subtitle 1"),
            text("subtitle_2", "SubTitle2", "부제목 2", "Subtitle 2"),
            text("subtitle_3", "SubTitle3", "부제목 3", "Subtitle 3"),
            text("content_kind", "ContentsType", "본문 형식(H/T)", "Kind of body (H HTML, T text)"),
            text("body_text", "=body", "본문(공공누리 1유형만)", "Body (KOGL type 1 only)"),
            count("body_character_count", "=length", "본문 글자 수", "Characters of the body"),
            text("ministry_name_raw", "MinisterCode", "부처명", "Ministry (its name, in spite of the field's)"),
            text("url", "OriginalUrl", "원문 주소", "Address"),
            text("file_names_raw", "FileName", "첨부 파일 이름", "Names of attached files as sent"),
            text("file_urls_raw", "FileUrl", "첨부 파일 주소", "Addresses of attached files as sent"),
            text("kogl_type", "KoglType", "공공누리 유형", "KOGL type"),
        ),
    )


def source(name: str, title: Label, of_table: TableContract, folder: Path) -> SourceContract:
    """The contract of one of the two services; each needs its own 활용신청."""
    return SourceContract(
        name=name,
        title=title,
        provider=Label("문화체육관광부", "Ministry of Culture, Sports and Tourism"),
        homepage=data_go_kr.HOMEPAGE,
        licence=Licence.PER_RECORD,
        owner="initiative",
        schedule="30 6 * * *",
        start_on=date(2015, 1, 1),
        tables=(of_table, *articles.TABLES),
        fetch=fetch,
        parse=parse,
        parser_version=EXTRACTOR_VERSION,
        version_needs_acceptance=True,
        default_interval=windows.yesterday,
        family="DATA_GO_KR",
        base_url=data_go_kr.BASE_URL,
        key_name=data_go_kr.KEY_NAME,
        options={**data_go_kr.OPTIONS, "document_text": document_text},
        tags=("initiative", "press"),
        folder=folder,
    )


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    **more: Any,
) -> None:
    """Pull day by day; each answer notes whether it is made up."""
    data_go_kr.fetch(contract, interval, settings, _Noting(archive, settings.mode is Mode.SAMPLE), progress, **more)


@dataclass(frozen=True, slots=True)
class _Noting:
    """The archive, with the note."""

    archive: ArchiveWriter
    is_sample: bool

    def add(
        self,
        body: bytes,
        *,
        request: Mapping[str, Any],
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ArchivedResponse:
        return self.archive.add(body, request={**request, "is_sample": self.is_sample}, status=status, headers=headers)

    def responses(self) -> Iterator[ArchivedResponse]:
        return self.archive.responses()


def parse(contract: SourceContract, interval: Interval, archive: ArchiveReader) -> Iterator[ParseEvent]:
    """Items with readable dates and, where allowed, the body as plain text; then the articles among them."""
    yield from tabular.parse(contract, interval, archive, adjust=_adjust)
    yield from policy_articles.articles(contract, archive)


def _adjust(of_table: TableContract, columns: Columns, response: ArchivedResponse) -> Columns:
    adjusted = {name: _iso(array) if name.lower() in _MOMENTS else array for name, array in columns.items()}
    lower = {
        name.lower(): array.to_pylist()
        for name, array in columns.items()
        if name.lower() in ("datacontents", "kogltype")
    }
    size = len(next(iter(columns.values())))
    bodies = [_plain(body or "") for body in lower.get("datacontents", [None] * size)]
    licences = [str(mark or "").strip().lstrip("0") for mark in lower.get("kogltype", [None] * size)]
    kept = [body or None if mark == "1" else None for body, mark in zip(bodies, licences, strict=True)]
    return {**adjusted, "=body": pa.array(kept, pa.string()), "=length": pa.array(map(len, bodies), pa.int64())}


def _iso(array: pa.Array) -> pa.Array:
    """`03/11/2026 09:12:00` is month, day, year."""
    return pa.array([value and _AMERICAN.sub(r"\3-\1-\2", value.strip()) for value in array.to_pylist()], pa.string())


def _plain(body: str) -> str:
    """Text of the body, without the boiler-plate footer."""
    content = LexborHTMLParser(body).text(separator="\n") if "<" in body else body
    return "\n".join(line.strip() for line in FOOTER.sub("", content).splitlines() if line.strip())
