-- Spending by field and sector as settled (결산).
select
    fiscal_year,
    laf_cd_lofin,
    laf_name_raw,
    account_code,
    field_code,
    sector_code,
    spent_settled_krw as settled_krw,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'lofin_functional_settlements') }}
where laf_cd_lofin not like '%*%'
qualify {{ newest_record('fiscal_year, laf_cd_lofin, account_code, field_code, sector_code') }}
