{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='delete+insert',
    unique_key='fiscal_year',
    on_schema_change='fail',
    post_hook=[
        "delete from {{ this }} where (fiscal_year, fingerprint) not in (select fiscal_year, fingerprint from {{ ref('int_budget__line_states') }})"
    ] if target.type == 'duckdb' else []
) }}
-- Digital lines of each year's counting snapshot, with place and technologies. Only years whose loads, words or
-- places changed are built again, each as a whole.
with years as (

    select * from {{ ref('int_budget__line_states') }}
    {% if is_incremental() -%}
    where (fiscal_year, fingerprint) not in (select distinct fiscal_year, fingerprint from {{ this }})
    {%- endif %}

),

lines as (

    select * from {{ ref('int_budget__counting_lines') }}

),

name_classes as (

    -- Names are few and lines are many: what follows from the name alone is worked out here.
    select *, {{ initiative_name_key('line_name_raw') }} as whole_name_key
    from {{ ref('int_budget__name_classes') }}
    where is_digital

),

digital as (

    select
        lines.*,
        concat_ws(
            '|',
            lines.fiscal_year, lines.laf_cd_lofin, lines.account_code, lines.line_code, lines.department_code,
            lines.snapshot_on
        ) as record_key,
        years.fingerprint,
        name_classes.whole_name_key,
        name_classes.technology_codes,
        name_classes.classification_reasons,
        name_classes.vocabulary_version
    from lines
    inner join years on years.fiscal_year = lines.fiscal_year
    inner join name_classes
        on name_classes.line_name_raw = lines.line_name_raw
        and name_classes.field_name = coalesce(lines.field_name, '')

)

select
    {{ all_but('digital', ['whole_name_key']) }},
    {{ surrogate_key(["'budget_line'", 'digital.record_key']) }} as budget_line_id,
    {{ without_place('digital.whole_name_key', 'region') }} as name_key,
    {{ entity_key('comparable.comparable_code', 'digital.whole_name_key', 'region') }} as entity_key,
    comparable.comparable_code
from digital
left join {{ ref('int_regions__comparable') }} as comparable on comparable.region_code = digital.region_code
{{ region_facts('digital.region_code') }}
