-- For every way of writing a local government and every day: the one it meant then.
-- lofin365 glues names (서울종로구, 서울본청, 전남광주서구), so a name is compared without blanks; a bare district
-- name (중구) counts only while a single place bears it.
with versions as (

    select * from {{ ref('int_regions__versions') }}
    where has_own_budget or kind in ('sejong', 'haengjeongsi', 'ilbangu')

),

codes_as_of as (

    select * from {{ ref('int_regions__codes_as_of') }}

),

province_names as (

    select region_code, 'official' as kind, name_ko as name from versions where level = 'sido'
    union all
    select region_code, 'glued' as kind, short_name_ko || '본청' as name from versions where level = 'sido'
    union all
    select region_code, 'short' as kind, short_name_ko as name from versions where level = 'sido'
    union all
    select region_code, 'short' as kind, short_name_ko || case when name_ko like '%시' then '시' else '도' end as name
    from versions
    where level = 'sido'
    union all
    -- After the merger of 2026-07-01 head offices may still come under the old short names.
    select region_code, 'glued' as kind, {{ list_rows(text_to_list("'전남본청|광주본청'")) }} as name
    from versions
    where level = 'sido' and short_name_ko = '전남광주'

),

district_names as (

    select region_code, 'official' as kind, name_ko as name from versions where level <> 'sido'
    union all
    select region_code, 'glued' as kind, sido_short_name_ko || short_name_ko as name from versions where level <> 'sido'
    union all
    select region_code, 'bare' as kind, short_name_ko as name from versions where level <> 'sido'
    union all
    -- 2026-07-01: sources write 전남여수시 and 광주북구 beside 전남광주여수시 for the merged province.
    select region_code, 'glued' as kind, prefix || short_name_ko as name
    from (
        select region_code, short_name_ko, {{ list_rows(text_to_list("'전남|광주'")) }} as prefix
        from versions
        where level <> 'sido' and sido_short_name_ko = '전남광주'
    ) as merged

),

names as (

    select region_code, kind, {{ squashed('name') }} as name_key from province_names
    union all
    select region_code, kind, {{ squashed('name') }} as name_key from district_names

),

dated as (

    select
        names.name_key,
        names.kind,
        codes_as_of.region_code,
        codes_as_of.valid_from,
        codes_as_of.valid_to,
        codes_as_of.resolution,
        case names.kind when 'official' then 1 when 'glued' then 2 when 'short' then 3 else 4 end as kind_rank,
        case codes_as_of.resolution when 'in_force' then 1 when 'successor' then 2 when 'predecessor' then 3 else 4 end
            as resolution_rank
    from names
    inner join codes_as_of on codes_as_of.given_code = names.region_code

),

-- A name keeps only the best reading of a day: a reading gives way where a better one overlaps it.
rivals as (

    select
        reading.*,
        count(distinct better.region_code) filter (
            where better.kind_rank < reading.kind_rank
            or (better.kind_rank = reading.kind_rank and better.resolution_rank < reading.resolution_rank)
        ) as better_count,
        count(distinct better.region_code) filter (
            where better.kind_rank = reading.kind_rank
            and better.resolution_rank = reading.resolution_rank
            and better.region_code is distinct from reading.region_code
        ) as equal_count
    from dated as reading
    left join dated as better
        on better.name_key = reading.name_key
        and better.valid_from < reading.valid_to
        and better.valid_to > reading.valid_from
    group by all

)

-- A name that several places of one rank bear at once (중구, 고성군) says nothing by itself and has no row.
select
    name_key,
    min(region_code) as region_code,
    min(kind) as kind,
    valid_from,
    max(valid_to) as valid_to,
    min(resolution) as resolution
from rivals
where better_count = 0
group by name_key, valid_from
having max(equal_count) = 0
