"""Own expectations on pandas batches, beside hand-written truth."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pyarrow as pa
import pytest

from warehouse.quality import gx
from warehouse.quality.raw_gate import frame_of
from warehouse.quality.results import Severity
from warehouse.quality.rules import Level, OnFailure, Rule, RuleCannotRunError
from warehouse.sources.contract import Label

ANYTHING = Label("규칙", "rule")


def failing(rows: dict, expectation: str, applies_to: tuple = (), **arguments) -> tuple[list[int], int]:
    """Positions that the rule finds, and to how many rows it applied."""
    rule = Rule(
        "rule", "raw", "toys", ANYTHING, Level.RECORD, Severity.WARNING, OnFailure.QUARANTINE, "me", ANYTHING,
        expectation, arguments, applies_to,
    )  # fmt: skip
    table = pa.table(rows)
    outcome = gx.validate_frame(frame_of(table, [rule]), [rule], {"today": date(2026, 3, 11)})["rule"]
    assert outcome.success == (not outcome.failing_positions)
    return list(outcome.failing_positions), outcome.applied_count


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("스마트도시 통합플랫폼 (2차)", True),
        ("<단독> 서울시, AI 도입", True),
        ("a < b 그리고 c > d", True),
        ("- 국비 100억 + 시비 50억", True),
        ("+82-2-120 안내", True),
        ("R&D 사업 & 실증", True),
        ("café 문화거리 조성", True),
        ("<script>alert(1)</script>", False),
        ("구축<br/>사업", False),
        ('<img src=x onerror="a()">', False),
        ("&lt;b&gt;", False),
        ("javascript:alert(1)", False),
        ("=SUM(A1:A2)", False),
        ("@cmd", False),
        ("-1+cmd|' /C calc'!A0", False),
        ("스마\x00트".replace("\x00", "\x02"), False),
        ("스마\ufffd트", False),
        ("스마트도시".encode("cp949").decode("latin-1"), False),
        ("스마트도시".encode().decode("latin-1"), False),
        ("占쏙옙 사업", False),
    ],
)
def test_text_is_clean(text, clean):
    assert failing({"name": [text, None]}, "expect_text_to_be_clean", column="name")[0] == ([] if clean else [0])


def test_bounds_are_inclusive_and_skip_what_is_missing():
    rows = {"size": pa.array([1, 5, 6, None, -1], pa.int64())}
    found = failing(rows, "expect_column_values_to_be_between", column="size", min_value=1, max_value=5)
    assert found == ([2, 4], 4)


def test_integers_beyond_a_float_are_compared_exactly():
    rows = {"size": pa.array([2**53 + 1, None], pa.int64())}
    assert failing(rows, "expect_column_values_to_be_between", column="size", max_value=2**53)[0] == [0]


def test_days_are_compared_with_a_parameter():
    rows = {"day": pa.array([date(2026, 3, 11), date(2026, 3, 12), None])}
    assert failing(rows, "expect_column_values_to_be_between", column="day", max_value="$today") == ([1], 2)


def test_parts_reconcile_within_a_tolerance_and_unknown_is_no_contradiction():
    rows = {"a": [50, 50, None, 50], "b": [50, 40, None, None], "total": [100, 100, 100, None]}
    found = failing(
        {name: pa.array(values, pa.int64()) for name, values in rows.items()},
        "expect_parts_to_reconcile_to_total", column_list=["a", "b", "total"], tolerance_ratio=0.05,
    )  # fmt: skip
    assert found[0] == [1]


@pytest.mark.parametrize(
    ("code", "day", "valid"),
    [
        ("4200000000", date(2023, 6, 10), True),
        ("4200000000", date(2023, 6, 11), False),
        ("5100000000", date(2023, 6, 10), False),
        ("5100000000", date(2023, 6, 11), True),
        ("1200000000", date(2026, 6, 30), False),
        ("1200000000", date(2026, 7, 1), True),
        ("9999999999", date(2026, 7, 1), False),
    ],
)
def test_a_region_code_is_valid_only_in_its_days(code, day, valid):
    rows = {"code": [code, None], "day": pa.array([day, day])}
    assert failing(rows, "expect_region_to_be_valid_at_date", column_list=["code", "day"])[0] == ([] if valid else [0])


@pytest.mark.parametrize(
    ("name", "day", "valid"),
    [
        ("서울종로구", date(2026, 3, 11), True),
        ("서울본청", date(2026, 3, 11), True),
        ("서울 종로구", date(2026, 3, 11), True),
        ("경기광주시", date(2026, 3, 11), True),
        ("대구군위군", date(2023, 6, 30), False),
        ("대구군위군", date(2023, 7, 1), True),
        ("경북군위군", date(2024, 1, 1), True),
        ("경북군위군", date(2024, 7, 2), False),
        ("전남광주본청", date(2026, 6, 30), False),
        ("전남광주본청", date(2026, 7, 1), True),
        ("서울강남시", date(2026, 3, 11), False),
    ],
)
def test_a_government_name_is_valid_from_its_beginning_and_lingers_a_year(name, day, valid):
    rows = {"name": [name], "day": pa.array([day])}
    found = failing(rows, "expect_region_name_to_be_valid_at_date", column_list=["name", "day"])[0]
    assert found == ([] if valid else [0])


def test_a_witness_is_as_long_as_its_span():
    rows = {
        "quote": ["3억원", "3억원", " ", "가" * 61, None, "3억원"],
        "span_start": pa.array([4, 4, 0, 0, 0, -1], pa.int32()),
        "span_end": pa.array([7, 8, 1, 61, 0, 2], pa.int32()),
        "line_number": pa.array([1] * 6, pa.int32()),
    }
    columns = ["quote", "span_start", "span_end", "line_number"]
    assert failing(rows, "expect_witness_to_match_its_span", column_list=columns)[0] == [1, 2, 3, 4, 5]


def test_an_expression_judges_only_whole_rows():
    rows = {"a": pa.array([1, 5, None], pa.int64()), "b": pa.array([2, 2, 2], pa.int64())}
    assert failing(rows, "expect_row_to_satisfy", column_list=["a", "b"], expression="a <= 2 * b")[0] == [1]


def test_a_condition_that_no_row_meets_leaves_nothing_to_judge():
    rows = {"a": pa.array([1], pa.int64()), "kind": ["x"]}
    applies = ({"column": "kind", "is": "==", "value": "y"},)
    assert failing(rows, "expect_column_values_to_not_be_null", applies, column="a") == ([], 0)


def test_a_rule_that_does_not_fit_its_table_is_told_apart_from_one_that_failed():
    with pytest.raises(RuleCannotRunError, match=r"raw\.toys\.rule cannot be carried out"):
        failing({"a": [1]}, "expect_column_values_to_not_be_null", column="missing")


def test_what_the_import_put_off_is_there_for_whoever_asks():
    program = (
        "import sys; from warehouse.quality import gx; gx.context(); assert 'scipy.stats' not in sys.modules;"
        "from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as divergence;"
        "from scipy import stats; assert divergence.stats.entropy is stats.entropy; assert divergence.alt.Chart"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)
