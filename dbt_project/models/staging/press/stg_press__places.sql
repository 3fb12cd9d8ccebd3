-- Local governments that documents mention.
select
    fact_id,
    document_id,
    region_code,
    nullif(trim(region), '') as region_raw,
    coalesce(is_primary, false) as is_primary,
    resolution as extraction_rule,
    coalesce(is_unresolved, false) as is_unresolved,
    {{ document_witness() }}
from {{ source('raw', 'press_places') }}
