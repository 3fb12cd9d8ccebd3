{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='delete+insert',
    unique_key='fiscal_year',
    on_schema_change='fail',
    post_hook=[
        "delete from {{ this }} where (fiscal_year, fingerprint) not in (select fiscal_year, fingerprint from {{ ref('int_budget__years') }})"
    ] if target.type == 'duckdb' else []
) }}
-- What each local government budgeted and spent on everything: the whole of which digital innovation is a part.
with years as (

    select * from {{ ref('int_budget__years') }}
    {% if is_incremental() -%}
    where (fiscal_year, fingerprint) not in (select distinct fiscal_year, fingerprint from {{ this }})
    {%- endif %}

),

lines as (

    select * from {{ ref('int_budget__counting_lines') }}

)

select
    lines.fiscal_year,
    lines.laf_cd_lofin,
    lines.region_code,
    years.fingerprint,
    cast(sum(lines.budget_current_krw) as bigint) as all_budgeted_krw,
    cast(sum(lines.spent_krw) as bigint) as all_spent_krw,
    count(*) as line_count
from lines
inner join years on years.fiscal_year = lines.fiscal_year
group by lines.fiscal_year, lines.laf_cd_lofin, lines.region_code, years.fingerprint
