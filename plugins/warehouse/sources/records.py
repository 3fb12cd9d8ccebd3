"""Rows of data sets that nobody has modelled yet: each row as one JSON text, with the name of its set and its number."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyarrow as pa

from warehouse.sources import tabular
from warehouse.sources.columnar import Columns
from warehouse.sources.columns import number, text
from warehouse.sources.contract import (
    ArchivedResponse,
    ArchiveReader,
    Interval,
    Label,
    ParseEvent,
    SourceContract,
    TableContract,
)
from warehouse.sources.envelopes import read_envelope


def table(name: str, title: Label) -> TableContract:
    """The table of such rows."""
    return TableContract(
        name=name,
        title=title,
        key=("set_name", "page_number", "row_number"),
        columns=(
            text("set_name", "=set", "자료 이름", "Name of the data set or service", required=True),
            number("page_number", "=page", "쪽 번호", "Page", required=True),
            number("row_number", "=row", "줄 번호", "Row of the page, from 1", required=True),
            text("record", "=record", "내용(JSON)", "The row as sent (JSON)", required=True),
        ),
    )


def parse(contract: SourceContract, interval: Interval, archive: ArchiveReader) -> Iterator[ParseEvent]:
    """Turn archived pages into such rows."""
    yield from tabular.parse(contract, interval, archive, open_response=_open)


def _open(table_: TableContract, response: ArchivedResponse) -> Columns:
    rows = read_envelope(response.body).rows()
    if not rows:
        return {}
    count = len(rows)
    return {
        "=set": pa.repeat(pa.scalar(str(response.request.get("set", ""))), count),
        "=page": pa.repeat(pa.scalar(int(response.request.get("page", 1))), count),
        "=row": pa.array(range(1, count + 1), pa.int64()),
        "=record": pa.array([json.dumps(row, ensure_ascii=False) for row in rows], pa.string()),
    }
