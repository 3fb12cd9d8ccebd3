{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='append',
    on_schema_change='fail'
) }}
-- Every name that a line ever had, once, and every state of a year whose names stand here: a year read before
-- is not read again. A name stays when its line goes: what a name means depends on the name alone.
with years as (

    select fiscal_year, fingerprint
    from {{ ref('int_budget__years') }}
    {% if is_incremental() -%}
    where (fiscal_year, fingerprint) not in (select fiscal_year, fingerprint from {{ this }} where fingerprint is not null)
    {%- endif %}

),

names as (

    select distinct
        lines.line_name_raw,
        coalesce(lines.field_name, '') as field_name
    from {{ ref('stg_lofin__budget_lines') }} as lines
    inner join years on years.fiscal_year = lines.fiscal_year
    where lines.line_name_raw is not null

)

select fiscal_year, fingerprint, cast(null as string) as line_name_raw, cast(null as string) as field_name
from years

union all

select cast(null as integer), cast(null as string), names.line_name_raw, names.field_name
from names
{% if is_incremental() -%}
left join {{ this }} as known
    on known.line_name_raw = names.line_name_raw
    and known.field_name = names.field_name
where known.line_name_raw is null
{%- endif %}
