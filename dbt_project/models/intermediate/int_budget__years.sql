-- What each fiscal year was built from: when the fingerprint changes, the year is built again.
with parts as (

    select
        fiscal_year,
        snapshot_on,
        concat_ws('|', laf_cd_lofin, snapshot_on, load_id, region_code, is_superseded) as part
    from {{ ref('int_budget__bodies') }}

),

words as (

    select coalesce(max(vocabulary_version), 'none') as vocabulary_version
    from {{ ref('int_names__classes') }}

)

select
    parts.fiscal_year,
    max(parts.snapshot_on) as snapshot_on,
    md5(max(words.vocabulary_version) || {{ joined_distinct('parts.part') }}) as fingerprint
from parts
cross join words
group by parts.fiscal_year
