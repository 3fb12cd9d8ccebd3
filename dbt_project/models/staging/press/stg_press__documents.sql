-- Articles and notices as they were found; their text stays in the archive.
select
    document_id,
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
    {{ list_first('primary_region_codes') }} as primary_region_code,
    {{ list_length('primary_region_codes') }} as primary_region_count,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'press_documents') }}
-- A document met in several loads (feed and inbox, or parsed again) counts as its newest load read it.
qualify row_number() over (
    partition by document_id
    order by {{ load_started_at('_load_id') }} desc, _record_number desc
) = 1
