"""A fact whose quote is not in the document at its span cannot exist."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.documents import Witness, extract_document
from warehouse.documents.witness import SourceText, fold
from warehouse.errors import DocumentError

ARTICLES = sorted(Path(__file__).with_name("articles").glob("*.txt"))
WORDS = [
    "전남 나주시는",
    "동구와 서구가",
    "9억 5천만원을",
    "(국비 3, 시비 2)",
    "‘스마트 수문’을",
    "▲드론 관제(12억원)",
    "구축한다.",
    "지난해보다",
    "5~7억 원",
    "\u00a0",
    "\n",
    "12곳에",
    "플랫폼",
    "’",
    "기자",
    "2024.01.02",
    "[사진=시청]",
    "각각",
    "１２억원",
    "·",
    "\t",
    "🙂",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), min_size=1, max_size=40))
def test_every_witness_slices_the_text(words: list[str]) -> None:
    try:
        extraction = extract_document(" ".join(words), document_id="d")
    except DocumentError:
        return
    lines = extraction.text.split("\n")
    for witness in extraction.witnesses():
        assert lines[witness.line - 1][witness.start : witness.end] == witness.quote
        assert 0 < len(witness.quote) <= 60


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_articles_have_valid_witnesses(path: Path) -> None:
    extraction = extract_document(path.read_bytes(), document_id=path.stem)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert list(extraction.witnesses())
    for witness in extraction.witnesses():
        assert lines[witness.line - 1][witness.start : witness.end] == witness.quote


def test_an_extraction_with_a_false_witness_is_refused() -> None:
    extraction = extract_document(ARTICLES[0].read_bytes(), document_id="d")
    budget = extraction.budgets[0]
    false = dataclasses.replace(budget.witness, quote="가" * len(budget.witness.quote))
    with pytest.raises(DocumentError):
        dataclasses.replace(extraction, budgets=(dataclasses.replace(budget, witness=false),))


@pytest.mark.parametrize(
    "change",
    [
        {"quote": ""},
        {"quote": "가" * 61, "end": 61},
        {"quote": "가\n나", "end": 3},
        {"start": 1},
        {"confidence": 1.5},
        {"line": 0},
    ],
)
def test_a_malformed_witness_is_refused(change: dict) -> None:
    with pytest.raises(DocumentError):
        Witness(**{"line": 1, "start": 0, "end": 2, "quote": "가나", "rule": "r", "confidence": 1.0} | change)


def test_a_span_outside_the_text_gives_no_witness() -> None:
    source = SourceText("가나다\n라마바")
    for line, start, end in ((0, 0, 1), (3, 0, 1), (1, 0, 4), (1, 2, 2)):
        with pytest.raises(DocumentError):
            source.witness(line, start, end, rule="r", confidence=1)


@given(st.text(max_size=200))
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(text)
