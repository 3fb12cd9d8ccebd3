-- Institutions that order or need: the official bridge from an institution code to a place.
select
    institution_code_g2b,
    trim(institution_name) as institution_name,
    jurisdiction_name,
    -- Five legal-district digits of the address: a province's head office lies in some city, so names go first.
    case when length(region_code_legal) = 5 then region_code_legal || '00000' end as address_region_code,
    coalesce(is_deleted, false) as is_deleted
from {{ source('raw', 'g2b_institutions') }}
qualify {{ newest_record('institution_code_g2b', 'coalesce(changed_at, registered_at)') }}
