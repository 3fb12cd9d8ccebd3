"""Short ways to write the columns of a contract: `text`, `won`, `count`, `ratio`, `day`, `moment`, `flag`."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from warehouse.sources.contract import Column, Label


class ColumnMaker(Protocol):
    """Makes a column of one type: name, field of the source, Korean and English label."""

    def __call__(self, name: str, source_field: str, ko: str, en: str, *, required: bool = False) -> Column: ...


def _column(type_: pa.DataType) -> ColumnMaker:
    def column(name: str, source_field: str, ko: str, en: str, *, required: bool = False) -> Column:
        return Column(name, type_, Label(ko, en), source_field, nullable=not required)

    return column


text = _column(pa.string())
won = _column(pa.int64())
count = _column(pa.int64())
number = _column(pa.int32())
ratio = _column(pa.float64())
day = _column(pa.date32())
moment = _column(pa.timestamp("us", tz="UTC"))
flag = _column(pa.bool_())
