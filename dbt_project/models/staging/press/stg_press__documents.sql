-- Articles and notices as they were found; their text stays in the archive.
-- Whom a document is about follows the extractor, unless a person rejected or corrected one of those places.
with documents as (

    select * from {{ source('raw', 'press_documents') }}
    -- A document met in several loads (feed and inbox, or parsed again) counts as its newest load read it.
    qualify row_number() over (
        partition by document_id
        order by {{ load_started_at('_load_id') }} desc, _record_number desc
    ) = 1

),

decided as (

    select distinct documents.document_id
    from documents
    inner join {{ source('raw', 'press_places') }} as places
        on places.document_id = documents.document_id
        and places._load_id = documents._load_id
    inner join {{ source('raw', 'review_decisions') }} as decision
        on decision.review_key = places.review_key
        and decision.text_sha256 = documents.text_sha256
        and decision.verdict in ('rejected', 'corrected')
    where places.is_primary

),

decided_places as (

    select
        places.document_id,
        min_by(places.region_code, places.record_number) as region_code,
        cast(count(distinct places.region_code) as integer) as region_count
    from {{ ref('stg_press__places') }} as places
    inner join documents
        on documents.document_id = places.document_id
        and documents._load_id = places.load_id
    where places.is_primary and places.region_code is not null
    group by places.document_id

)

select
    documents.document_id,
    nullif(trim(title), '') as title,
    nullif(trim(publisher), '') as publisher,
    nullif(trim(url), '') as url,
    published_on,
    retrieved_at,
    -- The day that decides which local governments existed: publication, or retrieval where no date was printed.
    coalesce(published_on, {{ utc_date('retrieved_at') }}) as stated_on,
    media_type,
    licence,
    origin,
    is_sample,
    text_sha256,
    cast(text_character_count as integer) as character_count,
    extractor_version,
    case when decided.document_id is null then {{ list_first('primary_region_codes') }} else decided_places.region_code end
        as primary_region_code,
    case when decided.document_id is null then {{ list_length('primary_region_codes') }}
        else coalesce(decided_places.region_count, 0) end as primary_region_count,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from documents
left join decided on decided.document_id = documents.document_id
left join decided_places on decided_places.document_id = documents.document_id
