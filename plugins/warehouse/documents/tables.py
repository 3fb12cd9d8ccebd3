"""Amounts in tables whose unit stands above them ('(단위: 백만원)'), with the row's name and the column's head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from warehouse.documents.money import Amount, parse_amount
from warehouse.documents.witness import SourceText, squeeze

_UNIT = re.compile(
    r"단위\s?[:：]?\s?(?:[가-힣%]{1,4}\s?[,/·、]\s?){0,4}(?P<unit>조|십억|억|천만|백만|십만|만|천)?\s?원"
)
# '사업비(백만원)' in the head of a column, where no caption gives the unit.
_COLUMN_UNIT = re.compile(r"\(\s?(?P<unit>조|십억|억|천만|백만|십만|만|천)?\s?원\s?\)")
_NO_MONEY = re.compile(r"%|율|비중|건|개|명|대\b|순위|번호|연번|(?:[가-힣]\s?)수$|인원|면적")
WHOLE_ROW = re.compile(r"(?:합\s?)?계|총\s?계|총\s?액|전\s?체|총\s?합")
_SUBTOTAL_ROW = re.compile(r"소\s?계")
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
_WRITTEN = re.compile(r"^\s*(?P<amount>\d[\d,.]*\s?[천백십]?[조억만](?:\s?\d[\d,]*\s?[천백십]?만?)?)\s?원?\s*$")
_YEAR = re.compile(r"(20\d\d)")
MAXIMUM_ROWS = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount of a table."""

    amount: Amount
    row: str
    column: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of one column: the row that states the whole, and the rows that it divides into."""

    head: str
    whole: ColumnNumber
    parts: tuple[ColumnNumber, ...]


@dataclass(frozen=True, slots=True)
class ColumnNumber:
    """A number of a column with its place and, where it is money, its value in won."""

    line: int
    start: int
    end: int
    value: float


_Row = tuple[int, str, list[tuple[int, int, str]]]


def find_columns(source: SourceText, numbers: list[int]) -> list[Column]:
    """Columns of tables with a row that adds up the others, whether or not it does."""
    columns: list[Column] = []
    heads: list[str] = []
    rows: list[_Row] = []
    scale: int | None = None
    for number in [*numbers, 0]:
        line = source.folded[number - 1] if number else ""
        unit = _UNIT.search(line) if len(line) < 400 else None
        parts = [(m.start(), m.end(), m.group()) for m in _CELL.finditer(line)] if len(line) < 2000 else []
        if len(parts) >= 2 and any(_NUMBER.match(text) or _WRITTEN.match(text) for _, _, text in parts[1:]):
            if len(rows) < MAXIMUM_ROWS:
                rows.append((number, squeeze(parts[0][2]), parts))
            continue
        if rows and not re.fullmatch(r"[\s|:-]+", line):
            columns.extend(_columns(heads, rows, scale))
            rows, scale = [], None
        if unit:
            scale = _SCALE[unit.group("unit")]
        elif len(parts) >= 2:
            heads = [squeeze(text) for _, _, text in parts]
    return columns


def _columns(heads: list[str], rows: list[_Row], scale: int | None) -> list[Column]:
    """The columns of one table whose first or last row is the whole."""
    wholes = [row for row in rows if WHOLE_ROW.fullmatch(row[1])]
    if len(wholes) != 1 or wholes[0] not in (rows[0], rows[-1]):
        return []
    others = [row for row in rows if row is not wholes[0]]
    subtotals = [row for row in others if _SUBTOTAL_ROW.search(row[1])]
    others = subtotals or others
    found = []
    for index in range(1, len(wholes[0][2])):
        head = heads[index] if index < len(heads) else ""
        if re.search(r"%|율|비중|순위|번호|연번|연도|평균|당\b", head):
            continue
        own = _COLUMN_UNIT.search(head)
        times = _SCALE[own.group("unit")] if own else (scale if scale and not _NO_MONEY.search(head) else 1)
        cells = [_number(row, index, times) for row in (wholes[0], *others)]
        known = [cell for cell in cells[1:] if cell is not None]
        if cells[0] is not None and len(known) >= 2 and len(known) == len(others):
            found.append(Column(head, cells[0], tuple(known)))
    return found


def _number(row: _Row, index: int, times: int) -> ColumnNumber | None:
    if index >= len(row[2]):
        return None
    start, _, text = row[2][index]
    match = _NUMBER.match(text)
    if not match:
        written = _WRITTEN.match(text)
        won = parse_amount(written.group("amount")) if written else None
        if not written or not won:
            return None
        return ColumnNumber(row[0], start + written.start("amount"), start + written.end("amount"), float(won))
    value = float(Decimal(match.group("number").replace(",", "")) * times)
    return ColumnNumber(row[0], start + match.start("number"), start + match.end("number"), value) if value else None


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
        if scale is None and "|" not in line and "\t" not in line:
            heads = []
            continue
        parts = [(m.start(), m.end(), m.group()) for m in _CELL.finditer(line)]
        rows += 1
        if len(parts) < 2 or rows > MAXIMUM_ROWS:
            if rows > 1:
                scale, heads = None, []
            continue
        if not any(_NUMBER.match(text) for _, _, text in parts[1:]):
            heads = [squeeze(text) for _, _, text in parts]
            continue
        cells.extend(_row(number, parts, heads, scale))
    return cells


def _row(number: int, parts: list[tuple[int, int, str]], heads: list[str], scale: int | None) -> list[Cell]:
    name = squeeze(parts[0][2])
    found = []
    for index, (start, _, text) in enumerate(parts[1:], 1):
        match = _NUMBER.match(text)
        head = heads[index] if index < len(heads) else ""
        own = _COLUMN_UNIT.search(head)
        times = _SCALE[own.group("unit")] if own else scale
        if not match or times is None or (not own and _NO_MONEY.search(head)):
            continue
        won = int(Decimal(match.group("number").replace(",", "")) * times)
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
            multiplier=times,
        )
        found.append(Cell(amount, name, head, int(year.group(1)) if year else None))
    return found
