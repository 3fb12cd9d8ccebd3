-- Local governments that documents mention.
with facts as (

    {{ reviewed_facts('press_places') }}

)

select
    fact_id,
    document_id,
    coalesce(decided_region_code, region_code) as region_code,
    nullif(trim(region), '') as region_raw,
    coalesce(is_primary, false) as is_primary,
    resolution as extraction_rule,
    coalesce(is_unresolved, false) and decided_region_code is null as is_unresolved,
    review_status,
    review_key,
    {{ document_witness() }}
from facts
