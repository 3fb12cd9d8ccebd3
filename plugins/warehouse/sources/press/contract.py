"""Contract of articles and press releases."""

from datetime import date
from pathlib import Path

from warehouse.documents.version import EXTRACTOR_VERSION
from warehouse.sources import windows
from warehouse.sources.articles import TABLES
from warehouse.sources.contract import Label, Licence, SourceContract
from warehouse.sources.press.fetch import fetch
from warehouse.sources.press.parse import document_text, parse

CONTRACT = SourceContract(
    name="press",
    title=Label("기사와 보도자료", "Articles and press releases"),
    provider=Label("지방자치단체와 언론사", "Local governments and newspapers"),
    homepage="https://www.korea.kr",
    licence=Licence.FACTS_ONLY,
    owner="initiative",
    schedule="0 8 * * *",
    start_on=date(2015, 1, 1),
    tables=TABLES,
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
