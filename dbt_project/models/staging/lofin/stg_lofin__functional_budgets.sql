-- Original budgets (당초예산) by field and sector, gross (총계) and net of what bodies pay each other (순계).
select
    fiscal_year,
    laf_cd_lofin,
    laf_name_raw,
    account_code,
    field_code,
    sector_code,
    coalesce(project_gross_krw, 0) + coalesce(finance_gross_krw, 0) + coalesce(administration_gross_krw, 0)
        as original_krw,
    coalesce(project_net_krw, 0) + coalesce(finance_net_krw, 0) + coalesce(administration_net_krw, 0)
        as original_net_krw,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'lofin_functional_budgets') }}
where laf_cd_lofin not like '%*%'
qualify {{ newest_record('fiscal_year, laf_cd_lofin, account_code, field_code, sector_code') }}
