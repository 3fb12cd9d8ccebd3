"""The extractor: one document in, its facts out, each with its witness; and the facts as lines of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from warehouse.documents.body import Body, find_body
from warehouse.documents.budgets import MAXIMUM_LINE, budget_facts, read_money, without_repetitions
from warehouse.documents.counts import count_facts, find_numbers
from warehouse.documents.gazetteer import load_gazetteer
from warehouse.documents.initiatives import initiative_facts
from warehouse.documents.metadata import find_date, find_publisher, find_title
from warehouse.documents.model import Extraction
from warehouse.documents.places import place_facts, read_places
from warehouse.documents.reading import read
from warehouse.documents.reconciliations import reconciliation_facts
from warehouse.documents.sentences import Sentence, split_sentences
from warehouse.documents.tables import find_tables, named_cells, place_cells
from warehouse.documents.version import EXTRACTOR_VERSION
from warehouse.documents.witness import SourceText


def extract_document(
    content: bytes | str,
    *,
    document_id: str,
    url: str | None = None,
    published_on: date | None = None,
    media_type: str | None = None,
) -> Extraction:
    """All facts of one article; raises DocumentError when there is no text to read."""
    reading = read(content, url=url, media_type=media_type)
    source = SourceText(reading.text)
    gazetteer = load_gazetteer()
    body = find_body(source, reading.comment_lines)
    publisher = find_publisher(source, body, reading, gazetteer)
    published = published_on or find_date(source, body, reading, reading.url)
    sentences = _sentences(source, body)
    tables = find_tables(source, body.body_lines)
    places = read_places(source, body, gazetteer, published, publisher, place_cells(tables))
    money = read_money(source, body, sentences, published, tables, places)
    kept = without_repetitions(money)
    numbers = [
        number for sentence in sentences if len(sentence.text) <= MAXIMUM_LINE for number in find_numbers(sentence)
    ][:2000]
    return Extraction(
        document_id=document_id,
        url=reading.url,
        title=find_title(source, body, reading),
        publisher=publisher,
        published_on=published,
        primary_regions=tuple(region.name for region in places.primary),
        body_line_numbers=tuple(body.body_lines),
        text=source.text,
        text_sha256=source.sha256,
        budgets=budget_facts(source, money, places, sentences, published),
        initiatives=initiative_facts(source, body, sentences, places, published, named_cells(tables)),
        places=place_facts(source, places),
        counts=count_facts(source, numbers),
        reconciliations=reconciliation_facts(source, money, kept, numbers, sentences, tables),
        extractor_version=EXTRACTOR_VERSION,
    )


def _sentences(source: SourceText, body: Body) -> list[Sentence]:
    sentences: list[Sentence] = []
    for number in body.content_lines:
        sentences.extend(split_sentences(source.folded[number - 1], number, len(sentences)))
    return sentences


def to_prediction_lines(extraction: Extraction) -> Iterator[dict[str, Any]]:
    """The facts in the schema of the annotation guidelines, section 7; unresolved places are left out."""
    doc = extraction.document_id
    yield {
        "doc": doc,
        "kind": "meta",
        "title": extraction.title,
        "publisher": extraction.publisher,
        "published": extraction.published_on.isoformat() if extraction.published_on else None,
        "primary_regions": list(extraction.primary_regions),
    }
    for place in extraction.places:
        if place.region:
            yield {"doc": doc, "kind": "region", "region": place.region}
    for fact in extraction.initiatives:
        yield {
            "doc": doc, "kind": "initiative", "name": fact.name, "owner": fact.owner, "regions": list(fact.regions),
            "technologies": list(fact.technologies), "target": fact.target, "partner": fact.partner, "status": fact.status,
            "timing": fact.timing, "evidence": fact.witness.quote, "line": fact.witness.line,
        }  # fmt: skip
    for budget in extraction.budgets:
        year = budget.fiscal_year
        yield {
            "doc": doc, "kind": "budget", "amount_krw": budget.amount_krw, "role": budget.role, "label": budget.label,
            "year": int(year) if year and year.isdigit() else year, "org": budget.organisation,
            "evidence": budget.witness.quote, "line": budget.witness.line, "suspect": budget.suspect,
            **({"corrected_krw": budget.corrected_krw} if budget.corrected_krw else {}),
        }  # fmt: skip
    for count in extraction.counts:
        yield {
            "doc": doc, "kind": "count", "value": _plain(count.value), "unit": count.unit, "what": count.what,
            "evidence": count.witness.quote, "line": count.witness.line,
        }  # fmt: skip
    for claim in extraction.reconciliations:
        yield {
            "doc": doc, "kind": "reconciliation", "rec_kind": claim.kind, "terms": [_plain(term) for term in claim.terms],
            "expected": _plain(claim.expected), "holds": claim.holds,
        }  # fmt: skip


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
