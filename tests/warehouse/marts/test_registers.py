"""What the marts say that comes from registers beside the budget and the exchange: the project list, the governments'
own books, KOSIS, original budgets and settlements, legal codes, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Warehouse


def test_an_entry_of_the_project_list_is_an_initiative_with_its_bureau_day_and_witness(built: Warehouse) -> None:
    rows = built.rows("""
        select initiatives.region_name_ko, initiatives.owner_name_ko, initiatives.status, mentions.amount_krw,
            mentions.record_key, mentions.archive_sha256, mentions.load_id is not null
        from marts.initiatives inner join marts.initiative_mentions as mentions using (initiative_id)
        where initiatives.name_ko = '공공 클라우드 전환' and initiatives.region_code = '1100000000'
            and initiatives.owner_name_ko = '디지털정책관'
    """)
    assert rows == [
        (
            "서울특별시",
            "디지털정책관",
            "in_progress",
            600_000_000,
            "2022|list_2022_06.csv|1",
            "sha-seoul_projects",
            True,
        )
    ]


def test_the_planned_order_stands_beside_it(built: Warehouse) -> None:
    query = "select planned_order_on::varchar from marts.initiatives where name_ko = '행정 데이터 사전 정비'"
    assert built.value(query) == "2022-04-01"


def test_an_invested_institution_is_no_office_of_the_city(built: Warehouse) -> None:
    rows = built.rows("""
        select count(distinct initiatives.initiative_id), string_agg(initiatives.owner_name_ko, ',' order by owner_name_ko)
        from marts.initiatives where name_ko = '공공 클라우드 전환'
    """)
    assert rows == [(2, "디지털정책관,서울표본교통공사")]


def test_the_list_and_the_articles_are_one_announcement(built: Warehouse) -> None:
    rows = built.rows("""
        select mentions.mention_kind, trail.review_state, trail.is_counted, trail.amount_krw
        from marts.money_trail as trail inner join marts.initiative_mentions as mentions using (mention_id)
        where trail.stage = 'announced'
            and trail.initiative_id = (select initiative_id from marts.budget_lines where line_code = 'a1')
        order by 1
    """)
    assert rows == [
        ("document", "same_announcement", False, 300_000_000),
        ("register", "given", True, 300_000_000),
    ]


def test_entries_of_the_list_are_added_up_by_place_and_year(built: Warehouse) -> None:
    rows = built.rows("""
        select region_name_ko, listed_krw from marts.region_years
        where fiscal_year = 2022 and listed_krw is not null order by 1
    """)
    assert rows == [("서울특별시", 690_000_000), ("서울특별시 강서구", 20_000_000)]


def test_a_contract_in_both_books_is_one_row_that_names_both(built: Warehouse) -> None:
    rows = built.rows("""
        select register_name, source_number, contract_ledger_numbers, region_name_ko from marts.procurements
        where procurement_kind = 'contract' order by 1
    """)
    assert rows == [
        ("g2b", "2023057100001", "1111000-L1", "서울특별시 종로구"),
        ("lofin365", "1111000-L2", "1111000-L2", "서울특별시 종로구"),
    ]


def test_money_by_stage_stands_in_the_years_of_a_place(built: Warehouse) -> None:
    rows = built.rows("""
        select fiscal_year, ordered_krw, contracted_krw, compiled_krw, budgeted_krw, settled_krw from marts.region_years
        where region_code = '1111000000' and fiscal_year in (2023, 2024) order by 1
    """)
    assert rows == [
        (2023, 300_000_000, 280_000_000, 300_000_000, 310_000_000, 279_000_000),
        (2024, None, 18_000_000, 260_000_000, 260_000_000, 234_000_000),
    ]


def test_original_budget_settlement_and_independence_stand_apart(built: Warehouse) -> None:
    rows = built.rows("""
        select all_budgeted_krw, all_original_krw, all_original_net_krw, all_settled_krw, initial_independence_ratio,
            settled_independence_ratio
        from marts.region_years where region_code = '1111000000' and fiscal_year = 2023
    """)
    assert rows == [(1_000_000_000, 1000, 988, 960, 0.405, None)]


def test_a_merged_body_has_the_budgets_of_its_parts_and_a_ratio_of_their_sums(built: Warehouse) -> None:
    rows = built.rows("""
        select all_original_krw, initial_independence_ratio from marts.region_years
        where region_code = '1200000000' and fiscal_year = 2026
    """)
    assert rows == [(1010, 0.25)]


def test_population_says_who_counted(built: Warehouse) -> None:
    rows = built.rows("""
        select fiscal_year, population_count, population_issuer from marts.region_years
        where region_code = '1111000000' and fiscal_year in (2023, 2024) order by 1
    """)
    assert rows == [(2023, 140_000, "mois_register"), (2024, 139_000, "kosis")]
    assert built.value("select population_issuer from marts.regions where region_code = '1114000000'") == "kosis"


def test_a_legal_code_says_when_its_register_last_carried_it(built: Warehouse) -> None:
    rows = built.rows(
        "select region_code, legal_code_confirmed_on::varchar from marts.regions where legal_code_confirmed_on is not null"
    )
    assert rows == [("1111000000", "2026-11-20")]


def test_counts_stand_with_their_words_and_belong_to_the_only_government_of_their_document(built: Warehouse) -> None:
    rows = built.rows("select stated_count, unit, region_name_ko, quote from marts.count_facts order by count_fact_id")
    assert rows == [(1067.0, "건", "서울특별시", "말 그대로"), (2.0, "곳", None, "말 그대로")]
