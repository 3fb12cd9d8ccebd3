"""Reads a yearly project list: columns by their names, amounts by the unit that the header states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa

from warehouse.sources import tabular
from warehouse.sources.columnar import Columns, columns_from_rows
from warehouse.sources.contract import (
    ArchivedResponse,
    ArchiveReader,
    Interval,
    ParseEvent,
    SourceContract,
    TableContract,
)
from warehouse.sources.failures import EnvelopeError
from warehouse.sources.sheets import from_header, read_rows
from warehouse.sources.values import number

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_UNITS = {"백만원": 1_000_000, "천원": 1_000, "억원": 100_000_000, "원": 1}
# Canonical field -> words that its header may be (C §4: the column set is inferred from the articles about the list).
_HEADERS = {
    "번호": ("연번", "순번", "번호", "no"),
    "기관구분": ("기관구분", "구분"),
    "기관명": ("기관명", "기관", "발주기관"),
    "부서": ("부서", "부서명", "담당부서", "발주부서"),
    "사업명": ("사업명", "사업이름", "용역명"),
    "사업분야": ("사업분야", "분야", "사업유형"),
    "발주시기": ("발주시기", "발주예정시기", "발주월", "시기"),
    "계약방법": ("계약방법", "계약방식"),
    "사업기간": ("사업기간", "기간"),
}
_AMOUNT = re.compile(r"사업비|예산액|금액|예산")


def year_of_name(name: str) -> int | None:
    """The year in a file's name."""
    match = _YEAR.search(name)
    return int(match[1]) if match else None


def parse(contract: SourceContract, interval: Interval, archive: ArchiveReader) -> Iterator[ParseEvent]:
    """Turn archived lists into project rows."""
    yield from tabular.parse(contract, interval, archive, open_response=open_file)


def open_file(table: TableContract, response: ArchivedResponse) -> Columns:
    """One list as columns with canonical names."""
    name = str(response.request.get("file") or response.request.get("set") or response.request.get("path") or "")
    header, rows = from_header(read_rows(response.body), "사업명")
    columns = columns_from_rows(_canonical(header), rows)
    size = len(rows)
    amounts = next((one for one in header if _AMOUNT.search(one.replace(" ", ""))), None)
    if amounts is None:
        raise EnvelopeError(f"{name}: no column of amounts among {', '.join(header)}")
    raw = columns.pop(amounts)
    if "번호" not in columns:
        columns["번호"] = pa.array([str(position) for position in range(1, size + 1)])
    return {
        **columns,
        "=year": pa.repeat(pa.scalar(str(year_of_name(name) or "")), size),
        "=file": pa.repeat(pa.scalar(name), size),
        "=amount": pa.array([_won(value, _unit(name, amounts)) for value in raw.to_pylist()], pa.string()),
        "=amount_raw": raw,
    }


def _canonical(header: list[str]) -> list[str]:
    found = []
    for one in header:
        plain = re.sub(r"\(.*?\)|\s", "", one).lower()
        found.append(next((name for name, words in _HEADERS.items() if plain in words and name not in found), one))
    return found


def _unit(name: str, header: str) -> int:
    """Won per unit of the amounts; never guessed."""
    match = re.search(r"(백만원|천원|억원|원)", header.replace(" ", ""))
    if not match:
        raise EnvelopeError(f"{name}: the header {header!r} does not say its unit (원, 천원, 백만원)")
    return _UNITS[match[1]]


def _won(value: str | None, unit: int) -> str | None:
    try:
        return (
            str((number(value) * Decimal(unit)).normalize().quantize(Decimal(1)))
            if value and value.strip(" -")
            else None
        )
    except (ValueError, ArithmeticError):
        return value  # not a number: the conversion rejects the record with its reason
