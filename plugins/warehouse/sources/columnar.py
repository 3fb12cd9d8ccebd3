"""Rows of one answer as Arrow columns named as the source names them: fast when all rows look alike, tolerant when not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.json

from warehouse.sources.envelopes import Envelope, JsonRows
from warehouse.sources.failures import EnvelopeError
from warehouse.sources.flat_xml import FlatRows

_ARROW_OF = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), type(None): pa.string()}
_BEGINNING = 20_000  # bytes in which the first row is looked for

Columns = dict[str, pa.Array]


def columns_of(envelope: Envelope) -> Columns:
    """One array per field, of strings, integers, floats or booleans; structures become JSON text."""
    if not envelope.records:
        return {}
    if isinstance(envelope.records, FlatRows):
        return envelope.records.columns()
    fast = _from_array(envelope.records.text()) if isinstance(envelope.records, JsonRows) else None
    return fast if fast is not None else _from_dictionaries(envelope.rows())


def _from_array(array: bytes) -> Columns | None:
    """All rows at once by Arrow's own reader; None when the rows do not look alike."""
    schema = _schema_of_first(array)
    if schema is None:
        return None
    text = b'{"rows":' + array + b"}"
    try:
        table = pyarrow.json.read_json(
            pa.py_buffer(text),
            read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(text) + 1),
            parse_options=pyarrow.json.ParseOptions(explicit_schema=schema, newlines_in_values=True),
        )
        rows = table.column("rows").chunk(0).values
    except (pa.ArrowException, ValueError, AttributeError):
        return None
    if rows.null_count or not pa.types.is_struct(rows.type):
        return None
    columns = {field.name: rows.field(position) for position, field in enumerate(rows.type)}
    known = len(columns) == rows.type.num_fields and all(one.type in _ARROW_OF.values() for one in columns.values())
    return columns if known else None


def _schema_of_first(array: bytes) -> pa.Schema | None:
    """Types as the first row writes them: left alone, Arrow would take some texts for times and lose their spelling."""
    try:
        row, _ = json.JSONDecoder().raw_decode(array[:_BEGINNING].decode("utf-8", "ignore").lstrip("[ \t\r\n"))
    except ValueError:
        return None
    if not isinstance(row, dict):
        return None
    types = {name: _ARROW_OF.get(type(value)) for name, value in row.items()}
    if not types or None in types.values():
        return None
    return pa.schema([("rows", pa.list_(pa.struct(list(types.items()))))])


def _from_dictionaries(rows: Sequence[Mapping[str, Any]]) -> Columns:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: pa.array([text_of(row.get(name)) for row in rows], pa.string()) for name in names}


def text_of(value: Any) -> str | None:
    """Any value a source may send, as text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return repr(value) if isinstance(value, float) else str(value)


def columns_from_rows(header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Columns:
    """Rows of a CSV or a sheet, all text; short rows are filled up, long ones are an error of the file."""
    width = len(header)
    if any(len(row) > width and any(row[width:]) for row in rows):
        raise EnvelopeError(f"a row has more cells than the {width} of the header")
    filled = [[*row[:width], *([None] * (width - len(row)))] for row in rows]
    return {name: pa.array([row[i] for row in filled], pa.string()) for i, name in enumerate(header)}
