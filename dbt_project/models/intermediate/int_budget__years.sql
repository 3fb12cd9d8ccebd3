-- What each fiscal year was built from: when the fingerprint changes, the year is built again.
with parts as (

    select
        fiscal_year,
        snapshot_on,
        concat_ws('|', laf_cd_lofin, snapshot_on, load_id, region_code, is_superseded) as part
    from {{ ref('int_budget__bodies') }}

)

select
    parts.fiscal_year,
    max(parts.snapshot_on) as snapshot_on,
    md5({{ joined_distinct('parts.part') }}) as fingerprint
from parts
group by parts.fiscal_year
