"""Every question in docs/questions is one query that runs on the marts; metrics too; numbers lead to their witness."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Warehouse

QUESTIONS = Path(__file__).resolve().parents[3] / "docs" / "questions"
METRICS = yaml.safe_load((QUESTIONS / "metrics.yml").read_text(encoding="utf-8"))["metrics"]


def answer(built: Warehouse, name: str) -> list[tuple]:
    return built.rows((QUESTIONS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.sql")), ids=lambda path: path.stem)
def test_the_question_is_one_query_that_says_what_it_asks(built: Warehouse, path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert ";" not in "".join(line for line in text.splitlines() if not line.startswith("--"))
    built.rows(text)


def test_ai_spending_is_compared_with_the_same_ground_whatever_its_name_was(make_warehouse, raw) -> None:
    warehouse = make_warehouse()
    lines = [
        raw.budget_line(2023, ("2900000", "광주본청"), "AI 집적단지 조성", "j0", 100_000_000),
        raw.budget_line(2026, ("1200000", "전남광주본청"), "AI 집적단지 조성", "j1", 300_000_000),
    ]
    warehouse.add("lofin_budget_lines", lines)
    population = {"region_code_mois": "1200000000", "month_on": "2026-06-01", "population_count": 3_000_000}
    warehouse.add("resident_population", [population])
    warehouse.build()
    ((name, year, _, spent, per_head, before, change),) = answer(warehouse, "01_ai_spending_per_head.sql")
    assert (name, year, spent, before) == ("전남광주통합특별시", 2026, 270_000_000, 90_000_000)
    assert (per_head, change) == (90.0, 180_000_000)


def test_what_was_announced_in_seoul_and_ordered(built: Warehouse) -> None:
    rows = {(row[0], row[2]): row[3:6] for row in answer(built, "02_announced_and_ordered_in_seoul.sql")}
    assert rows[("공공 클라우드 전환", "디지털정책관")] == ("list_entry", 600_000_000, None)


def test_how_far_announcements_came(built: Warehouse) -> None:
    rows = answer(built, "08_from_announcement_to_contract.sql")
    assert (2023, "article", 1, 1, 1, 1) in rows and (2022, "project_list", 3, 0, 0, 0) in rows


def test_the_technology_mix_counts_provincial_money_once(built: Warehouse) -> None:
    rows = {row[:2]: row[2] for row in answer(built, "04_technology_mix_by_province.sql")}
    assert rows[("전남광주통합특별시", "인공지능")] == 1_030_000_000


def test_projects_that_were_to_be_ordered(built: Warehouse) -> None:
    rows = answer(built, "18_planned_orders_that_are_due.sql")
    assert ("행정 데이터 사전 정비", "서울특별시 강서구", "총무과") in {row[:3] for row in rows}
    assert not {"공공 클라우드 전환", "2023년 종로구 AI 민원 챗봇 구축"} & {
        row[0] for row in rows if row[2] in ("디지털정책관", "스마트도시과")
    }


def test_press_totals_that_do_not_add_up(built: Warehouse) -> None:
    ((_, _, kind, terms, expected, computed, difference, _),) = answer(built, "06_press_totals_that_do_not_add_up.sql")
    assert (kind, terms, expected, computed, difference) == ("sum", "188 + 165", 366.0, 353.0, -13.0)


def test_announcements_without_a_budget_line(built: Warehouse) -> None:
    rows = answer(built, "03_announced_without_a_budget_line.sql")
    assert "AI 민원 챗봇 구축" not in {row[0] for row in rows}


def test_cancelled_tenders(built: Warehouse) -> None:
    ((name, *_),) = answer(built, "10_cancelled_tenders.sql")
    assert name == "CCTV 관제시스템 고도화"


def test_the_merged_place_over_time(built: Warehouse) -> None:
    rows = {row[0]: row[1] for row in answer(built, "13_merged_place_over_time.sql")}
    assert rows[2025] == "sum_of_parts" and rows[2026] == "as_was"


def test_unresolved_places_are_reported(built: Warehouse) -> None:
    assert ("budget_lines", "unknown_name", 1, "달나라구") in answer(built, "16_places_that_could_not_be_resolved.sql")


def test_every_number_of_the_trail_has_one_witness(built: Warehouse) -> None:
    rows = answer(built, "witness.sql")
    assert sum(row[0] == "money_trail" for row in rows) == built.value("select count(*) from marts.money_trail")
    for mart, _, figure, _, kind, url, line, quote, load, key, archive, number in rows:
        told = (url, line, quote) if kind == "document" else (load, key, archive, number)
        assert None not in told, (mart, figure)


def test_the_witnesses_of_a_regions_year_add_up_to_it(built: Warehouse) -> None:
    figures = ("compiled", "budgeted", "spent", "settled", "listed", "ordered", "contracted", "announced")
    parts: dict[tuple[str, str], list[int]] = {}
    for mart, row_id, figure, amount, *_ in answer(built, "witness.sql"):
        if mart == "region_years" and amount is not None:
            parts.setdefault((row_id, figure), []).append(amount)
    seen = set()
    for figure in (f"{name}_krw" for name in figures):
        for row_id, value in built.rows(f"select region_year_id, {figure} from marts.region_years"):
            found = parts.get((row_id, figure), [])
            # Several articles may witness one announced total.
            assert sum(set(found) if figure == "announced_krw" else found) == (value or 0), (row_id, figure)
            seen |= {figure} if value else set()
    assert len(seen) == len(figures)


# What each metric is, asked another way.
AS_WAS = "from marts.region_years where series_basis = 'as_was'"
LINES = "from intermediate.int_budget__lines"
REFERENCES = {
    "initiative_count": "select count(distinct initiative_id) from marts.initiative_mentions",
    "announced_krw": """
        select sum(effective_krw) from (
            select distinct region_code, attributed_year, effective_krw from marts.budget_facts
            where role = 'total' and region_code is not null and attributed_year is not null
        )
    """,
    "announced_for_initiative_krw": """
        select sum(coalesce(listed, told)) from (
            select max(amount_krw) filter (where budget_fact_id is not null and is_counted) as told,
                sum(amount_krw) filter (where budget_fact_id is null) as listed
            from marts.money_trail where stage = 'announced' group by initiative_id, fiscal_year
        )
    """,
    "listed_krw": "select sum(amount_krw) from marts.initiative_mentions where mention_kind = 'register'",
    "compiled_krw": f"select sum(budget_compiled_krw) {LINES}",
    "budgeted_krw": f"select sum(budget_current_krw) {LINES}",
    "spent_krw": f"select sum(spent_krw) {LINES}",
    "execution_ratio": f"select sum(spent_krw) * 1.0 / sum(budget_current_krw) {LINES}",
    "ordered_krw": f"select sum(ordered_krw) {AS_WAS}",
    "contracted_krw": "select sum(amount_krw) from marts.procurements where procurement_kind = 'contract'",
    "digital_share_ratio": f"""
        select sum(spent_krw) * 1.0 / (select sum(all_spent_krw) from intermediate.int_budget__region_totals
            where region_code is not null) {LINES} where region_code is not null
    """,
    "budgeted_per_head_krw": f"""
        select sum(budgeted_krw) * 1.0 / sum(case when budgeted_krw is not null then population_count end) {AS_WAS}
    """,
    "all_original_krw": "select sum(original_krw) from staging.stg_lofin__functional_budgets where laf_name_raw <> '서울계'",
    "all_settled_krw": "select sum(settled_krw) from staging.stg_lofin__functional_settlements",
    "failing_claim_count": "select count(*) from marts.reconciliations where difference <> 0",
}


def ask(metric: dict, dimensions: str = "") -> str:
    """The query that metrics.yml says a metric is."""
    where = f" where {metric['filter']}" if "filter" in metric else ""
    columns, group = (f"{dimensions}, ", f" group by {dimensions}") if dimensions else ("", "")
    return f"select {columns}{metric['expression']} from {metric['table']}{where}{group}"


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric["name"])
def test_the_metric_is_explained_and_agrees_with_the_marts(built: Warehouse, metric: dict) -> None:
    assert all(metric[f"{word}_{language}"] for word in ("label", "meaning") for language in ("ko", "en"))
    value = built.value(ask(metric))
    assert value and value == pytest.approx(built.value(REFERENCES[metric["name"]]))


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric["name"])
def test_the_metric_can_be_asked_by_each_of_its_dimensions(built: Warehouse, metric: dict) -> None:
    whole = built.value(ask(metric))
    for dimension in metric["dimensions"]:
        values = [value for _, value in built.rows(ask(metric, dimension)) if value is not None]
        assert values and (not metric["adds_up"] or sum(values) == whole), dimension
