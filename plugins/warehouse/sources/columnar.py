"""Rows of one answer as Arrow columns named as the source names them: fast when all rows look alike, tolerant when not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.json

from warehouse.sources.envelopes import Envelope
from warehouse.sources.failures import EnvelopeError, Outcome
from warehouse.sources.xml_envelopes import local_name, row_of

_ARROW_OF = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), type(None): pa.string()}
_FIRST_ROWS = 3

Columns = dict[str, pa.Array]


def columns_of(envelope: Envelope) -> Columns:
    """One array per field, of strings, integers, floats or booleans; structures become JSON text."""
    if not envelope.row_count:
        return {}
    if envelope.is_xml:
        return _from_elements(envelope.records)
    fast = _from_json(envelope.records)
    return fast if fast is not None else _from_dictionaries(envelope.rows())


def _from_json(records: Sequence[Any]) -> Columns | None:
    """All rows at once by Arrow's own reader; None when the rows do not look alike."""
    schema = _schema_of_first(records)
    if schema is None:
        return None
    lines = b"\n".join(bytes(record) for record in records)
    try:
        table = pyarrow.json.read_json(
            pa.py_buffer(lines),
            read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
            parse_options=pyarrow.json.ParseOptions(explicit_schema=schema, newlines_in_values=True),
        )
    except (pa.ArrowException, ValueError):
        return None
    if table.num_rows != len(records):
        return None
    columns = {name: table.column(name).combine_chunks() for name in table.column_names}
    return columns if all(column.type in _ARROW_OF.values() for column in columns.values()) else None


def _schema_of_first(records: Sequence[Any]) -> pa.Schema | None:
    """Types as the first rows write them: left alone, Arrow would take some texts for times and lose their spelling."""
    types: dict[str, pa.DataType] = {}
    for row in Envelope("headed", Outcome.OK, records=records[:_FIRST_ROWS]).rows():
        for name, value in row.items():
            found = _ARROW_OF.get(type(value))
            if found is None:
                return None
            if value is not None or name not in types:
                types[name] = found
    return pa.schema(list(types.items()))


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


def _from_elements(elements: Sequence[Any]) -> Columns:
    """XML rows; when all have the same children in the same order, they are simply turned on their side."""
    tags = [child.tag for child in elements[0]]
    texts: list[list[str | None]] = []
    if len(set(tags)) == len(tags):
        for element in elements:
            children = list(element)
            if [child.tag for child in children] != tags or any(map(len, children)):
                break
            texts.append([child.text for child in children])
    if len(texts) != len(elements):
        return _from_dictionaries([row_of(element) for element in elements])
    names = [local_name(child) for child in elements[0]]
    return {name: pa.array(column, pa.string()) for name, column in zip(names, zip(*texts, strict=True), strict=True)}


def columns_from_rows(header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Columns:
    """Rows of a CSV or a sheet, all text; short rows are filled up, long ones are an error of the file."""
    width = len(header)
    if any(len(row) > width and any(row[width:]) for row in rows):
        raise EnvelopeError(f"a row has more cells than the {width} of the header")
    filled = [[*row[:width], *([None] * (width - len(row)))] for row in rows]
    return {name: pa.array([row[i] for row in filled], pa.string()) for i, name in enumerate(header)}
