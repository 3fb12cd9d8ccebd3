-- Lines of the few places that stand in the source under two bodies at once: what the body named as today carries.
-- A table of its own, because DuckDB writes down whatever a query reads twice, and the lines are many.
with bodies as (

    select distinct
        fiscal_year,
        twin_laf_cd_lofin
    from {{ ref('int_budget__bodies') }}
    where twin_laf_cd_lofin is not null
        and not is_superseded

),

lines as (

    select * from {{ ref('stg_lofin__budget_lines') }}

)

select distinct
    lines.fiscal_year,
    lines.laf_cd_lofin,
    lines.account_code,
    coalesce(lines.line_code, lines.line_name_raw) as line_key
from lines
inner join bodies
    on bodies.fiscal_year = lines.fiscal_year
    and bodies.twin_laf_cd_lofin = lines.laf_cd_lofin
