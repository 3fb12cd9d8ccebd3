"""What the marts say about the tricky cases: places, snapshots, bases, misprints, purchases, the money trail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Warehouse


def test_a_year_is_its_latest_snapshot_with_bases_apart(built: Warehouse) -> None:
    rows = built.rows("""
        select budget_compiled_krw, budget_current_krw, carried_over_krw, spent_krw, settled_krw, snapshot_on::varchar
        from marts.budget_lines where line_code = 'a1'
    """)
    assert rows == [(300_000_000, 310_000_000, 10_000_000, 279_000_000, 279_000_000, "2023-12-31")]


def test_an_open_year_is_not_settled(built: Warehouse) -> None:
    assert built.rows("select distinct settled_krw from marts.budget_lines where fiscal_year = 2026") == [(None,)]


def test_only_digital_lines_stand_in_the_mart_and_all_lines_in_the_whole(built: Warehouse) -> None:
    assert built.value("select count(*) from marts.budget_lines where line_name_raw like '경로당%'") == 0
    row = "select all_budgeted_krw, budgeted_krw from marts.region_years where fiscal_year = 2023 and region_code = '1111000000'"
    assert built.rows(row) == [(1_000_000_000, 310_000_000)]


@pytest.mark.parametrize(
    ("laf_name", "year", "region", "resolution"),
    [
        ("서울종로구", 2023, "서울특별시 종로구", "in_force"),
        ("서울본청", 2024, "서울특별시", "in_force"),
        ("경기광주시", 2024, "경기도 광주시", "in_force"),  # no district of 광주
        ("광주서구", 2026, "전남광주통합특별시 서구", "in_force"),  # the old prefix after the merger of 2026-07-01
        ("전남광주본청", 2026, "전남광주통합특별시", "in_force"),
        ("광주본청", 2025, "광주광역시", "in_force"),
        ("달나라구", 2026, None, "unknown_name"),  # kept and reported, never dropped
    ],
)
def test_budget_bodies_are_placed_by_name_as_of_their_day(
    built: Warehouse, laf_name: str, year: int, region: str | None, resolution: str
) -> None:
    query = f"select region_name_ko, resolution from marts.budget_lines where laf_name_raw = '{laf_name}' and fiscal_year = {year}"
    assert set(built.rows(query)) == {(region, resolution)}


def test_a_county_under_two_provinces_counts_once(built: Warehouse) -> None:
    rows = built.rows("select laf_name_raw, region_name_ko from marts.budget_lines where line_code = 'w1'")
    assert rows == [("대구군위군", "대구광역시 군위군")]
    assert (
        built.value(
            "select all_budgeted_krw from marts.region_years where fiscal_year = 2023 and region_code = '2772000000'"
        )
        == 70_000_000
    )


def test_a_merged_body_ends_where_its_heir_goes_on(built: Warehouse) -> None:
    assert built.rows("select laf_name_raw, budget_current_krw from marts.budget_lines where line_code = 'j1'") == [
        ("전남광주본청", 950_000_000)
    ]


def test_a_merged_place_has_a_series_made_of_its_parts(built: Warehouse) -> None:
    rows = built.rows("""
        select fiscal_year, series_basis, budgeted_krw, population_count from marts.region_years
        where region_code = '1200000000' and fiscal_year >= 2025 order by fiscal_year
    """)
    assert rows == [(2025, "sum_of_parts", 800_000_000, 3_180_000), (2026, "as_was", 950_000_000, 3_180_000)]


def test_a_sum_of_parts_is_not_ranked_and_the_parts_stand_beside_it(built: Warehouse) -> None:
    rows = built.rows("""
        select region_code, per_head_rank is not null from marts.region_years
        where fiscal_year = 2025 and budgeted_krw > 0 order by region_code
    """)
    assert rows == [("1200000000", False), ("2900000000", True)]


def test_a_province_is_netted_of_what_it_gives_its_municipalities(built: Warehouse) -> None:
    area = built.value(
        "select area_budgeted_net_krw from marts.region_years where region_code = '1100000000' and fiscal_year = 2024"
    )
    assert area == 5_000_000_000 + (60_000_000 + 200_000_000) - 50_000_000


def test_population_is_the_latest_known_at_the_years_end(built: Warehouse) -> None:
    rows = built.rows("""
        select fiscal_year, population_count, population_month_on::varchar from marts.region_years
        where region_code = '1111000000' and fiscal_year in (2023, 2026) order by fiscal_year
    """)
    assert rows == [(2023, 140_000, "2023-06-01"), (2026, 138_000, "2025-05-01")]


def test_a_renamed_province_is_the_one_of_its_day(built: Warehouse) -> None:
    assert built.rows("select region_name_ko, resolution from marts.documents where document_id = 'd4'") == [
        ("강원도", "predecessor")
    ]


def test_seoul_total_and_misprint(built: Warehouse) -> None:
    rows = built.rows("""
        select amount_krw, effective_krw, is_suspect, region_name_ko, fiscal_year from marts.budget_facts
        where document_id = 'd5' order by amount_krw
    """)
    assert rows == [
        (784, 78_400_000_000, True, "서울특별시", 2022),
        (345_900_000_000, 345_900_000_000, False, "서울특별시", 2022),
    ]


def test_an_amount_of_nobody_in_particular_is_kept_without_a_place(built: Warehouse) -> None:
    assert built.rows("select region_code, resolution from marts.budget_facts where budget_fact_id = 'b5'") == [
        (None, "unresolved")
    ]


def test_funding_that_does_not_add_up_is_shown(built: Warehouse) -> None:
    rows = built.rows(
        "select line_code, funding_gap_krw from marts.budget_lines where line_code in ('g1', 'a4') order by 1"
    )
    assert rows == [("a4", 0), ("g1", 700_000_000)]


def test_claims_that_do_not_hold_are_told(built: Warehouse) -> None:
    rows = built.rows(
        "select terms, expected, computed, holds from marts.reconciliations where claim_source = 'document' and not holds"
    )
    assert rows == [("188 + 165", 366.0, 353.0, False)]


def test_a_purchase_is_chained_by_its_numbers(built: Warehouse) -> None:
    rows = built.rows("""
        select count(distinct procurement_chain_id), string_agg(procurement_kind, ',' order by stated_on)
        from marts.procurements where fiscal_year = 2023
    """)
    assert rows == [(1, "order_plan,pre_notice,tender,contract")]


def test_the_last_order_of_a_tender_wins(built: Warehouse) -> None:
    rows = built.rows("select record_key, is_cancelled from marts.procurements where source_number = '20240430002'")
    assert rows == [("20240430002|001", True)]


def test_education_offices_are_no_local_governments(built: Warehouse) -> None:
    assert built.value("select count(*) from marts.procurements where institution_name_raw like '%교육청'") == 0


def test_one_initiative_from_two_articles_a_budget_line_and_a_purchase(built: Warehouse) -> None:
    rows = built.rows("""
        select document_count, budget_line_count, procurement_count from marts.initiatives
        where region_code = '1111000000' and first_fiscal_year = 2023
    """)
    assert rows == [(2, 1, 4)]


def test_upkeep_of_the_next_year_is_another_initiative(built: Warehouse) -> None:
    rows = built.rows("""
        select count(distinct initiative_id) from marts.budget_lines where line_code in ('a1', 'a3')
    """)
    assert rows == [(2,)]


def test_the_won_is_followed_through_every_stage_and_counted_once(built: Warehouse) -> None:
    rows = built.rows("""
        select stage, sum(amount_krw) from marts.money_trail
        where is_counted and initiative_id = (select initiative_id from marts.budget_lines where line_code = 'a1')
        group by stage order by stage
    """)
    assert rows == [
        ("announced", 300_000_000), ("budgeted", 310_000_000), ("contracted", 280_000_000), ("ordered", 300_000_000),
        ("spent", 279_000_000),
    ]  # fmt: skip


def test_a_link_tells_its_reasons(built: Warehouse) -> None:
    (reasons,) = {
        row[0]
        for row in built.rows(
            "select link_reasons from marts.money_trail where stage = 'budgeted' and linked_from = 'announcement'"
        )
    }
    assert "금액이 같음" in reasons and "같은 해" in reasons


def test_a_joint_initiative_stands_once_and_concerns_two_places(built: Warehouse) -> None:
    rows = built.rows("""
        select initiatives.region_count, count(*) from marts.initiatives
        inner join marts.initiative_regions using (initiative_id)
        where initiatives.name_ko = '공동 드론 순찰' group by all
    """)
    assert rows == [(2, 2)]


def test_every_fact_has_a_witness(built: Warehouse) -> None:
    missing = built.value("""
        select count(*) from marts.initiative_mentions
        where not (
            (mention_kind = 'document' and document_id is not null and quote is not null and span_end > span_start)
            or (mention_kind <> 'document' and load_id is not null and record_key is not null and archive_sha256 is not null)
        )
    """)
    assert missing == 0


def test_every_column_of_every_mart_is_described_in_two_languages(built: Warehouse) -> None:
    manifest = json.loads((built.directory / "target" / "manifest.json").read_text(encoding="utf-8"))
    marts = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["schema"] == "marts"
    ]
    assert len(marts) >= 15
    lacking = [
        f"{node['name']}.{name}"
        for node in marts
        for name, column in [("", node), *node["columns"].items()]
        if not column["description"] or not {"label_ko", "label_en"} <= column["config"]["meta"].keys()
    ]
    assert lacking == []


def test_columns_in_the_database_are_the_described_ones(built: Warehouse) -> None:
    manifest = json.loads((built.directory / "target" / "manifest.json").read_text(encoding="utf-8"))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] == "marts":
            assert node["config"]["contract"]["enforced"], node["name"]
            actual = built.rows(
                f"select column_name from duckdb_columns() where schema_name = 'marts' and table_name = '{node['name']}'"
            )
            assert {name for (name,) in actual} == set(node["columns"]), node["name"]


def test_types_of_marts_exist_in_postgresql(built: Warehouse) -> None:
    types = {
        name for (name,) in built.rows("select distinct data_type from duckdb_columns() where schema_name = 'marts'")
    }
    assert types <= {"VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP WITH TIME ZONE"}


def test_a_county_has_the_code_of_its_present_province(built: Warehouse) -> None:
    assert built.value("select laf_cd_lofin from marts.regions where region_code = '2772000000'") == "2772000"


def test_a_total_for_several_governments_is_no_ones_where_its_line_names_none(built: Warehouse) -> None:
    rows = built.rows("""
        select budget_fact_id, region_name_ko, resolution from marts.budget_facts where document_id = 'd7' order by 1
    """)
    assert rows == [("b6", None, "unresolved"), ("b7", "부산광역시 중구", "spender")]


def test_an_undated_document_speaks_of_no_year_and_of_the_place_by_its_name_then(built: Warehouse) -> None:
    rows = built.rows("""
        select mentioned_on::varchar, fiscal_year, region_name_ko from marts.initiative_mentions
        where name_ko = '택시수요 예측 시스템'
    """)
    assert rows == [("2026-03-02", None, "광주광역시")]  # met on that day, before the merger


def test_factors_are_not_written_as_a_sum(built: Warehouse) -> None:
    assert built.rows("select kind, terms from marts.reconciliations where reconciliation_id in ('r1', 'r3') order by 1") == [
        ("product", "345 × 10.1"), ("sum", "1753 + 1067 + 639"),
    ]  # fmt: skip
