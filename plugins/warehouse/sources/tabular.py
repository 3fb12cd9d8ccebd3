"""Archived answers of any API family into typed rows: batches, rejected records and drift, by contract alone."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import SourceError
from warehouse.sources.columnar import Columns, columns_of
from warehouse.sources.contract import (
    ArchivedResponse,
    ArchiveReader,
    Column,
    DriftWarning,
    Interval,
    Label,
    ParsedBatch,
    ParseEvent,
    RejectedRecord,
    SourceContract,
    TableContract,
)
from warehouse.sources.envelopes import read_envelope
from warehouse.sources.selection import accepted_unread
from warehouse.sources.values import Converted, convert

T = TypeVar("T")
BATCH_ROWS = 50_000
_AHEAD = 4  # answers being converted while earlier ones are handed out: bounds memory
_WORKERS = 2

# What a source with peculiarities does to its columns before they are converted.
Adjust = Callable[[TableContract, Columns, ArchivedResponse], Columns]
# Bytes of one answer into columns; the default opens an API envelope.
Open = Callable[[TableContract, ArchivedResponse], Columns]


def open_envelope(table: TableContract, response: ArchivedResponse) -> Columns:
    """The columns of an API answer."""
    return columns_of(read_envelope(response.body))


def parse(
    contract: SourceContract,
    interval: Interval,
    archive: ArchiveReader,
    *,
    adjust: Adjust | None = None,
    open_response: Open = open_envelope,
) -> Iterator[ParseEvent]:
    """Turn what one pull archived into events. Memory is bounded by the batch, not by the number of answers."""
    gathered: dict[str, list[pa.RecordBatch]] = {table.name: [] for table in contract.tables}
    drift = {table.name: Drift(table) for table in contract.tables}

    def converted(read: Callable[[], ArchivedResponse]) -> Page:
        response = read()
        table = table_of(contract, response)
        columns = open_response(table, response)
        columns = adjust(table, columns, response) if adjust and columns else columns
        return convert_page(contract, table, columns, response)

    repeats = {table.name: Repeats(table) for table in contract.tables if table.options.get("drop_repeats")}
    for page in _in_order(converted, accepted_unread(archive)):
        yield from page.rejected
        yield from drift[page.table].notice(page)
        batches = gathered[page.table]
        batches.append(repeats[page.table].dropped(page.rows) if page.table in repeats else page.rows)
        if sum(batch.num_rows for batch in batches) >= BATCH_ROWS:
            yield from _flush(page.table, batches)
    for name, batches in gathered.items():
        yield from _flush(name, batches)
        yield from drift[name].vanished()


def _in_order(work: Callable[[T], Page], items: Iterable[T]) -> Iterator[Page]:
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="parse") as pool:
        waiting: deque[Future[Page]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) >= _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _flush(name: str, batches: list[pa.RecordBatch]) -> Iterator[ParsedBatch]:
    filled = [batch for batch in batches if batch.num_rows]
    batches.clear()
    if filled:
        yield ParsedBatch(name, pa.concat_batches(filled))


def table_of(contract: SourceContract, response: ArchivedResponse) -> TableContract:
    """Which table an answer fills: as fetch noted, else by its path, else the only one."""
    noted = response.request.get("table")
    for table in contract.tables:
        if noted == table.name:
            return table
    url = str(response.request.get("url", ""))
    for table in contract.tables:
        if table.options.get("path") and str(table.options["path"]) in url:
            return table
    if len(contract.tables) == 1:
        return contract.tables[0]
    raise SourceError(f"{contract.name}: an archived answer belongs to none of its tables ({url[:120]}).")


@dataclass(slots=True)
class Page:
    """One answer, converted."""

    table: str
    rows: pa.RecordBatch
    rejected: list[RejectedRecord]
    seen: frozenset[str]  # source fields, lower case
    unknown: dict[str, tuple[str, ...]]  # field -> examples
    changed: dict[str, tuple[str, ...]]
    row_count: int


@dataclass(slots=True)
class Drift:
    """Notices, once per load and field, that the source changed shape."""

    table: TableContract
    _told: set[tuple[str, str]] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _rows: int = 0

    def notice(self, page: Page) -> Iterator[DriftWarning]:
        """Unknown fields and changed types of one answer."""
        self._rows += page.row_count
        self._seen |= page.seen
        for kind, found in (("unknown_field", page.unknown), ("changed_type", page.changed)):
            for name, examples in found.items():
                if (kind, name) not in self._told:
                    self._told.add((kind, name))
                    yield DriftWarning(self.table.name, kind, name, examples)

    def vanished(self) -> Iterator[DriftWarning]:
        """Fields of the contract that no answer had."""
        if not self._rows:
            return
        optional = {name.lower() for name in self.table.options.get("optional_fields", ())}
        for column in self.table.columns:
            name = source_field(column)
            if name.lower() not in self._seen and name.lower() not in optional and not name.startswith("="):
                yield DriftWarning(self.table.name, "vanished_field", name)


class Repeats:
    """Drops rows that came before, to the last value: two questions (registered, changed) may name the same record."""

    def __init__(self, table: TableContract) -> None:
        self._names = [column.name for column in table.columns]
        self._seen: set[int] = set()

    def dropped(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """The rows that are new."""
        keep = []
        for row in rows.select(self._names).to_pylist():
            mark = hash(tuple(map(str, row.values())))
            keep.append(mark not in self._seen)
            self._seen.add(mark)
        return rows.filter(pa.array(keep, pa.bool_()))


def source_field(column: Column) -> str:
    """The name the source uses."""
    return column.source_field or column.name


def convert_page(contract: SourceContract, table: TableContract, columns: Columns, response: ArchivedResponse) -> Page:
    """One answer's columns into the table's types."""
    if not columns:
        return Page(table.name, _empty(table), [], frozenset(), {}, {}, 0)
    columns, numbers = _without_totals(table, columns)
    by_name = {name.lower(): array for name, array in columns.items()}
    count = len(numbers)
    _require_keys(contract, table, by_name)
    converted = {column.name: _convert(column, by_name, count) for column in table.columns}
    problems = _problems(table, converted, count)
    shown = _without(table, columns)
    rejected = [
        _rejected(table, shown, row, numbers[row].as_py(), column, kind, response)
        for row, (column, kind) in sorted(problems.items())
    ]
    arrays = [converted[column.name].values for column in table.columns]
    extra, unknown = _extra(table, shown, converted, count)
    batch = pa.record_batch(
        [*arrays, extra, pa.repeat(pa.scalar(response.sha256), count), numbers], schema=table.parsed_schema
    )
    if problems:
        keep = np.ones(count, bool)
        keep[list(problems)] = False
        batch = batch.filter(pa.array(keep))
    return Page(table.name, batch, rejected, frozenset(by_name), unknown, _changed(table, by_name, converted), count)


def _without_totals(table: TableContract, columns: Columns) -> tuple[Columns, pa.Array]:
    """Rows that the source adds up itself (`totals`: field and pattern) are no records; the others keep their number."""
    count = len(next(iter(columns.values())))
    numbers = pa.array(np.arange(1, count + 1), pa.int64())
    for field_name, pattern in table.options.get("totals", {}).items():
        found = next((array for name, array in columns.items() if name.lower() == field_name.lower()), None)
        if found is not None:
            keep = pc.invert(pc.fill_null(pc.match_substring_regex(found.cast(pa.string()), pattern), False))
            columns = {name: array.filter(keep) for name, array in columns.items()}
            numbers = numbers.filter(keep)
    return columns, numbers


def _empty(table: TableContract) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=table.parsed_schema)


def _require_keys(contract: SourceContract, table: TableContract, by_name: Columns) -> None:
    required = _required(table)
    keys = [source_field(column) for column in table.columns if column.name in required]
    missing = [name for name in keys if name.lower() not in by_name]
    if missing:
        raise SourceError(
            f"{contract.name}: the key field {', '.join(missing)} of {table.name} has vanished from the answer.",
            remedy="The source has changed: compare its guide with the contract, then replay the load from the archive.",
        )


def _required(table: TableContract) -> set[str]:
    """Key columns; those whose field is optional by the guide may be absent or empty."""
    optional = {name.lower() for name in table.options.get("optional_fields", ())}
    return {c.name for c in table.columns if c.name in table.key and source_field(c).lower() not in optional}


def _convert(column: Column, by_name: Columns, count: int) -> Converted:
    array = by_name.get(source_field(column).lower())
    return Converted(pa.nulls(count, column.type)) if array is None else convert(array, column.type)


def _problems(table: TableContract, converted: dict[str, Converted], count: int) -> dict[int, tuple[Column, str]]:
    """Row -> first column that makes it unusable, and why."""
    problems: dict[int, tuple[Column, str]] = {}
    required = _required(table)
    for column in table.columns:
        result = converted[column.name]
        if result.bad is not None:
            for row in np.flatnonzero(result.bad):
                problems.setdefault(int(row), (column, "type"))
        if (column.name in required or not column.nullable) and result.values.null_count:
            for row in np.flatnonzero(pc.is_null(result.values).to_numpy(zero_copy_only=False)):
                problems.setdefault(int(row), (column, "missing"))
    return problems


def _without(table: TableContract, columns: Columns) -> Columns:
    """The columns that may be kept: personal fields never leave this function, nor do the source's own helpers."""
    pattern = table.options.get("personal_pattern")
    personal = re.compile(pattern) if pattern else None
    return {n: array for n, array in columns.items() if not n.startswith("=") and not (personal and personal.match(n))}


def _kind(type_: pa.DataType) -> tuple[str, str, str]:
    if pa.types.is_integer(type_) or pa.types.is_floating(type_):
        return "a_number", "숫자가 아닙니다", "is not a number"
    if pa.types.is_boolean(type_):
        return "yes_or_no", "예/아니오 값이 아닙니다", "is neither yes nor no"
    return "a_date", "날짜가 아닙니다", "is not a date"


def _rejected(
    table: TableContract, columns: Columns, row: int, number: int, column: Column, kind: str, response: ArchivedResponse
) -> RejectedRecord:
    record = {name: array[row].as_py() for name, array in columns.items()}
    value = {name.lower(): value for name, value in record.items()}.get(source_field(column).lower())
    if kind == "missing":
        rule = f"{column.name}_is_present"
        reason = Label(f"{column.label.ko} 값이 비어 있습니다.", f"{column.label.en} is missing.")
    else:
        suffix, ko, en = _kind(column.type)
        rule = f"{column.name}_is_{suffix}"
        reason = Label(f"{column.label.ko} 값 {value!r}은(는) {ko}.", f"{column.label.en} {value!r} {en}.")
    return RejectedRecord(table.name, record, reason, rule, response.sha256, number)


def _extra(
    table: TableContract, columns: Columns, converted: dict[str, Converted], count: int
) -> tuple[pa.Array, dict[str, tuple[str, ...]]]:
    """`_extra` per row: fields that the contract does not know, and texts whose fraction was rounded away."""
    known = {source_field(column).lower() for column in table.columns}
    ignored = {name.lower() for name in table.options.get("ignored_fields", ())}
    unknown = {name: array for name, array in columns.items() if name.lower() not in known | ignored}
    rounded = {
        name: (array, converted[column.name].rounded)
        for column in table.columns
        if converted[column.name].rounded is not None
        for name, array in columns.items()
        if name.lower() == source_field(column).lower()
    }
    if not unknown and not rounded:
        return pa.nulls(count, pa.string()), {}
    rows: list[dict[str, Any]] = [{} for _ in range(count)]
    for name, array in unknown.items():
        for row, value in zip(rows, array.to_pylist(), strict=True):
            if value is not None and value != "":
                row[name] = value
    for name, (array, mask) in rounded.items():
        for position in np.flatnonzero(mask if mask is not None else ()):
            rows[position][name] = array[int(position)].as_py()
    texts = pa.array([json.dumps(row, ensure_ascii=False) if row else None for row in rows], pa.string())
    if table.options.get("open_fields"):  # the source has many more fields than are modelled: kept, not reported
        return texts, {}
    return texts, {name: _examples(array) for name, array in unknown.items()}


def _examples(array: pa.Array) -> tuple[str, ...]:
    values = dict.fromkeys(str(value)[:60] for value in array[:1000].to_pylist() if value not in (None, ""))
    return tuple(list(values)[:3])


def _is_structure(column: Column, array: pa.Array) -> bool:
    """Whether a text column begins with an object, which the reader has turned into JSON text."""
    if not (pa.types.is_string(column.type) and pa.types.is_string(array.type)) or source_field(column).startswith("="):
        return False
    first = array[0].as_py() if len(array) else None
    return first is not None and first.startswith('{"')


def _changed(table: TableContract, by_name: Columns, converted: dict[str, Converted]) -> dict[str, tuple[str, ...]]:
    """Fields whose values are of another kind than the contract says: codes as numbers, amounts as words."""
    changed: dict[str, tuple[str, ...]] = {}
    for column in table.columns:
        array = by_name.get(source_field(column).lower())
        if array is None or array.null_count == len(array):
            continue
        bad = converted[column.name].bad
        as_number = pa.types.is_string(column.type) and not pa.types.is_string(array.type)
        as_flag = pa.types.is_boolean(array.type) and not pa.types.is_boolean(column.type)
        if as_number or as_flag or _is_structure(column, array):
            changed[source_field(column)] = _examples(array)
        elif bad is not None:
            changed[source_field(column)] = _examples(array.filter(pa.array(bad)))
    return changed
