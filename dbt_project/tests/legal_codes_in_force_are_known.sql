{{ config(severity='warn') }}
-- The register of legal codes against the history of local governments: a code that is new there, or gone, is a change
-- of places that dbt_project/seeds/region_history.csv does not know yet.
with latest as (

    select region_code, full_name, snapshot_on
    from {{ ref('stg_regions__legal_districts') }}
    where snapshot_on = (select max(snapshot_on) from {{ ref('stg_regions__legal_districts') }})

),

known as (

    select region_code, name_ko
    from {{ ref('regions') }}
    where valid_from <= (select max(snapshot_on) from latest)
        and coalesce(valid_to, {{ open_end() }}) > (select max(snapshot_on) from latest)

)

select
    coalesce(latest.region_code, known.region_code) as region_code,
    coalesce(latest.full_name, known.name_ko) as name_ko,
    case when known.region_code is null then 'unknown to the history' else 'gone from the register' end as problem
from latest
full outer join known on known.region_code = latest.region_code
where (latest.region_code is null or known.region_code is null)
    and exists (select 1 from latest)
