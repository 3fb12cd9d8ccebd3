"""Made-up raw tables for the marts benchmark: real places, realistic names, everything else by arithmetic."""

from __future__ import annotations

from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
NAMES = ROOT / "plugins" / "warehouse" / "classification" / "labelled_lines.csv"
REGIONS = ROOT / "dbt_project" / "seeds" / "region_history.csv"
LINES_A_YEAR = 440_000
LAST_YEAR = 2026
PROVENANCE = "cast(null as varchar) as _extra, md5('{0}') as _archive_sha256, i as _record_number, '{1}' as _load_id"


def make_raw(directory: Path, lines: int, purchases: int, mentions: int, memory: str) -> None:
    """Parquet files of every raw table that the marts read, one file per fiscal year of budget lines."""
    directory.mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute(f"set memory_limit = '{memory}'; set preserve_insertion_order = false; set threads = 2")
    _make_bases(connection, max(1, round(lines / LINES_A_YEAR)))
    for age in range(max(1, round(lines / LINES_A_YEAR))):
        rows = min(LINES_A_YEAR, lines - age * LINES_A_YEAR)
        _copy(
            connection, _lines_sql(LAST_YEAR - age, rows), directory / f"lofin_budget_lines.{LAST_YEAR - age}.parquet"
        )
    _copy(connection, _population_sql(), directory / "resident_population.parquet")
    for name, query in {**_press_sql(mentions), **_purchases_sql(purchases)}.items():
        _copy(connection, query, directory / f"{name}.parquet")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"copy ({query}) to '{path}'")


def _make_bases(connection: duckdb.DuckDBPyConnection, years: int) -> None:
    connection.execute(f"""
        create table names as
        select name, field, is_digital = '1' as is_digital,
            row_number() over (partition by is_digital order by name) - 1 as number
        from read_csv('{NAMES}', all_varchar = true);
        create table bodies as
        select
            fiscal_year, region.region_code, region.name_ko, province.short_name_ko as province,
            case region.level when 'sido' then province.short_name_ko || '본청'
                else province.short_name_ko || region.short_name_ko end as laf_name,
            region.sido_code || lpad(cast(row_number() over (partition by fiscal_year order by region.region_code) as varchar), 5, '0')
                as laf_cd,
            row_number() over (partition by fiscal_year order by region.region_code) - 1 as number
        from read_csv('{REGIONS}', all_varchar = true) as region
        cross join range({LAST_YEAR - years + 1}, {LAST_YEAR + 1}) as spine(fiscal_year)
        inner join (select * from read_csv('{REGIONS}', all_varchar = true) where level = 'sido') as province
            on province.sido_code = region.sido_code
        where (region.level = 'sido' or region.kind in ('si', 'gun', 'jachigu'))
            and cast(region.valid_from as date) <= make_date(cast(fiscal_year as integer), 11, 21)
            and coalesce(cast(region.valid_to as date), date '9999-12-31') > make_date(cast(fiscal_year as integer), 11, 21);
        create table slots as
        select share, slot, name
        from (values ('0.11', 110), ('0.2', 200), ('1.0', 1000)) as shares(share, digital_slots)
        cross join range(1000) as spine(slot)
        inner join names
            on names.is_digital = (slot < digital_slots)
            and names.number = slot % (select count(*) from names as every where every.is_digital = (slot < digital_slots))
    """)


def _named(index: str, share: str = "0.11") -> str:
    """Picks a name by number: about one in nine is digital, elsewhere one in five or all."""
    return f"(select name from slots where slots.share = '{share}' and slots.slot = hash({index}) % 1000)"


def _lines_sql(year: int, rows: int) -> str:
    provenance = PROVENANCE.format(year, f"lofin-{year}-12-31-{year}1231T020000000000")
    return f"""
        select
            {year} as fiscal_year, make_date({year}, 11, 21) as snapshot_on, left(laf_cd, 2) || '00000' as sido_code_lofin,
            province as sido_name_raw, laf_cd as laf_cd_lofin, laf_name as laf_name_raw, '100' as account_code,
            '일반회계' as account_name, laf_cd || lpad(cast(i % 400 as varchar), 3, '0') as department_code,
            laf_cd || '{year}' || lpad(cast(i as varchar), 8, '0') as line_code,
            {_named("i")} || case hash(i + 3) % 4 when 0 then '' when 1 then '(' || laf_name || ')'
                when 2 then ' ' || (i % 97)::varchar || '단계' else '(자체)' end as line_name,
            amount as budget_current_krw, amount // 2 as funding_national_krw, amount // 4 as funding_province_krw,
            amount - amount // 2 - amount // 4 as funding_municipality_krw, 0::bigint as funding_other_krw,
            amount * 9 // 10 as spent_krw, amount as budget_compiled_krw, '010' as field_code, '일반공공행정' as field_name,
            '016' as sector_code, '일반행정' as sector_name, '3000000' as administrative_code_mois, 1 as sort_order,
            '1' as zone_code, {provenance}
        from (
            select i, (1 + hash(i + 11) % 5000)::bigint * 1000000 as amount,
                (hash(i + 5) % (select count(*) from bodies where fiscal_year = {year}))::bigint as body
            from range({rows}) as spine(i)
        )
        inner join (select * from bodies where fiscal_year = {year}) as bodies on bodies.number = body
    """


def _population_sql() -> str:
    provenance = PROVENANCE.format("population", "regions-2026-11-01-20261101T030000000000")
    return f"""
        select region_code as region_code_mois, name_ko as region_name_raw, date '2026-10-01' as month_on,
            (20000 + hash(region_code) % 900000)::bigint as population_count, {provenance}
        from (select *, number as i from bodies where fiscal_year = {LAST_YEAR})
    """


def _press_sql(mentions: int) -> dict[str, str]:
    load = "press-2026-11-21-20261121T010000000000"
    provenance = PROVENANCE.format("press", load)
    witness = "(i % 40)::integer as line_number, 0 as span_start, 40 as span_end, '예시' as quote, 'bench' as rule, 0.9::double as confidence"
    place = f"""
        from (
            select i, {LAST_YEAR} - (i % (select count(distinct fiscal_year) from bodies)) as year,
                (hash(i) % (select count(*) from bodies where fiscal_year = {LAST_YEAR}))::bigint as body
            from range({{rows}}) as s(i)
        )
        inner join bodies on bodies.fiscal_year = year and bodies.number = body
    """
    documents = f"""
        select 'doc-' || i as document_id, 'https://example.invalid/' || i as url, '제목' as title, '매체' as publisher,
            make_date(year::integer, 3, 1) as published_on, timestamptz '2026-11-21 00:00:00+00' as retrieved_at,
            'text/html' as media_type, 'facts_only' as licence, 'feed' as origin, true as is_sample, md5(i::varchar)
            as text_sha256, 900 as text_character_count, '1' as extractor_version, [region_code] as primary_region_codes,
            {provenance} {place.format(rows=max(1, mentions // 2))}
    """
    initiatives = f"""
        select 'i-' || i as fact_id, 'doc-' || (i // 2) as document_id, {_named("i * 13", "1.0")} as name, null::varchar
            as owner, []::varchar[] as region_codes, ['ai']::varchar[] as technologies, null::varchar as target,
            null::varchar as partner, 'planned' as status, null::varchar as timing, {witness}, {provenance}
        from range({mentions}) as spine(i)
    """
    budgets = f"""
        select 'b-' || i as fact_id, 'doc-' || (i // 2) as document_id, (1 + hash(i + 11) % 5000)::bigint * 1000000
            as amount_krw, 'component' as role, {_named("i * 13", "1.0")} as label, null::varchar as fiscal_year,
            null::varchar as organisation, null::varchar as funding, false as is_approximate, false as is_suspect,
            null::bigint as corrected_krw, {witness}, {provenance}
        from range({mentions}) as spine(i)
    """
    places = f"""
        select 'p-' || i as fact_id, 'doc-' || i as document_id, region_code, name_ko as region, true as is_primary,
            'name' as resolution, false as is_unresolved, {witness}, {provenance} {place.format(rows=max(1, mentions // 2))}
    """
    sums = f"""
        select 'r-' || i as fact_id, 'doc-' || i as document_id, 'sum' as kind, [1.0, 2.0] as terms, 3.0 as expected,
            true as holds, 0.0 as difference, '합' as label, ['1']::varchar[] as term_quotes, {witness}, {provenance}
        from range({max(1, mentions // 10)}) as spine(i)
    """
    return {
        "press_documents": documents, "press_initiatives": initiatives, "press_budgets": budgets,
        "press_places": places, "press_reconciliations": sums,
    }  # fmt: skip


def _purchases_sql(purchases: int) -> dict[str, str]:
    count = max(4, purchases // 4)
    base = f"""
        from (
            select i, {LAST_YEAR} - (i % (select count(distinct fiscal_year) from bodies)) as year,
                (1 + hash(i + 11) % 5000)::bigint * 1000000 as amount, {_named("i * 31", "0.2")} as name,
                (hash(i) % (select count(*) from bodies where fiscal_year = {LAST_YEAR}))::bigint as body
            from range({count}) as spine(i)
        )
        inner join bodies on bodies.fiscal_year = year and bodies.number = body
    """

    def provenance(table: str) -> str:
        return PROVENANCE.format(table, f"{table}-2026-11-21-20261121T053000000000")

    def moment(days: int) -> str:
        return f"(make_date(year::integer, 2, 1) + {days})::timestamptz"

    tender = "year::varchar || lpad(i::varchar, 7, '0')"
    return {
        "g2b_order_plans": f"""
            select '1-3-' || year || '-' || i as order_plan_unified_number, year || '년 ' || name as project_name,
                laf_cd as order_institution_code_g2b, name_ko as order_institution_name_raw, '기초자치단체' as
                jurisdiction_name, '정보과' as department_name, year::integer as order_year, 3 as order_month, null::varchar
                as detailed_product_class_name, amount as total_order_krw, {tender} || '000' as tender_numbers_raw,
                {moment(0)} as published_at, null::varchar as detail_url, {provenance("g2b_order_plans")} {base}""",
        "g2b_pre_notices": f"""
            select 'P' || year || i as pre_notice_number, name as project_name, name_ko as order_institution_name_raw,
                name_ko as demand_institution_name_raw, amount as allotted_budget_krw, {tender} as tender_numbers_raw,
                false as is_software_project, {moment(20)} as registered_at, {moment(20)} as received_at,
                {provenance("g2b_pre_notices")} {base}""",
        "g2b_tenders": f"""
            select {tender} as tender_number, '000' as tender_order, '1-3-' || year || '-' || i as order_plan_unified_number,
                'P' || year || i as pre_notice_number, name as tender_name, '등록' as notice_kind_name, laf_cd as
                notice_institution_code_g2b, name_ko as notice_institution_name_raw, laf_cd as demand_institution_code_g2b,
                name_ko as demand_institution_name_raw, {moment(40)} as announced_at, {moment(40)} as registered_at, amount
                as allotted_budget_krw, amount as estimated_price_krw, 0::bigint as value_added_tax_krw, false as
                is_information_project, null::varchar as procurement_class_name, null::varchar as detail_url,
                {provenance("g2b_tenders")} {base}""",
        "g2b_contracts": f"""
            select 'C' || year || i as unified_contract_number, null::varchar as confirmed_contract_number, {tender} || '00'
                as tender_number_raw, name as contract_name, laf_cd as contract_institution_code_g2b, name_ko as
                contract_institution_name_raw, laf_cd as demand_institution_code_g2b, name_ko as demand_institution_name_raw,
                '정보과' as contract_department_name, amount * 9 // 10 as contract_amount_krw, false as
                is_information_project, null::varchar as procurement_class_name, make_date(year::integer, 4, 20) as
                concluded_on, make_date(year::integer, 4, 20) as contracted_on, {moment(80)} as registered_at, {moment(80)}
                as changed_at, '표본업체' as supplier_name, null::varchar as detail_url,
                {provenance("g2b_contracts")} {base}""",
        "g2b_institutions": f"""
            select laf_cd as institution_code_g2b, name_ko as institution_name, '기초자치단체' as jurisdiction_name,
                left(region_code, 5) as region_code_legal, false as is_deleted, {provenance("g2b_institutions")}
            from (select *, number as i from bodies where fiscal_year = {LAST_YEAR})""",
    }
