-- Fiscal independence (재정자립도) by the original budget (당초예산): own revenue against all revenue, by the method since 2014.
-- The source writes percent.
select
    fiscal_year,
    laf_cd_lofin,
    laf_name_raw,
    own_revenue_krw,
    budget_size_krw as revenue_krw,
    round(independence_ratio / 100, 6) as independence_ratio,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'lofin_initial_independence') }}
where laf_cd_lofin not like '%*%'
qualify {{ newest_record('fiscal_year, laf_cd_lofin') }}
