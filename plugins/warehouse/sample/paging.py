"""One page out of many rows, with the planted faults of paging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from warehouse.sample.exchange import Request
from warehouse.sample.faults import Faults

Row = TypeVar("Row")


def cut(request: Request, rows: Sequence[Row], start: int, size: int, faults: Faults) -> tuple[Sequence[Row], int]:
    """The page and the total that is claimed; both true unless a fault is planted."""
    total, number, path = len(rows), start // size + 1, request.path
    if not faults.planted:
        return rows[start : start + size], total
    if faults.has("wrong_total", path):
        total += 7
    if faults.has("changing_total", path) and number > 1 and faults.is_first(f"total {sorted(request.query.items())}"):
        total += 3
    if (fault := faults.find("repeated_page", path)) and number == fault.number(2):
        start -= size
    page = rows[start : start + size]
    if (fault := faults.find("short_page", path)) and number == fault.number(2):
        page = page[:-1]
    if (fault := faults.find("missing_page", path)) and number == fault.number(2):
        page = page[:0]
    return page, total
