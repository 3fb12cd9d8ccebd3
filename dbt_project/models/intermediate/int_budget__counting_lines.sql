{{ config(materialized='view') }}
-- All lines that count: each body's latest snapshot of the year, with its place, nothing twice.
-- 군위군 stood under 경북 and 대구 at once: a line that both carry counts in the body whose name is in force.
with lines as (

    select * from {{ ref('stg_lofin__budget_lines') }}

),

bodies as (

    select * from {{ ref('int_budget__bodies') }}
    where not is_superseded

),

counting as (

    select
        lines.*,
        bodies.region_code,
        bodies.region_name_ko,
        bodies.sido_code,
        bodies.resolution,
        bodies.twin_laf_cd_lofin
    from lines
    inner join bodies
        on bodies.fiscal_year = lines.fiscal_year
        and bodies.laf_cd_lofin = lines.laf_cd_lofin
        and bodies.snapshot_on = lines.snapshot_on
        and bodies.load_id = lines.load_id

)

select {{ all_but('counting', ['twin_laf_cd_lofin']) }}
from counting
left join {{ ref('int_budget__twin_lines') }} as twins
    on twins.fiscal_year = counting.fiscal_year
    and twins.laf_cd_lofin = counting.twin_laf_cd_lofin
    and twins.account_code = counting.account_code
    and twins.line_key = coalesce(counting.line_code, counting.line_name_raw)
where twins.line_key is null
