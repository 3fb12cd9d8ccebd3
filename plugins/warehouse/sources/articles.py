"""Articles as raw tables: documents and the facts read from them, the same for every source that brings articles.

`press` owns the tables; other sources that carry articles (정책브리핑) fill them as well, each load its own files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from warehouse.sources.contract import Column, Label, ParsedBatch, TableContract

if TYPE_CHECKING:
    from warehouse.documents.model import Extraction

Rows = dict[str, list[dict[str, Any]]]
TEXT, WON, FLAG, REAL = pa.string(), pa.int64(), pa.bool_(), pa.float64()
TEXTS, REALS = pa.list_(pa.string()), pa.list_(pa.float64())

FACT = (
    Column("fact_id", TEXT, Label("사실 번호", "Fact id"), nullable=False),
    Column("document_id", TEXT, Label("문서 번호", "Document id"), nullable=False),
)
WITNESS = (
    Column("line_number", pa.int32(), Label("줄 번호", "Line of the text, from 1"), nullable=False),
    Column("span_start", pa.int32(), Label("인용 시작 위치", "Start of the quote in its line"), nullable=False),
    Column("span_end", pa.int32(), Label("인용 끝 위치", "End of the quote in its line"), nullable=False),
    Column("quote", TEXT, Label("인용문(60자 이내)", "Quoted text (at most 60 characters)"), nullable=False),
    Column("rule", TEXT, Label("추출 규칙", "Rule that found it"), nullable=False),
    Column("confidence", REAL, Label("확신도(0~1)", "Confidence (0 to 1)"), nullable=False),
    # Null in loads of extractors before 2026.11.3.
    Column("review_key", TEXT, Label("검토 번호", "What a person's decision is kept under")),
    Column("needs_review", FLAG, Label("검토 필요 여부", "Confidence too low to go unreviewed")),
)

DOCUMENTS = TableContract(
    name="press_documents",
    title=Label("기사와 보도자료", "Articles and press releases"),
    key=("document_id",),
    maximum_rows=100_000,
    fill_rates={"title": 0.9, "text_sha256": 1.0},
    columns=(
        Column("document_id", TEXT, Label("문서 번호", "Document id"), nullable=False),
        Column("url", TEXT, Label("주소", "Address")),
        Column("title", TEXT, Label("제목", "Title")),
        Column("publisher", TEXT, Label("발행처", "Publisher")),
        Column("published_on", pa.date32(), Label("발행일", "Published on")),
        Column(
            "retrieved_at", pa.timestamp("us", tz="UTC"), Label("수집 시각(UTC)", "Retrieved at (UTC)"), nullable=False
        ),
        Column("media_type", TEXT, Label("자료 형식", "Media type")),
        Column("licence", TEXT, Label("이용 허락", "Licence mark"), nullable=False),
        Column("origin", TEXT, Label("수집 경로", "Origin: feed, page or inbox"), nullable=False),
        Column("is_sample", FLAG, Label("표본 여부", "Made-up sample"), nullable=False),
        Column("text_sha256", TEXT, Label("본문 해시", "Hash of the text"), nullable=False),
        Column("text_character_count", pa.int32(), Label("본문 글자 수", "Characters of the text"), nullable=False),
        Column("extractor_version", TEXT, Label("추출기 판", "Version of the extractor"), nullable=False),
        Column("primary_region_codes", TEXTS, Label("주된 지역 코드", "Codes of the regions it is about")),
    ),
)
BUDGETS = TableContract(
    name="press_budgets",
    title=Label("기사에 나온 금액", "Amounts stated in articles"),
    key=("fact_id",),
    columns=(
        *FACT,
        Column("amount_krw", WON, Label("금액(원)", "Amount (won)"), nullable=False),
        Column("role", TEXT, Label("금액의 구실", "Role of the amount")),
        Column("label", TEXT, Label("금액 이름", "What the amount is for")),
        Column("fiscal_year", TEXT, Label("회계연도", "Fiscal year as stated")),
        Column("organisation", TEXT, Label("기관", "Organisation")),
        Column("funding", TEXT, Label("재원", "Funding")),
        Column("is_approximate", FLAG, Label("어림수 여부", "Approximate"), nullable=False),
        Column("is_suspect", FLAG, Label("오기 의심 여부", "Suspected misprint"), nullable=False),
        Column("corrected_krw", WON, Label("고친 금액(원)", "Corrected amount (won)")),
        *WITNESS,
    ),
)
INITIATIVES = TableContract(
    name="press_initiatives",
    title=Label("기사에 나온 디지털 사업", "Digital initiatives stated in articles"),
    key=("fact_id",),
    columns=(
        *FACT,
        Column("name", TEXT, Label("사업 이름", "Name"), nullable=False),
        Column("owner", TEXT, Label("추진 기관", "Owner")),
        Column("region_codes", TEXTS, Label("지역 코드", "Region codes")),
        Column("technologies", TEXTS, Label("기술 코드", "Technology codes")),
        Column("target", TEXT, Label("대상", "Target")),
        Column("partner", TEXT, Label("협력 기관", "Partner")),
        Column("status", TEXT, Label("상태", "Status")),
        Column("timing", TEXT, Label("시기", "Timing")),
        *WITNESS,
    ),
)
PLACES = TableContract(
    name="press_places",
    title=Label("기사에 나온 지역", "Places named in articles"),
    key=("fact_id",),
    columns=(
        *FACT,
        Column("region_code", TEXT, Label("지역 코드", "Region code")),
        Column("region", TEXT, Label("지역 이름", "Region")),
        Column("is_primary", FLAG, Label("주된 지역 여부", "Primary region"), nullable=False),
        Column("resolution", TEXT, Label("판별 근거", "How it was resolved")),
        Column("is_unresolved", FLAG, Label("미판별 여부", "Unresolved"), nullable=False),
        *WITNESS,
    ),
)
COUNTS = TableContract(
    name="press_counts",
    title=Label("기사에 나온 수량", "Counts stated in articles"),
    key=("fact_id",),
    columns=(
        *FACT,
        Column("value", REAL, Label("값", "Value"), nullable=False),
        Column("unit", TEXT, Label("단위", "Unit")),
        Column("what", TEXT, Label("무엇의 수인지", "What is counted")),
        *WITNESS,
    ),
)
RECONCILIATIONS = TableContract(
    name="press_reconciliations",
    title=Label("기사 속 셈의 검산", "Arithmetic claims of articles"),
    key=("fact_id",),
    columns=(
        *FACT,
        Column("kind", TEXT, Label("셈의 종류", "Kind"), nullable=False),
        Column("terms", REALS, Label("항", "Terms")),
        Column("expected", REAL, Label("기사가 말한 값", "Value the article states")),
        Column("holds", FLAG, Label("맞는지 여부", "Whether it holds"), nullable=False),
        Column("difference", REAL, Label("차이", "Difference")),
        Column("label", TEXT, Label("설명", "Label")),
        Column("term_quotes", TEXTS, Label("항의 인용문", "Quotes of the terms")),
        *WITNESS,
    ),
)
TABLES = (DOCUMENTS, BUDGETS, INITIATIVES, PLACES, COUNTS, RECONCILIATIONS)


def add_article(rows: Rows, extraction: Extraction, told: Mapping[str, Any], first_line: int = 0) -> None:
    """One article and its facts; `told` is what the source says of it, with the archived answer that holds it.

    Where an answer holds several articles, their texts stand one below the other, and `first_line` lines come before.
    """
    # Imported late: every DAG file imports every contract, and only a load pays for the extractor.
    from warehouse.documents.review import kind_of, needs_review, statements_of
    from warehouse.documents.rows import fact_rows, witness_columns

    rows[DOCUMENTS.name].append(_document(extraction, told))
    for kind, facts in fact_rows(extraction).items():
        found: dict[str, dict[str, Any]] = {}
        for witness, value, own in facts:
            identifier = fact_id(extraction.document_id, kind, witness.line, witness.start, witness.end, value)
            head = {"fact_id": identifier, "document_id": extraction.document_id}
            place = {**witness_columns(witness), "line_number": witness.line + first_line}
            found.setdefault(identifier, {**head, **own, **place})
        statements = statements_of(kind_of(kind), found.values(), extraction.text_sha256)
        for number, (row, statement) in enumerate(zip(found.values(), statements, strict=True), start=1):
            review = {"review_key": statement.key, "needs_review": needs_review(statement.confidence)}
            provenance = {"_extra": None, "_archive_sha256": told["_archive_sha256"], "_record_number": number}
            rows[f"press_{kind}"].append({**row, **review, **provenance})


def _document(extraction: Extraction, told: Mapping[str, Any]) -> dict[str, Any]:
    primary = [place.region_code for place in extraction.places if place.primary and place.region_code]
    return {
        "document_id": extraction.document_id,
        "url": extraction.url,
        "published_on": extraction.published_on,
        "text_sha256": extraction.text_sha256,
        "text_character_count": len(extraction.text),
        "extractor_version": extraction.extractor_version,
        "primary_region_codes": list(dict.fromkeys(primary)),
        "_extra": None,
        **told,
    }


def flush(rows: Rows) -> Iterator[ParsedBatch]:
    """What was gathered, as batches; the tables are empty afterwards."""
    for table in TABLES:
        if rows[table.name]:
            yield ParsedBatch(table.name, pa.RecordBatch.from_pylist(rows.pop(table.name), schema=table.parsed_schema))


def fact_id(document_id: str, kind: str, line: int, start: int, end: int, value: object) -> str:
    """Id of one statement: where it stands and what it says."""
    return hashlib.sha256(f"{document_id}|{kind}|{line}:{start}:{end}|{value}".encode()).hexdigest()[:24]
