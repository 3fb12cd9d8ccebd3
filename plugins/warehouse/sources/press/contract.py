"""Contract of articles and press releases."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from warehouse.documents.version import EXTRACTOR_VERSION
from warehouse.sources import windows
from warehouse.sources.contract import Column, Label, Licence, SourceContract, TableContract
from warehouse.sources.press.fetch import fetch
from warehouse.sources.press.parse import document_text, parse

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

CONTRACT = SourceContract(
    name="press",
    title=Label("기사와 보도자료", "Articles and press releases"),
    provider=Label("지방자치단체와 언론사", "Local governments and newspapers"),
    homepage="https://www.korea.kr",
    licence=Licence.FACTS_ONLY,
    owner="initiative",
    schedule="0 8 * * *",
    start_on=date(2015, 1, 1),
    tables=(DOCUMENTS, BUDGETS, INITIATIVES, PLACES, COUNTS, RECONCILIATIONS),
    fetch=fetch,
    parse=parse,
    parser_version=EXTRACTOR_VERSION,
    version_needs_acceptance=True,
    default_interval=windows.yesterday,
    tags=("initiative", "press"),
    folder=Path(__file__).parent,
    tolerated_reject_ratio=0.25,  # dead addresses are quarantined beside the articles
    options={"maximum_bytes": 10_000_000, "attempts": 4, "concurrency": 4, "document_text": document_text},
)
