-- Statement and place: an initiative may be announced for several local governments at once.
-- A statement without a place of its own takes the government that its document is about.
with statements as (

    select * from {{ ref('stg_press__initiatives') }}

),

documents as (

    select * from {{ ref('int_documents__placed') }}

),

stated as (

    select
        statements.fact_id,
        documents.stated_on,
        {{ list_rows('statements.region_codes') }} as given_code,
        'stated' as basis
    from statements
    inner join documents
        on documents.document_id = statements.document_id
        and documents.load_id = statements.load_id

),

inherited as (

    select
        statements.fact_id,
        documents.stated_on,
        documents.primary_region_code as given_code,
        'document' as basis
    from statements
    inner join documents
        on documents.document_id = statements.document_id
        and documents.load_id = statements.load_id
    where {{ list_length('statements.region_codes') }} = 0

),

everything as (

    select * from stated
    union all
    select * from inherited

)

select distinct
    everything.fact_id,
    everything.given_code,
    everything.basis,
    place.region_code,
    case when everything.given_code is null then 'none_stated' else coalesce(place.resolution, 'unknown_code') end
        as resolution
from everything
{{ as_of_region('everything.given_code', 'everything.stated_on') }}
