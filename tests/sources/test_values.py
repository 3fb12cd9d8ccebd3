"""Values as sources write them: amounts, dates, times, texts; and for any text a value, nothing, or a marked refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.sources.values import convert, number, to_date, to_moment


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,250,000,000", 1_250_000_000),
        ("0.0", 0),
        (" 12 ", 12),
        ("-15000", -15000),
        ("△15,000", -15000),
        ("1.25E9", 1_250_000_000),
        ("", None),
        ("-", None),
        ("x", None),
        ("X", None),
        (None, None),
        ("00012", 12),
        ("630730.2", 630730),
        ("+7", 7),
    ],
)
def test_amounts(text, value):
    converted = convert(pa.array([text], pa.string()), pa.int64())
    assert converted.values.to_pylist() == [value] and converted.bad is None
    assert (converted.rounded is not None) == (text == "630730.2")


@pytest.mark.parametrize(
    "text", ["모름", "12원", "1.2.3", "9" * 19, "1e999", "--5", "12 34x", "0x10", "Infinity", "NaN"]
)
def test_not_amounts(text):
    assert convert(pa.array([text, "1"], pa.string()), pa.int64()).bad.tolist() == [True, False]


def test_too_large_for_the_column():
    assert convert(pa.array(["3000000000"], pa.string()), pa.int32()).bad.tolist() == [True]
    assert convert(pa.array([3_000_000_000]), pa.int32()).bad.tolist() == [True]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20260310", (2026, 3, 10)),
        ("2026-03-10", (2026, 3, 10)),
        ("2026.03.10", (2026, 3, 10)),
        ("2026-3-1", (2026, 3, 1)),
        ("2026-02-11 09:30:00", (2026, 2, 11)),
        ("202602110930", (2026, 2, 11)),
        ("202606", (2026, 6, 1)),
        ("2026.03.10.", (2026, 3, 10)),
        ("2026-03-11 09:00:00.0", (2026, 3, 11)),
        ("20240828 10:05:09", (2024, 8, 28)),
    ],
)
def test_dates(text, day):
    assert to_date(text) == date(*day)


@pytest.mark.parametrize(
    "text", ["2026", "20261310", "2026-02-30", "어제", "202613", "2026-1-12-3x", "1", "20260310123"]
)
def test_not_dates(text):
    with pytest.raises(ValueError):
        to_date(text)


def test_moments_without_a_zone_are_korean():
    assert to_moment("2026-02-11 09:30:00") == datetime(2026, 2, 11, 0, 30, tzinfo=UTC)
    assert to_moment("202602110930") == datetime(2026, 2, 11, 0, 30, tzinfo=UTC)
    assert to_moment("2026-02-11") == datetime(2026, 2, 10, 15, 0, tzinfo=UTC)
    assert to_moment("2026-02-11T09:30:00Z") == datetime(2026, 2, 11, 9, 30, tzinfo=UTC)
    assert to_moment("2026-02-11 24:00") == datetime(2026, 2, 11, 15, 0, tzinfo=UTC)


def test_texts_are_trimmed_and_entities_resolved():
    converted = convert(pa.array([" Y ", "", "AT&amp;T &lt;서울&gt;", "R&D", None], pa.string()), pa.string())
    assert converted.values.to_pylist() == ["Y", None, "AT&T <서울>", "R&D", None]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text(max_size=20) | st.none(), min_size=1, max_size=8),
    st.sampled_from(["i8", "i4", "f", "d", "t", "b", "s"]),
)
def test_any_text_is_converted_or_marked(texts, kind):
    types = {
        "i8": pa.int64(),
        "i4": pa.int32(),
        "f": pa.float64(),
        "d": pa.date32(),
        "t": pa.timestamp("us", tz="UTC"),
        "b": pa.bool_(),
        "s": pa.string(),
    }
    converted = convert(pa.array(texts, pa.string()), types[kind])
    assert len(converted.values) == len(texts) and converted.values.type == types[kind]


@given(st.integers(-(10**15), 10**15))
def test_numbers_with_commas_keep_their_value(value):
    assert int(number(f"{value:,}")) == value
