"""Work grows in step with the text: steps are counted, seconds are not measured."""

import gzip
import io
import random
import sys
import zipfile
from pathlib import Path

import pytest

from warehouse.documents import extract_document
from warehouse.documents.money import MAXIMUM_AMOUNTS, find_amounts
from warehouse.documents.reading import MAXIMUM_DEPTH, flattened
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


ARTICLE = (
    "수원시, 스마트 쉼터 20곳 놓는다\n\n"
    "경기 수원시가 정류장 20곳에 스마트 쉼터를 놓는다고 4일 밝혔다. 시비 8억원을 들인다.\n"
    "시는 쉼터마다 무선인터넷과 냉난방기를 갖춘다.\n"
)


def zipped() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("article.txt", ARTICLE)
    return memory.getvalue()


READABLE = {
    "UTF-16, little end first": b"\xff\xfe" + ARTICLE.encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + ARTICLE.encode("utf-16-be"),
    "UTF-8 with its mark": b"\xef\xbb\xbf" + ARTICLE.encode(),
    "CP949": ARTICLE.encode("cp949"),
    "lone surrogates": ARTICLE + "\ud800\udfff 가\ud83d",
    "marks of direction": "\u202e" + ARTICLE.replace("8억", "\u200f8\u200e억\u202d"),
    "zero width in an amount": ARTICLE.replace("8억원", "8\u200b억\u00ad원"),
    "a hundred thousand boxes": f"{'<div>' * 100_000}{ARTICLE}{'</div>' * 100_000}",
    "tags that are never closed": f"<html><body>{'<b>' * 100_000}{ARTICLE}",
    "a tag of a hundred thousand attributes": f"<html><body><a {'x=1 ' * 100_000}>{ARTICLE}</a>",
}
REFUSED = {
    "NUL signs": (ARTICLE.replace(" ", "\x00 ").encode(), "binary"),
    "gzip": (gzip.compress(ARTICLE.encode()), "compressed"),
    "zip": (zipped(), "compressed"),
    "surrogates as bytes": (ARTICLE.encode() + b"\xed\xa0\x80" * 40 + ARTICLE.encode(), "UTF-8"),
    "fifty megabytes on one line": (b"0123456789" * 5_000_000, "10 MB"),
    "nothing": (b" \n\t ", "empty"),
}


@pytest.mark.parametrize("name", READABLE)
def test_odd_wrapping_changes_no_fact(name: str) -> None:
    extraction = extract_document(READABLE[name], document_id="d")
    assert [budget.amount_krw for budget in extraction.budgets] == [800_000_000]
    assert extraction.primary_regions == ("경기도 수원시",)
    assert extraction.title == "수원시, 스마트 쉼터 20곳 놓는다"


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_text_is_refused_with_its_reason(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(DocumentError, match=reason):
        extract_document(content, document_id="d")


def test_boxes_deeper_than_a_browser_draws_go_and_others_stay() -> None:
    def page(boxes: int) -> str:
        return f"<html><body>{'<div>' * boxes}{ARTICLE}{'</div>' * boxes}"

    assert "<div>" not in flattened(page(MAXIMUM_DEPTH + 1))
    assert flattened(page(MAXIMUM_DEPTH - 1)) == page(MAXIMUM_DEPTH - 1)


def test_any_order_of_any_pieces_of_lines_is_read() -> None:
    shuffled = random.Random(7)
    for path in sorted(Path(__file__).with_name("articles").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for _ in range(4):
            shuffled.shuffle(lines)
            pieces = [line[: shuffled.randint(0, len(line))] for line in lines[: shuffled.randint(1, len(lines))]]
            extract_document("\n".join(["가", *pieces]), document_id="d")
