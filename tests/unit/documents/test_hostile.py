"""Work grows in step with the text: steps are counted, seconds are not measured."""

import sys

import pytest

from warehouse.documents import extract_document
from warehouse.documents.money import MAXIMUM_AMOUNTS, find_amounts
from warehouse.errors import DocumentError

UNITS = [
    "▲",
    "1",
    " ",
    "(",
    "[",
    "1,",
    "5억 ",
    "‘",
    "국비 5,",
    "가 ",
    "시군 ",
    "다. ",
    "경기 ",
    "동·",
    "5억원(",
    "사업 ",
    "\n▲1억원",
    "(1) ",
    "- ",
    "기자 ",
    "2024.01.01 ",
    "A·",
]


def steps(text: str) -> int:
    """Python function calls that an extraction makes; a measure of work that does not depend on the machine."""
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        extract_document(text, document_id="d")
    except DocumentError:
        pass
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_work_is_linear_in_the_text(unit: str) -> None:
    steps(unit * 10)
    small, large = steps(unit * (4_000 // len(unit))), steps(unit * (32_000 // len(unit)))
    assert large <= 12 * small + 20_000, (small, large)


@pytest.mark.parametrize("unit", ["▲", "1", " ", "(", ")", "‘", "5억 ", "가", "다. ", "\n", "▲1억원 ", "국비 5, "])
def test_a_megabyte_of_one_sign_ends(unit: str) -> None:
    try:
        extraction = extract_document(unit * (1_000_000 // len(unit.encode())), document_id="d")
    except DocumentError:
        return
    assert len(extraction.budgets) <= MAXIMUM_AMOUNTS


def test_a_line_with_more_amounts_than_any_sentence_is_noise() -> None:
    assert find_amounts("5억원 " * (MAXIMUM_AMOUNTS + 1), 1) == []
