"""CSV files as public bodies publish them: CP949 or UTF-8, with BOM or without, thousands commas inside quotes."""

from __future__ import annotations

import csv
import io

from warehouse.sources.failures import EnvelopeError
from warehouse.sources.text import decode_page


def read_csv(body: bytes, delimiter: str = ",") -> tuple[list[str], list[list[str]]]:
    """Header and rows of a CSV; empty lines are left out."""
    text = decode_page(body).replace("\x00", "")
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as problem:
        raise EnvelopeError(f"not a CSV file: {problem}") from problem
    if not rows:
        raise EnvelopeError("the file is empty")
    return [cell.strip() for cell in rows[0]], rows[1:]
