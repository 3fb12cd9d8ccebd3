"""Rows of CSV and XLSX files from outside, as text, from the line on that holds the header."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from warehouse.sources.csv_files import read_csv
from warehouse.sources.failures import EnvelopeError

MAXIMUM_UNPACKED = 300_000_000  # bytes: a workbook is a zip, and zips can be bombs


def read_rows(body: bytes) -> list[list[str]]:
    """All rows of a CSV or of the first filled sheet of a workbook."""
    if not body.startswith(b"PK"):
        header, rows = read_csv(body)
        return [header, *rows]
    _check_size(body)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for name in workbook.sheet_names:
            rows = [[_cell(value) for value in row] for row in workbook.get_sheet_by_name(name).to_python()]
            if any(any(row) for row in rows):
                return rows
    except (CalamineError, ValueError, KeyError, zipfile.BadZipFile) as problem:
        raise EnvelopeError(f"the workbook cannot be read: {problem}") from problem
    raise EnvelopeError("the workbook is empty")


def from_header(rows: Sequence[Sequence[str]], word: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows, beginning with the line that has `word` in a cell: titles and notes often stand above it."""
    for position, row in enumerate(rows[:30]):
        if any(word in cell.replace(" ", "") for cell in row):
            return [" ".join(cell.split()) for cell in row], [
                list(r) for r in rows[position + 1 :] if any(c.strip() for c in r)
            ]
    raise EnvelopeError(f"no header line with {word!r} in the first 30 lines")


def _check_size(body: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as problem:
        raise EnvelopeError("the workbook is damaged") from problem
    if size > MAXIMUM_UNPACKED:
        raise EnvelopeError(f"the workbook unpacks to {size:,} bytes")


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
