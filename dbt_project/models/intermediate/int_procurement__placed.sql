-- Procurement of local governments, each record with its place as of its day.
-- The name decides; the directory's address only where a local government's name is none.
with records as (

    select * from {{ ref('int_procurement__records') }}

),

institutions as (

    select * from {{ ref('int_procurement__institutions') }}

),

directory as (

    select * from {{ ref('stg_g2b__institutions') }}

),

named as (

    select
        records.*,
        -- The governments' own books call them as lofin365 does (서울종로구).
        case when records.register_name = 'lofin365' then records.institution_name_raw else institutions.place_name end
            as place_name,
        case when coalesce(records.jurisdiction_name, directory.jurisdiction_name) in ('지방자치단체', '기초자치단체')
            then directory.address_region_code end as address_code,
        coalesce(records.jurisdiction_name, directory.jurisdiction_name) in ('지방자치단체', '기초자치단체')
            as is_local_by_jurisdiction
    from records
    left join institutions on institutions.institution_name_raw = records.institution_name_raw
    left join directory on directory.institution_code_g2b = records.institution_code_g2b

)

select
    {{ all_but('named', ['place_name', 'address_code', 'is_local_by_jurisdiction']) }},
    -- The office of a city may lie in one of its general districts (일반구), which have no budget.
    coalesce(
        by_name.region_code,
        case when address.has_own_budget then address.region_code else address.parent_region_code end
    ) as region_code,
    case
        when by_name.region_code is not null then by_name.resolution
        when by_address.region_code is not null then 'institution_address'
        else coalesce(by_name.resolution, by_address.resolution, 'unknown_name')
    end as resolution
from named
{{ as_of_region_name('named.place_name', 'named.stated_on', alias='by_name') }}
{{ as_of_region('named.address_code', 'named.stated_on', alias='by_address') }}
{{ region_facts('by_address.region_code', alias='address') }}
where named.place_name is not null or named.is_local_by_jurisdiction
