-- One row per fiscal year and budget body: which snapshot and which load of it counts, and which place it is.
-- A year is one snapshot per body, its latest. The same day may stand in several loads (a holiday repeats the day
-- before), so one load is taken: the newest that is about as complete as the fullest.
with lines as (

    select * from {{ ref('stg_lofin__budget_lines') }}

),

deliveries as (

    select
        fiscal_year,
        laf_cd_lofin,
        snapshot_on,
        load_id,
        max(laf_name_raw) as laf_name_raw,
        max(administrative_code_mois) as institution_code_mois,
        count(*) as line_count
    from lines
    group by fiscal_year, laf_cd_lofin, snapshot_on, load_id

),

fullness as (

    select
        deliveries.*,
        line_count >= 0.9 * max(line_count) over (partition by fiscal_year, laf_cd_lofin, snapshot_on) as is_full
    from deliveries

),

chosen as (

    select *
    from fullness
    qualify row_number() over (
        partition by fiscal_year, laf_cd_lofin
        order by snapshot_on desc, is_full desc, {{ load_started_at('load_id') }} desc
    ) = 1

),

placed as (

    select
        chosen.*,
        place.region_code,
        coalesce(place.resolution, 'unknown_name') as resolution
    from chosen
    {{ as_of_region_name('chosen.laf_name_raw', 'chosen.snapshot_on') }}

),

-- A body that was merged into another during the year ends with an older snapshot than its heir. Its money stands in
-- the heir's snapshot, so counting both would count it twice.
ranked as (

    select
        placed.*,
        lineage.successor_code is not null as is_superseded
    from placed
    left join (
        select distinct earlier.fiscal_year, earlier.laf_cd_lofin, lineage.successor_code
        from placed as earlier
        inner join {{ ref('int_regions__lineage') }} as lineage on lineage.region_code = earlier.region_code
        inner join placed as heir
            on heir.region_code = lineage.successor_code
            and heir.fiscal_year = earlier.fiscal_year
            and heir.snapshot_on > earlier.snapshot_on
    ) as lineage
        on lineage.fiscal_year = placed.fiscal_year
        and lineage.laf_cd_lofin = placed.laf_cd_lofin

)

select distinct
    ranked.fiscal_year,
    ranked.laf_cd_lofin,
    ranked.laf_name_raw,
    ranked.institution_code_mois,
    ranked.snapshot_on,
    ranked.load_id,
    ranked.line_count,
    ranked.region_code,
    region.name_ko as region_name_ko,
    region.level as region_level,
    region.sido_code,
    ranked.resolution,
    ranked.is_superseded,
    -- The body of the same place under its present name, where a source still carries the former one beside it.
    case when ranked.resolution = 'successor' then twin.laf_cd_lofin end as twin_laf_cd_lofin
from ranked
left join ranked as twin
    on twin.fiscal_year = ranked.fiscal_year
    and twin.region_code = ranked.region_code
    and twin.resolution = 'in_force'
{{ region_facts('ranked.region_code') }}
