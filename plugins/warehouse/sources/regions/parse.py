"""Reads the monthly CSV: the region code out of `서울특별시 종로구  (1111000000)`, the month out of the header."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

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
from warehouse.sources.csv_files import read_csv
from warehouse.sources.failures import EnvelopeError

__all__ = ["parse", "read_csv"]

_MONTH = re.compile(r"(\d{4})년\s*(\d{1,2})월")
# Shares, households and the sexes come with the file; only the total is kept, the rest is derivable or not needed.
_NOT_KEPT = re.compile(r"세대|남자|여자|남_|여_|비율|연령구간|\d세")


def parse(contract: SourceContract, interval: Interval, archive: ArchiveReader) -> Iterator[ParseEvent]:
    """Turn archived files into population rows."""
    yield from tabular.parse(contract, interval, archive, open_response=open_file)


def open_file(table: TableContract, response: ArchivedResponse) -> Columns:
    """One file as the columns `region`, `code`, `month`, `population`, and what else it may carry."""
    header, rows = read_csv(response.body)
    columns = columns_from_rows(header, rows)
    place = next((name for name in header if "행정구역" in name or "행정기관" in name), header[0])
    total = next((name for name in header if "총인구수" in name), None)
    if total is None:
        raise EnvelopeError(f"no column of total population among {', '.join(header[:5])}")
    places = columns.pop(place)
    population = columns.pop(total)
    known = {
        "region": pc.utf8_trim_whitespace(pc.replace_substring_regex(places, r"\(?\d{10}\)?\s*$", "")),
        "code": _codes(places),
        "month": _repeat(_month(total, response), len(places)),
        "population": population,
    }
    return {**known, **{name: array for name, array in columns.items() if not _NOT_KEPT.search(name)}}


def _codes(places: pa.Array) -> pa.Array:
    found = pc.extract_regex(places, r"(?P<code>\d{10})\)?\s*$")
    return pc.struct_field(found, "code")


def _repeat(value: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)


def _month(header: str, response: ArchivedResponse) -> str:
    """The month as the header states it; the request is only asked when the header is silent."""
    match = _MONTH.search(header)
    if match:
        return f"{match[1]}-{int(match[2]):02d}-01"
    return f"{response.request.get('set', '')}-01"
