"""Tables among the lines of an article: rows of cells divided by bars, tabs, slashes or wide gaps, and what they say.

A table gives amounts (unit above it, in a column's head or written out), claims (a row or column called 합계), names of
projects (a column called 사업명) and places (a column called 대상지).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from warehouse.documents.money import Amount, parse_amount
from warehouse.documents.witness import SourceText, squeeze

_UNIT = re.compile(
    r"단위\s?[:：]?\s?(?:[가-힣%]{1,4}\s?[,/·、]\s?){0,4}(?P<unit>조|십억|억|천만|백만|십만|만|천)?\s?원"
)
# '사업비(백만원)' in the head of a column, where no caption gives the unit.
_COLUMN_UNIT = re.compile(r"\(\s?(?P<unit>조|십억|억|천만|백만|십만|만|천)?\s?원\s?\)")
_NO_MONEY = re.compile(r"%|율|비중|건|개|명|대\b|순위|번호|연번|(?:[가-힣]\s?)수$|인원|면적|개소|곳")
_NO_SUM = re.compile(r"%|율|비중|순위|번호|연번|연도|평균|당\b|단가")
WHOLE_ROW = re.compile(r"(?:합\s?)?계|총\s?계|총\s?액|전\s?체|총\s?합|누\s?계")
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
_NUMBER = re.compile(r"^\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*$")
_COUNTED = re.compile(r"^\s*(?P<number>\d{1,3}(?:,\d{3})+|\d+)\s?(?:개소|개|곳|건|대|명|호|면|기|식|종)\s*$")
_WRITTEN = re.compile(r"^\s*(?P<amount>\d[\d,.]*\s?[천백십]?[조억만](?:\s?\d[\d,]*\s?[천백십]?만?)?)\s?원?\s*$")
_YEAR = re.compile(r"(20\d\d)")
_RULE_LINE = re.compile(r"[\s|:+=_-]+")
_DIVIDERS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(r"\s[/／]\s"), re.compile(r"[ \u00a0\u3000]{2,}"))
# A row whose cells single spaces divide: a name, then numbers only.
_SPACED = re.compile(
    r"^\s*(?P<name>[가-힣A-Za-z][가-힣A-Za-z·()/~\- ]{0,28}?(?:\s?\(?20\d\d\)?년?)?)(?P<numbers>(?:\s(?:\d[\d,.]*|-)){2,12})\s*$"
)
_NAME_HEAD = re.compile(
    r"^(?:세부\s?)?(?:사\s?업\s?명?|사\s?업|과\s?제\s?명?|사업\s?내용|시스템\s?명?|서비스\s?명?|프로그램\s?명?|내\s?용|주요\s?사업|단위\s?사업)$"
)
_PLACE_HEAD = re.compile(
    r"^(?:대상지?|사업\s?대상지?|지역|대상\s?지역|시·?군·?구?|시군구?|자치구|지자체|자치단체|선정\s?지역|사업지|위치|장소)$"
)
_MONEY_ROW = re.compile(r"^(?:총\s?)?(?:사업비|예산액?|금액|소요\s?예산|소요액|투자비|지원액|지원금)$")
MAXIMUM_ROWS = 60
MAXIMUM_LINE = 2_000
MAXIMUM_CELLS = 20


@dataclass(frozen=True, slots=True)
class Text:
    """A cell as it stands in its line."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its line; the first cell names it."""

    line: int
    cells: tuple[Text, ...]

    @property
    def name(self) -> str:
        return squeeze(self.cells[0].text)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one head, and the unit of money that holds for all of them."""

    head_row: Row | None
    rows: tuple[Row, ...]
    scale: int | None

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(squeeze(cell.text) for cell in self.head_row.cells) if self.head_row else ()

    def head(self, index: int) -> str:
        """The head of a column; rows that have one cell more than the head are told from their end."""
        return self.heads[index] if index < len(self.heads) else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount of a table."""

    amount: Amount
    row: str
    column: str
    year: int | None
    part: bool
    of_years: bool = False  # the columns are years of one plan, which a column 계 adds up

    @property
    def label(self) -> str:
        """What the money is for: the row's name, or the column's where rows are only called 사업비."""
        return self.column if _MONEY_ROW.fullmatch(self.row) and self.column else self.row


@dataclass(frozen=True, slots=True)
class ColumnNumber:
    """A number of a table with its place and, where it is money, its value in won."""

    line: int
    start: int
    end: int
    value: float


@dataclass(frozen=True, slots=True)
class Column:
    """A row or column that states the whole, and the numbers that it divides into."""

    head: str
    whole: ColumnNumber
    parts: tuple[ColumnNumber, ...]


def find_tables(source: SourceText, numbers: Sequence[int]) -> list[Table]:
    """Every table among the lines: two rows or more under a head or a caption with the unit."""
    tables: list[Table] = []
    head: Row | None = None
    rows: list[Row] = []
    scale: int | None = None
    divider: re.Pattern[str] | None = None
    for number in [*numbers, 0]:
        raw = source.lines[number - 1] if number else ""
        line = source.folded[number - 1] if number else ""
        unit = _UNIT.search(line) if len(line) < 400 else None
        cells, used = _cells(raw, line, divider, known=bool(head or rows or scale))
        if rows and not cells and not _RULE_LINE.fullmatch(line):
            tables.extend(_table(head, rows, scale))
            head, rows, scale, divider = None, [], None, None
            cells, used = _cells(raw, line, None, known=False)
        if cells and any(_is_number(cell.text) for cell in cells[1:]):
            if len(rows) < MAXIMUM_ROWS:
                rows.append(Row(number, cells))
                divider = used
        elif rows and not _RULE_LINE.fullmatch(line) and not _names_only(cells, rows):
            tables.extend(_table(head, rows, scale))
            head, rows, scale, divider = Row(number, cells) if cells else None, [], None, used
        elif unit:
            scale = _SCALE[unit.group("unit")]
        elif cells and not rows:
            head, divider = Row(number, cells), used
        elif not rows and line.strip() and not _RULE_LINE.fullmatch(line):
            head, divider = None, None
            if len(line) > 80:
                scale = None
    return tables


def _names_only(cells: tuple[Text, ...], rows: list[Row]) -> bool:
    """A row of words inside a table ('위치 | 김제시 | 상주시')."""
    return len(cells) >= 2 and len(cells) == len(rows[-1].cells)


def _table(head: Row | None, rows: list[Row], scale: int | None) -> list[Table]:
    plausible = head or scale or len(rows) >= 3
    return [Table(head, tuple(rows), scale)] if plausible else []


def _cells(
    raw: str, line: str, divider: re.Pattern[str] | None, *, known: bool
) -> tuple[tuple[Text, ...], re.Pattern[str] | None]:
    """The cells of a line and what divides them; nothing when the line is prose."""
    if not 3 <= len(line) <= MAXIMUM_LINE or re.search(r"[가-힣]다\.\s*$", line):
        return (), None
    if divider is _SPACED and any(other.search(line.strip()) for other in _DIVIDERS):
        return (), None
    for candidate in (divider,) if divider else _DIVIDERS:
        if candidate is _SPACED:
            continue
        text = raw if candidate is _DIVIDERS[1] else line
        if not candidate.search(text.strip()):
            continue
        cells = _split(text, candidate)
        if 2 <= len(cells) <= MAXIMUM_CELLS and all(len(cell.text.strip()) <= 60 for cell in cells):
            return cells, candidate
    if (divider is None or divider is _SPACED) and known and (match := _SPACED.match(line)):
        name = Text(match.start("name"), match.end("name"), match.group("name"))
        offset = match.start("numbers")
        found = [
            Text(offset + m.start(), offset + m.end(), m.group()) for m in re.finditer(r"\S+", match.group("numbers"))
        ]
        return (name, *found), _SPACED
    if divider is _SPACED or (divider is None and known and _only_words(line)):
        words = [Text(m.start(), m.end(), m.group()) for m in re.finditer(r"\S+", line)]
        return (tuple(words), _SPACED) if 3 <= len(words) <= 12 else ((), None)
    return (), None


def _only_words(line: str) -> bool:
    """A head whose columns single spaces divide: short words, years among them, one of them a usual head."""
    words = line.split()
    return (
        all(len(word) <= 8 for word in words)
        and bool(re.search(r"구분|합계|(?<![가-힣])계(?![가-힣])|20\d\d|사업비|예산|국비|연도", line))
        and not re.search(r"[.,]|다$", line)
    )


def _split(text: str, divider: re.Pattern[str]) -> tuple[Text, ...]:
    cells: list[Text] = []
    start = 0
    for match in [*divider.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[start:end].strip() or (cells and match):
            cells.append(Text(start, end, text[start:end]))
        start = match.end() if match else end
    return tuple(cells)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text) or _WRITTEN.match(text) or _COUNTED.match(text))


# --- what the table adds up ------------------------------------------------------------------------------------


def find_columns(tables: Sequence[Table]) -> list[Column]:
    """Columns and rows of tables that state a whole and its parts, whether or not they add up."""
    found: list[Column] = []
    for table in tables:
        found.extend(_columns(table))
        found.extend(_rows(table))
    return found


def _columns(table: Table) -> list[Column]:
    """The columns of a table whose first or last row is the whole."""
    wholes = [row for row in table.rows if WHOLE_ROW.fullmatch(row.name)]
    if len(wholes) != 1 or wholes[0] not in (table.rows[0], table.rows[-1]):
        return []
    others = [row for row in table.rows if row is not wholes[0]]
    others = [row for row in others if _SUBTOTAL_ROW.search(row.name)] or others
    found = []
    for index in range(1, len(wholes[0].cells)):
        if _NO_SUM.search(table.head(index)):
            continue
        cells = [_number(table, row, index) for row in (wholes[0], *others)]
        known = [cell for cell in cells[1:] if cell is not None]
        if cells[0] is not None and len(known) >= 2 and len(known) == len(others):
            found.append(Column(table.head(index), cells[0], tuple(known)))
    return found


def _rows(table: Table) -> list[Column]:
    """Each row of a table whose second or last column is called 계."""
    last = len(table.heads) - 1
    whole = next((i for i in (last, 1) if i >= 2 - (i == 1) and WHOLE_ROW.fullmatch(table.head(i))), None)
    if whole is None or last < 3:
        return []
    indexes = [i for i in range(1, last + 1) if i != whole]
    if any(_NO_SUM.search(table.head(i)) or not table.head(i) for i in indexes):
        return []
    if len({bool(_NO_MONEY.search(table.head(i))) for i in indexes}) > 1:
        return []
    found = []
    for row in table.rows:
        cells = [_number(table, row, i) for i in (whole, *indexes)] if len(row.cells) == last + 1 else []
        known = [cell for cell in cells[1:] if cell is not None]
        if cells and cells[0] is not None and len(known) >= 2:
            found.append(Column(row.name, cells[0], tuple(known)))
    return found


def _number(table: Table, row: Row, index: int) -> ColumnNumber | None:
    if index >= len(row.cells):
        return None
    cell, head = row.cells[index], table.head(index)
    if written := _WRITTEN.match(cell.text):
        won = parse_amount(written.group("amount"))
        start, end = (cell.start + place for place in written.span("amount"))
        return ColumnNumber(row.line, start, end, float(won)) if won else None
    match = _NUMBER.match(cell.text) or _COUNTED.match(cell.text)
    if not match:
        return None
    value = float(Decimal(match.group("number").replace(",", "")) * (_times(table, row, head) or 1))
    return (
        ColumnNumber(row.line, cell.start + match.start("number"), cell.start + match.end("number"), value)
        if value
        else None
    )


def _times(table: Table, row: Row, head: str) -> int | None:
    """Won per unit of the column, where its numbers are money."""
    own = _COLUMN_UNIT.search(head) or _COLUMN_UNIT.search(row.name)
    if own:
        return _SCALE[own.group("unit")]
    return None if _NO_MONEY.search(head) or _NO_MONEY.search(row.name) else table.scale


# --- money -----------------------------------------------------------------------------------------------------


def find_cells(tables: Sequence[Table]) -> list[Cell]:
    """All amounts of the tables that are not written out with their unit."""
    cells: list[Cell] = []
    for table in tables:
        whole_column = any(WHOLE_ROW.fullmatch(head) for head in table.heads[1:])
        for row in table.rows:
            for index in range(1, len(row.cells)):
                cell = _money_cell(table, row, index, whole_column)
                if cell:
                    cells.append(cell)
    return cells


def _money_cell(table: Table, row: Row, index: int, whole_column: bool) -> Cell | None:
    text, head = row.cells[index], table.head(index)
    match = _NUMBER.match(text.text)
    times = _times(table, row, head)
    if not match or times is None:
        return None
    won = int(Decimal(match.group("number").replace(",", "")) * times)
    if won <= 0:
        return None
    start, end = (text.start + place for place in match.span("number"))
    amount = Amount(row.line, start, end, won, False, False, "money.table", multiplier=times)
    year = _YEAR.search(head) or _YEAR.search(row.name)
    in_whole_row = bool(WHOLE_ROW.fullmatch(row.name))
    part = (whole_column and not WHOLE_ROW.fullmatch(head)) or (not in_whole_row and row.name != "소계")
    return Cell(amount, row.name, head, int(year.group(1)) if year else None, part, whole_column)


# --- names and places ------------------------------------------------------------------------------------------


# What the rows of a table tell of the projects that its columns stand for.
_ATTRIBUTE_ROW = re.compile(
    r"^(?:총?\s?사업비|예산액?|금액|국비|도비|시비|군비|구비|대상지?|위치|규모|기간|사업\s?기간|물량|사업량|내용|추진\s?시기|시기)(?:\s?\(.{1,8}\))?$"
)


def named_cells(tables: Sequence[Table]) -> list[list[tuple[int, Text]]]:
    """Per table the cells that name its projects, with their lines: the first column, or the head over attributes."""
    found = []
    for table in tables:
        if _NAME_HEAD.fullmatch(table.head(0)):
            rows = [r for r in table.rows if not WHOLE_ROW.fullmatch(r.name) and not _SUBTOTAL_ROW.search(r.name)]
            found.append([(row.line, row.cells[0]) for row in rows])
        elif table.head_row and all(_ATTRIBUTE_ROW.match(row.name) for row in table.rows):
            names = [cell for cell in table.head_row.cells[1:] if not WHOLE_ROW.fullmatch(squeeze(cell.text))]
            found.append([(table.head_row.line, cell) for cell in names])
    return found


def place_cells(tables: Sequence[Table]) -> dict[int, list[tuple[int, int]]]:
    """Per line the cells of columns that list places."""
    found: dict[int, list[tuple[int, int]]] = {}
    for table in tables:
        columns = [i for i, head in enumerate(table.heads) if _PLACE_HEAD.fullmatch(head)]
        for row in table.rows:
            for index in columns:
                if index < len(row.cells):
                    found.setdefault(row.line, []).append((row.cells[index].start, row.cells[index].end))
    return found
