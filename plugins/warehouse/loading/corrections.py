"""Corrections of single records by a person, kept as data beside the archive and applied whenever it is read again.

A correction names a record by the hash of the answer it came in and its number there, so it fits that very record
and no other: a newer pull of the interval starts from what the source says then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.errors import WarehouseError
from warehouse.quality.safe_json import dumps
from warehouse.settings import Settings
from warehouse.sources.contract import (
    Column,
    ParsedBatch,
    ParseEvent,
    RejectedRecord,
    SourceContract,
    TableContract,
)

Place = tuple[str, str, int]  # table, archive hash, record number


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says a record should have been."""

    table: str
    archive_sha256: str
    record_number: int
    changes: Mapping[str, Any]  # column (or the source's field) -> value
    corrected_by: str
    note: str

    @property
    def place(self) -> Place:
        """Which record it speaks of."""
        return self.table, self.archive_sha256, self.record_number


def corrections_path(settings: Settings, source: str) -> Path:
    """All corrections of a source, one JSON object a line; a later one of the same record wins."""
    return settings.home / "state" / "corrections" / f"{source}.jsonl"


def keep_corrections(settings: Settings, source: str, corrections: Sequence[Correction]) -> None:
    """Add corrections; when this returns they survive a power cut."""
    path = corrections_path(settings, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(dumps(asdict(correction)) + "\n" for correction in corrections)
        file.flush()
        os.fsync(file.fileno())


def read_corrections(settings: Settings, source: str) -> dict[Place, Correction]:
    """The corrections of a source, by record."""
    path = corrections_path(settings, source)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = [Correction(**json.loads(line)) for line in lines if line.endswith("}")]
    return {correction.place: correction for correction in found}


def check_changes(table: TableContract, changes: Mapping[str, Any]) -> None:
    """Refuse a column that is not there or a value that is none, before the correction is kept."""
    for name, value in changes.items():
        column = _column(table, name)
        _value(column, value)


def corrected(
    contract: SourceContract, events: Iterator[ParseEvent], corrections: Mapping[Place, Correction]
) -> Iterator[ParseEvent]:
    """The events with corrected records in place of what the source sent; all else untouched."""
    if not corrections:
        yield from events
        return
    for event in events:
        match event:
            case ParsedBatch(table, rows):
                yield ParsedBatch(table, _corrected_rows(contract.table(table), rows, corrections))
            case RejectedRecord(table, record) if (table, event.archive_sha256, event.record_number) in corrections:
                correction = corrections[table, event.archive_sha256, event.record_number]
                yield _as_batch(contract.table(table), {**record, **correction.changes}, correction)
            case _:
                yield event


def _corrected_rows(
    table: TableContract, rows: pa.RecordBatch, corrections: Mapping[Place, Correction]
) -> pa.RecordBatch:
    """The batch, with the rows that a correction speaks of rewritten."""
    places = zip(rows["_archive_sha256"].to_pylist(), rows["_record_number"].to_pylist(), strict=True)
    meant = {
        position: corrections[table.name, *place]
        for position, place in enumerate(places)
        if (table.name, *place) in corrections
    }
    if not meant:
        return rows
    records = rows.to_pylist()
    for position, correction in meant.items():
        records[position] |= {
            _column(table, name).name: _value(_column(table, name), value) for name, value in correction.changes.items()
        }
    return pa.RecordBatch.from_pylist(records, schema=_nullable(rows.schema))


def _as_batch(table: TableContract, record: Mapping[str, Any], correction: Correction) -> ParsedBatch:
    """A record that the parser had refused, as a row."""
    names = {**{column.source_field: column for column in table.columns if column.source_field}}
    names |= {column.name: column for column in table.columns}
    row = {names[name].name: _value(names[name], value) for name, value in record.items() if name in names}
    row |= {"_archive_sha256": correction.archive_sha256, "_record_number": correction.record_number}
    return ParsedBatch(table.name, pa.RecordBatch.from_pylist([row], schema=_nullable(table.parsed_schema)))


def _column(table: TableContract, name: str) -> Column:
    for column in table.columns:
        if name in (column.name, column.source_field):
            return column
    raise WarehouseError(
        f"{table.name} has no column {name!r} to correct.",
        remedy=f"Its columns: {', '.join(column.name for column in table.columns)}.",
    )


def _value(column: Column, value: Any) -> Any:
    """A person's text as the column's type."""
    if value is None or value == "":
        return None
    try:
        if pa.types.is_integer(column.type):
            return int(str(value).replace(",", "").strip())
        if pa.types.is_floating(column.type):
            return float(str(value).replace(",", "").strip())
        if pa.types.is_date(column.type):
            return value if isinstance(value, date) else date.fromisoformat(str(value).strip())
        if pa.types.is_string(column.type):
            return str(value)
    except ValueError:
        raise WarehouseError(
            f"{value!r} is no value for column {column.name} ({column.type}).",
            remedy="Write numbers plainly, days as 2026-03-11.",
        ) from None
    return value


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in schema])
