-- For every code and every day: the local government that stood for it then.
-- A code met before its time leads to its predecessor, one met after its end to its successor; where there were
-- several, region_code is null and resolution tells why.
with versions as (

    select * from {{ ref('int_regions__versions') }}

),

lineage as (

    select * from {{ ref('int_regions__lineage') }}

),

itself as (

    select
        region_code as given_code,
        -- 세종: district code and province code are one body, and the province code is the one that counts.
        case when kind = 'sejong' then sido_region_code else region_code end as region_code,
        valid_from,
        valid_before as valid_to,
        'in_force' as resolution
    from versions

),

later as (

    select
        lineage.region_code as given_code,
        case when lineage.is_whole then lineage.successor_code end as region_code,
        successor.valid_from,
        successor.valid_before as valid_to,
        case when lineage.is_whole then 'successor' else 'split' end as resolution
    from lineage
    inner join versions as given on given.region_code = lineage.region_code
    inner join versions as successor on successor.region_code = lineage.successor_code

),

earlier as (

    select
        lineage.successor_code as given_code,
        lineage.region_code,
        count(*) over (partition by lineage.successor_code, lineage.step_count) as candidate_count,
        predecessor.valid_from,
        least(predecessor.valid_before, given.valid_from) as valid_to
    from lineage
    inner join versions as given on given.region_code = lineage.successor_code
    inner join versions as predecessor on predecessor.region_code = lineage.region_code

),

earlier_resolved as (

    select
        given_code,
        case when max(candidate_count) = 1 then min(region_code) end as region_code,
        min(valid_from) as valid_from,
        valid_to,
        case when max(candidate_count) = 1 then 'predecessor' else 'several_predecessors' end as resolution
    from earlier
    group by given_code, valid_to

),

later_resolved as (

    select
        later.given_code,
        min(later.region_code) as region_code,
        greatest(later.valid_from, given.valid_before) as valid_from,
        later.valid_to,
        min(later.resolution) as resolution
    from later
    inner join versions as given on given.region_code = later.given_code
    group by later.given_code, greatest(later.valid_from, given.valid_before), later.valid_to

),

everything as (

    select given_code, region_code, valid_from, valid_to, resolution from itself
    union all
    select given_code, region_code, valid_from, valid_to, resolution from later_resolved
    union all
    select given_code, region_code, valid_from, valid_to, resolution from earlier_resolved

)

select
    everything.given_code,
    everything.region_code,
    everything.valid_from,
    everything.valid_to,
    everything.resolution
from everything
where everything.valid_from < everything.valid_to
