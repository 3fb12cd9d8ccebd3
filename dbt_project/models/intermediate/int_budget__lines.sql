{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='delete+insert',
    unique_key='fiscal_year',
    on_schema_change='fail',
    post_hook=[
        "delete from {{ this }} where fiscal_year not in (select fiscal_year from {{ ref('int_budget__years') }})"
    ] if target.type == 'duckdb' else []
) }}
-- Digital lines of each year's counting snapshot, with place and technologies. Only years whose loads, words or
-- places changed are built again, each as a whole.
with years as (

    select * from {{ ref('int_budget__years') }}
    {% if is_incremental() -%}
    where (fiscal_year, fingerprint) not in (select distinct fiscal_year, fingerprint from {{ this }})
    {%- endif %}

),

lines as (

    select * from {{ ref('int_budget__counting_lines') }}

),

name_classes as (

    select * from {{ ref('int_names__classes') }}

)

select
    lines.*,
    concat_ws(
        '|',
        lines.fiscal_year, lines.laf_cd_lofin, lines.account_code, lines.line_code, lines.department_code, lines.snapshot_on
    ) as record_key,
    years.fingerprint,
    name_classes.technology_codes,
    name_classes.classification_reasons,
    name_classes.vocabulary_version
from lines
inner join years on years.fiscal_year = lines.fiscal_year
inner join name_classes
    on name_classes.line_name_raw = lines.line_name_raw
    and name_classes.field_name = coalesce(lines.field_name, '')
