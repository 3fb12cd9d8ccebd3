-- 세부사업 lines as accumulated up to snapshot_on: several snapshots of a year stand here, never to be added up.
select
    fiscal_year,
    snapshot_on,
    sido_name_raw,
    laf_cd_lofin,
    laf_name_raw,
    account_code,
    account_name,
    department_code,
    line_code,
    line_name as line_name_raw,
    field_code,
    field_name,
    sector_code,
    sector_name,
    administrative_code_mois,
    budget_compiled_krw,
    budget_current_krw,
    spent_krw,
    funding_national_krw,
    funding_province_krw,
    funding_municipality_krw,
    funding_other_krw,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'lofin_budget_lines') }}
-- A star in the code marks the source's own total rows (서울계, 전국계): they would count everything twice.
where laf_cd_lofin not like '%*%'
