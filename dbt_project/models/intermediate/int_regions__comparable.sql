-- The place that a local government is part of today, where it went there whole: identity over mergers and renamings.
with lineage as (

    select * from {{ ref('int_regions__lineage') }}
    where is_whole

),

heirs as (

    select
        region_code,
        max_by(successor_code, step_count) as comparable_code
    from lineage
    group by region_code

)

select
    versions.region_code,
    coalesce(heirs.comparable_code, versions.region_code) as comparable_code
from {{ ref('int_regions__versions') }} as versions
left join heirs on heirs.region_code = versions.region_code
