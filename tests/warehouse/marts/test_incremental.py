"""A second build changes exactly the fiscal years whose loads changed, and unit tests hold."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Warehouse

LINES = "+int_budget__lines +int_budget__region_totals"


@pytest.fixture(scope="module")
def rebuilt(make_warehouse: Callable[[], Warehouse], raw: SimpleNamespace) -> Warehouse:
    """Three years, then a newer snapshot of one, another one taken back, and the third as it was."""
    warehouse = make_warehouse()
    warehouse.add("lofin_budget_lines", [
        raw.budget_line(2022, raw.jongno, "AI 관제 구축", "x1", 100), raw.budget_line(2023, raw.jongno, "AI 관제 구축", "x2", 200),
        raw.budget_line(2024, raw.jongno, "AI 관제 구축", "x3", 300), raw.budget_line(2024, raw.jongno, "드론 순찰", "x4", 400),
    ])  # fmt: skip
    warehouse.build("--select", *LINES.split())
    # A mark that only an untouched year keeps.
    warehouse.execute("update intermediate.int_budget__lines set account_name = 'mark'")
    warehouse.execute("delete from raw.lofin_budget_lines where fiscal_year = 2022")
    newer = {"snapshot_on": "2025-01-02", "_load_id": "lofin-2025-01-02-20260303T010000000000"}
    warehouse.add("lofin_budget_lines", [raw.budget_line(2024, raw.jongno, "AI 관제 구축", "x3", 350, **newer)])
    warehouse.build("--select", *LINES.split())
    return warehouse


def test_an_unchanged_year_is_left_alone(rebuilt: Warehouse) -> None:
    assert rebuilt.rows(
        "select line_code, account_name from intermediate.int_budget__lines where fiscal_year = 2023"
    ) == [("x2", "mark")]


def test_a_changed_year_is_replaced_as_a_whole(rebuilt: Warehouse) -> None:
    rows = "select line_code, budget_current_krw, account_name from intermediate.int_budget__lines where fiscal_year = 2024"
    assert rebuilt.rows(rows) == [("x3", 350, "일반회계")]


def test_a_vanished_year_vanishes(rebuilt: Warehouse) -> None:
    assert rebuilt.value("select count(*) from intermediate.int_budget__lines where fiscal_year = 2022") == 0
    assert rebuilt.rows("select fiscal_year from intermediate.int_budget__region_totals order by 1") == [
        (2023,),
        (2024,),
    ]


def test_a_document_read_again_keeps_only_its_newest_reading(
    make_warehouse: Callable[[], Warehouse], raw: SimpleNamespace
) -> None:
    warehouse = make_warehouse()
    newer = {"_load_id": "press-2026-03-01-20260401T010000000000"}  # an earlier interval, loaded later
    warehouse.add(
        "press_documents",
        [raw.document("d", "2026-01-01", ["1111000000"]), raw.document("d", "2026-01-01", ["1111000000"], **newer)],
    )
    warehouse.add(
        "press_initiatives", [raw.initiative("old", "d", "옛 이름"), raw.initiative("new", "d", "AI 관제", **newer)]
    )
    warehouse.build("--select", "+int_initiatives__mentions")
    assert warehouse.rows("select name from intermediate.int_initiatives__mentions") == [("AI 관제",)]


def test_dbt_unit_tests_hold(built: Warehouse) -> None:
    outcome = built.dbt("test", "--select", "test_type:unit")
    assert outcome.exception is None
    results = {result.node.name: str(result.status) for result in outcome.result.results}
    assert len(results) >= 6
    assert set(results.values()) == {"pass"}, results
