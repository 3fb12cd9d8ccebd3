"""The budget chain as one hand-made script on DuckDB: what the dbt models do, without dbt and without their layers.

`python benchmarks/marts_by_hand.py BUILD_DATABASE`: reads schema `raw`, writes `hand_lines` and `hand_totals`, the
counterparts of `int_budget__lines` and `int_budget__region_totals`. Places are read straight from the seed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb

from warehouse.classification.batch import candidates_sql, classify_pairs

REGIONS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds" / "region_history.csv"
BODIES = """
    create temp table bodies as
    with newest as (
        select fiscal_year, laf_cd_lofin, snapshot_on, _load_id, max(laf_name_raw) as laf_name_raw
        from raw.lofin_budget_lines
        where laf_cd_lofin not like '%*%'
        group by fiscal_year, laf_cd_lofin, snapshot_on, _load_id
        qualify row_number() over (
            partition by fiscal_year, laf_cd_lofin order by snapshot_on desc, count(*) desc, right(_load_id, 21) desc
        ) = 1
    ),
    places as (
        select
            case region.level when 'sido' then province.short_name_ko || '본청'
                else province.short_name_ko || region.short_name_ko end as name,
            region.region_code, cast(region.valid_from as date) as valid_from,
            coalesce(cast(region.valid_to as date), date '9999-12-31') as valid_to
        from read_csv('{regions}', all_varchar = true) as region
        inner join (select * from read_csv('{regions}', all_varchar = true) where level = 'sido') as province
            on province.sido_code = region.sido_code
    )
    select newest.*, places.region_code
    from newest
    left join places
        on places.name = newest.laf_name_raw
        and newest.snapshot_on >= places.valid_from and newest.snapshot_on < places.valid_to
"""
NAMES = """
    create temp table names as
    select distinct line_name as line_name_raw, coalesce(field_name, '') as field_name
    from raw.lofin_budget_lines
    where line_name is not null
"""
LINES = """
    create table hand_lines as
    select
        lines.*, bodies.region_code, classes.technology_codes, classes.classification_reasons,
        concat_ws('|', lines.fiscal_year, lines.laf_cd_lofin, account_code, line_code, department_code, lines.snapshot_on)
            as record_key
    from raw.lofin_budget_lines as lines
    inner join classes on classes.line_name_raw = lines.line_name and classes.field_name = coalesce(lines.field_name, '')
    inner join bodies using (fiscal_year, laf_cd_lofin, snapshot_on, _load_id)
"""
TOTALS = """
    create table hand_totals as
    select fiscal_year, laf_cd_lofin, region_code, sum(budget_current_krw) as all_budgeted_krw,
        sum(spent_krw) as all_spent_krw, count(*) as line_count
    from raw.lofin_budget_lines
    inner join bodies using (fiscal_year, laf_cd_lofin, snapshot_on, _load_id)
    group by all
"""


def main(database: str) -> None:
    """Build both tables in one go, under the memory limit of the dbt profile."""
    connection = duckdb.connect(database)
    connection.execute(f"set memory_limit = '{os.environ['WAREHOUSE_DUCKDB_MEMORY']}'; set threads = 2")
    connection.execute("set preserve_insertion_order = false")
    connection.execute(BODIES.format(regions=REGIONS))
    connection.execute(NAMES)
    classes = classify_pairs(connection.execute(candidates_sql("names")).to_arrow_table())
    connection.register("classes", classes)
    connection.execute(LINES)
    connection.execute(TOTALS)


if __name__ == "__main__":
    main(sys.argv[1])
