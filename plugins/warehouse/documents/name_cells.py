"""Cells of rows and columns that hold nothing but names of places: bare names count there without 시, 군 or 도."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from warehouse.documents.gazetteer import Gazetteer
from warehouse.documents.witness import SourceText

_CELL = re.compile(r"[^|\t]+?(?=\s*(?:\||\t|\s{2,}|$))")
# '춘천 12', '1위 수원 12대': a name and a number alone on their line.
_NAME_AND_NUMBER = re.compile(
    r"^\W{0,3}(?:\d{1,2}\s?위?[.)]?\s)?(?P<name>[가-힣]{2,4})\s\d[\d,.]*\s?(?:%|[가-힣]{1,3})?$"
)
_NUMBER = re.compile(r"\d[\d,.]*")
# Fewer names in a row or column are a coincidence.
MINIMUM_NAMES = 3
_MAXIMUM_LINE = 2000

Span = tuple[int, int]


def name_cells(source: SourceText, numbers: Sequence[int], gazetteer: Gazetteer) -> dict[int, list[Span]]:
    """Per line the cells of rows and columns of names; without numbers beside or below them they are a menu."""
    found: dict[int, list[Span]] = {}
    rows = {number: _names(source.folded[number - 1], gazetteer) for number in numbers}
    for number, following in zip_longest(numbers, numbers[1:], fillvalue=0):
        below = source.folded[following - 1][:_MAXIMUM_LINE] if following else ""
        if len(rows[number]) >= MINIMUM_NAMES and len(_NUMBER.findall(below)) >= MINIMUM_NAMES:
            found[number] = [span for _, span in rows[number]]
    for column in range(4):
        block: list[tuple[int, Span]] = []
        for number in [*numbers, 0]:
            span = next((s for index, s in rows.get(number, ()) if index == column), None)
            if span is not None and _NUMBER.search(source.folded[number - 1][span[1] :]):
                block.append((number, span))
                continue
            if len(block) >= MINIMUM_NAMES:
                for line, cell in block:
                    found.setdefault(line, []).append(cell)
            block = []
    return found


def _names(line: str, gazetteer: Gazetteer) -> list[tuple[int, Span]]:
    """The cells of a line that are names of places, with their column."""
    if not line.strip() or len(line) > _MAXIMUM_LINE:
        return []
    if lone := _NAME_AND_NUMBER.match(line.strip()):
        start = line.index(lone.group("name"))
        return [(0, (start, start + len(lone.group("name"))))] if _is_name(lone.group("name"), gazetteer) else []
    if "|" not in line and "\t" not in line and not re.search(r"\S\s{2,}\S", line):
        return []
    cells = [match for match in _CELL.finditer(line) if match.group().strip()]
    spans = [(m.start() + len(m.group()) - len(m.group().lstrip()), m.group().strip()) for m in cells]
    return [(i, (start, start + len(text))) for i, (start, text) in enumerate(spans) if _is_name(text, gazetteer)]


def _is_name(text: str, gazetteer: Gazetteer) -> bool:
    return text in gazetteer.stems or text in gazetteer.sido_words or text in gazetteer.by_word
