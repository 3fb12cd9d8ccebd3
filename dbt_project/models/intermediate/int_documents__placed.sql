-- Each document with the local government it is about, as that stood on the document's day.
with documents as (

    select * from {{ ref('stg_press__documents') }}

)

select
    documents.*,
    place.region_code,
    region.name_ko as region_name_ko,
    case
        when documents.primary_region_code is null then 'none_stated'
        else coalesce(place.resolution, 'unknown_code')
    end as resolution
from documents
{{ as_of_region('documents.primary_region_code', 'documents.stated_on') }}
{{ region_facts('place.region_code') }}
