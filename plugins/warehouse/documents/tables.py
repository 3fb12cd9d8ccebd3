"""Amounts in tables whose unit stands above them ('(단위: 백만원)'), with the row's name and the column's head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from warehouse.documents.money import Amount
from warehouse.documents.witness import SourceText, squeeze

_UNIT = re.compile(r"단위\s?[:：]?\s?(?P<unit>조|십억|억|천만|백만|십만|만|천)?\s?원")
_SCALE = {
    "조": 10**12,
    "십억": 10**9,
    "억": 10**8,
    "천만": 10**7,
    "백만": 10**6,
    "십만": 10**5,
    "만": 10**4,
    "천": 1000,
    None: 1,
}
_CELL = re.compile(r"[^|\t]+")
_NUMBER = re.compile(r"^\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*$")
_YEAR = re.compile(r"(20\d\d)")
MAXIMUM_ROWS = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount of a table."""

    amount: Amount
    row: str
    column: str
    year: int | None


def find_cells(source: SourceText, numbers: list[int]) -> list[Cell]:
    """All amounts of the tables among the lines."""
    cells: list[Cell] = []
    scale: int | None = None
    heads: list[str] = []
    rows = 0
    for number in numbers:
        line = source.folded[number - 1]
        unit = _UNIT.search(line) if len(line) < 400 else None
        if unit:
            scale, heads, rows = _SCALE[unit.group("unit")], [], 0
            continue
        if scale is None:
            continue
        parts = [(m.start(), m.end(), m.group()) for m in _CELL.finditer(line)]
        rows += 1
        if len(parts) < 2 or rows > MAXIMUM_ROWS:
            scale = None if rows > 1 else scale
            continue
        if not any(_NUMBER.match(text) for _, _, text in parts[1:]):
            heads = [squeeze(text) for _, _, text in parts]
            continue
        cells.extend(_row(number, parts, heads, scale))
    return cells


def _row(number: int, parts: list[tuple[int, int, str]], heads: list[str], scale: int) -> list[Cell]:
    name = squeeze(parts[0][2])
    found = []
    for index, (start, _, text) in enumerate(parts[1:], 1):
        match = _NUMBER.match(text)
        head = heads[index] if index < len(heads) else ""
        if not match or re.search(r"%|율|건|개|명|대\b|순위|번호", head):
            continue
        won = int(Decimal(match.group("number").replace(",", "")) * scale)
        if won <= 0:
            continue
        year = _YEAR.search(head)
        amount = Amount(
            number,
            start + match.start("number"),
            start + match.end("number"),
            won,
            False,
            False,
            "money.table",
            multiplier=scale,
        )
        found.append(Cell(amount, name, head, int(year.group(1)) if year else None))
    return found
