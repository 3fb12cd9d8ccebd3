"""Arrow columns as sources write them into typed columns: what cannot be converted is marked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from html import unescape
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.sources.quota import KOREA

# What sources write for "no value" where a number or a date belongs (sources index, "Values").
_NOTHING = frozenset({"", "-", "x", "X", "null", "NULL", "None", "N/A"})
_NUMBER = re.compile(r"([+-]?)(\d{1,30})?(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?")
_MINUS = str.maketrans({"△": "-", "▲": "-", "−": "-", "–": "-", "＋": "+", "－": "-"})
_DATE = re.compile(r"(\d{4})(?:([-./]) ?(\d{1,2})\2 ?(\d{1,2})\.?|(\d{2})(\d{2}))(?=\D|\d{4}|$)(.*)")
_MONTH = re.compile(r"(\d{4})[-./]?(\d{2})\.?")
_TIME = re.compile(r"[T ]*(\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_HEXADECIMAL = re.compile(rb"[xX]")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|middot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
# Blanks, `&`, and the first bytes of the blanks beyond ASCII (no-break, ideographic and typographic spaces).
_BLANKS_AND_SIGNS = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f&\xc2\xe1\xe2\xe3"


@dataclass(frozen=True, slots=True)
class Converted:
    """A column in its type; `bad` marks what could not be converted, `rounded` what lost a fraction."""

    values: pa.Array
    bad: np.ndarray | None = None
    rounded: np.ndarray | None = None


def convert(column: pa.Array, type_: pa.DataType) -> Converted:
    """A source column into the contract's type."""
    if pa.types.is_string(type_):
        return Converted(_strings(column))
    if pa.types.is_integer(type_):
        return _integers(column, type_)
    if pa.types.is_floating(type_):
        return _by_value(column, type_, lambda text: float(number(text)))
    if pa.types.is_date(type_):
        return _by_value(column, type_, to_date)
    if pa.types.is_timestamp(type_):
        return _by_value(column, type_, to_moment)
    if pa.types.is_boolean(type_):
        return _by_value(column, type_, to_boolean)
    raise TypeError(f"no conversion into {type_}")


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_floating(column.type):
        return pa.array([None if value is None else repr(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())


def _strings(column: pa.Array) -> pa.Array:
    if _is_clean(column):
        return column
    text = pc.utf8_trim_whitespace(_text(column))
    if pc.any(pc.match_substring(text, "&")).as_py():
        text = pa.array(
            [value and _ENTITY.sub(lambda m: unescape(m[0]), value).strip() for value in text.to_pylist()], pa.string()
        )
    empty = pc.equal(text, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), text) if pc.any(empty).as_py() else text


def _is_clean(column: pa.Array) -> bool:
    """Whether a text column has nothing to trim, to resolve or to empty; looks at its bytes once instead of at each value."""
    if not pa.types.is_string(column.type) or column.null_count or not len(column):
        return False
    ends = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4)
    if (ends[1:] == ends[:-1]).any():
        return False
    text = _bytes(column)
    return len(text) == len(text.translate(None, _BLANKS_AND_SIGNS))


def _bytes(column: pa.Array) -> bytes:
    """The texts of a column one behind the other (and what else stands in its buffer, when it is a slice)."""
    data = column.buffers()[2]
    return b"" if data is None else data.to_pybytes()


def _integers(column: pa.Array, type_: pa.DataType) -> Converted:
    if pa.types.is_integer(column.type):
        try:
            return Converted(column.cast(type_))
        except pa.ArrowInvalid:
            pass
    elif pa.types.is_string(column.type):
        try:
            values = column.cast(type_)  # plain digits: by far the most common case
            if not _HEXADECIMAL.search(_bytes(column)):  # Arrow reads 0x10 as 16
                return Converted(values)
        except pa.ArrowInvalid:
            pass
    return _by_value(column, type_, lambda text: _whole(text, type_))


def _whole(text: str, type_: pa.DataType) -> int:
    value = int(number(text).to_integral_value(ROUND_HALF_EVEN))
    limit = 2 ** (type_.bit_width - 1)
    if not -limit <= value < limit:
        raise ValueError("too large")
    return value


def _by_value(column: pa.Array, type_: pa.DataType, convert_one: Callable[[str], Any]) -> Converted:
    """Convert each distinct text once: the same dates and codes repeat thousands of times."""
    encoded = pc.utf8_trim_whitespace(_text(column)).dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    values, bad, rounded = [], np.zeros(len(distinct) + 1, bool), np.zeros(len(distinct) + 1, bool)
    for position, text in enumerate(distinct):
        value = None
        if text is not None and text not in _NOTHING:
            try:
                value = convert_one(text)
                rounded[position] = pa.types.is_integer(type_) and has_fraction(text)
            except (ValueError, ArithmeticError):
                bad[position] = True
        values.append(value)
    positions = encoded.indices.fill_null(len(distinct)).to_numpy(zero_copy_only=False)
    taken = pa.array([*values, None], type_).take(pa.array(positions))
    return Converted(taken, bad[positions] if bad.any() else None, rounded[positions] if rounded.any() else None)


def number(text: str) -> Decimal:
    """`"1,250"`, `"0.0"`, `"△15,000"`, `" 630730.2"` as a number; ValueError for anything else."""
    cleaned = text.strip().translate(_MINUS).replace(",", "").replace(" ", "")
    match = _NUMBER.fullmatch(cleaned)
    if not match or not (match[2] or match[3]):
        raise ValueError(f"not a number: {text!r}")
    return Decimal(cleaned)


def has_fraction(text: str) -> bool:
    """Whether rounding to a whole number loses something."""
    value = number(text)
    return value != value.to_integral_value()


def to_date(text: str) -> date:
    """A day as sources write it: YYYYMMDD, YYYY-MM-DD, YYYY.MM.DD, with or without a time; YYYYMM is its first day."""
    cleaned = text.strip()
    match = _DATE.fullmatch(cleaned)
    if match and (not match[7] or match[7][0] in " T" or _TIME.fullmatch(match[7])):
        return date(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6]))
    month = _MONTH.fullmatch(cleaned)
    if month:
        return date(int(month[1]), int(month[2]), 1)
    raise ValueError(f"not a date: {text!r}")


def to_moment(text: str) -> datetime:
    """A moment in UTC; without a zone the source means Korean time, without a time the day's beginning."""
    day = to_date(text)
    match = _DATE.fullmatch(text.strip())
    rest = match[7].strip() if match else ""
    moment = datetime(day.year, day.month, day.day, tzinfo=KOREA)
    if rest:
        time = _TIME.fullmatch(rest)
        if not time:
            raise ValueError(f"not a time: {text!r}")
        hour = int(time[1])
        moment = moment.replace(hour=hour % 24, minute=int(time[2]), second=int(time[3] or 0)) + timedelta(
            days=hour == 24
        )
        if time[4]:
            moment = moment.replace(tzinfo=datetime.fromisoformat(f"2000-01-01T00:00{time[4]}").tzinfo)
    return moment.astimezone(UTC)


def to_boolean(text: str) -> bool:
    """Y/N and its relatives."""
    known = {
        "y": True,
        "yes": True,
        "true": True,
        "1": True,
        "예": True,
        "n": False,
        "no": False,
        "false": False,
        "0": False,
        "아니오": False,
    }
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise ValueError(f"neither yes nor no: {text!r}") from None
