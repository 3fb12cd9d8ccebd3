"""Legal districts with the day on which they were in force: the source serves no history, so the load keeps it."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from warehouse.sources import tabular, windows
from warehouse.sources.columnar import Columns
from warehouse.sources.contract import (
    ArchivedResponse,
    ArchiveReader,
    Interval,
    ParseEvent,
    SourceContract,
    TableContract,
)


def parse(contract: SourceContract, interval: Interval, archive: ArchiveReader) -> Iterator[ParseEvent]:
    """Rows with the last day of the interval as their day."""
    day = (interval.end - windows.DAY).isoformat()

    def adjust(table: TableContract, columns: Columns, response: ArchivedResponse) -> Columns:
        size = len(next(iter(columns.values())))
        return {**columns, "=snapshot": pa.repeat(pa.scalar(day), size)}

    yield from tabular.parse(contract, interval, archive, adjust=adjust)
