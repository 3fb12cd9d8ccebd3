-- Each document with the local government it is about, as that stood on the document's day.
with documents as (

    select * from {{ ref('stg_press__documents') }}

),

dated as (

    -- A document without a date that names a government by a former name was written while it had that name.
    select
        {{ all_but('documents', ['stated_on']) }},
        case
            when documents.published_on is null and named.valid_before <= documents.stated_on
                then cast(named.valid_before - interval 1 day as date)
            else documents.stated_on
        end as stated_on
    from documents
    left join {{ ref('int_regions__versions') }} as named
        on named.region_code = documents.primary_region_code

)

select
    documents.*,
    place.region_code,
    region.name_ko as region_name_ko,
    case
        when documents.primary_region_code is null then 'none_stated'
        else coalesce(place.resolution, 'unknown_code')
    end as resolution
from dated as documents
{{ as_of_region('documents.primary_region_code', 'documents.stated_on') }}
{{ region_facts('place.region_code') }}
