-- 세부사업 lines of the official budget that concern digital innovation, from each year's latest snapshot.
-- Bases stand apart: compiled (편성액), current (예산현액, with carry-over), spent (지출액), settled (spent of a closed year).
with lines as (

    select * from {{ ref('int_budget__lines') }}

),

identities as (

    select mention_id, initiative_id from {{ ref('int_initiatives__identities') }}

)

select
    lines.budget_line_id,
    identities.initiative_id,
    lines.fiscal_year,
    lines.snapshot_on,
    lines.region_code,
    lines.region_name_ko,
    lines.sido_code,
    lines.resolution,
    lines.laf_cd_lofin,
    lines.laf_name_raw,
    lines.account_code,
    lines.account_name as account_name_ko,
    lines.department_code,
    lines.line_code,
    lines.line_name_raw,
    lines.field_code,
    lines.field_name as field_name_ko,
    lines.sector_name as sector_name_ko,
    lines.technology_codes,
    lines.budget_compiled_krw,
    lines.budget_current_krw,
    lines.budget_current_krw - lines.budget_compiled_krw as carried_over_krw,
    lines.spent_krw,
    case when lines.snapshot_on >= {{ last_day_of_year('lines.fiscal_year') }} then lines.spent_krw end as settled_krw,
    lines.funding_national_krw,
    lines.funding_province_krw,
    lines.funding_municipality_krw,
    lines.funding_other_krw,
    lines.budget_current_krw - (
        coalesce(lines.funding_national_krw, 0)
        + coalesce(lines.funding_province_krw, 0)
        + coalesce(lines.funding_municipality_krw, 0)
        + coalesce(lines.funding_other_krw, 0)
    ) as funding_gap_krw,
    cast(lines.spent_krw as double) / nullif(lines.budget_current_krw, 0) as execution_ratio,
    lines.classification_reasons,
    lines.vocabulary_version,
    lines.load_id,
    lines.record_key,
    lines.archive_sha256,
    lines.record_number
from lines
left join identities on identities.mention_id = lines.budget_line_id
