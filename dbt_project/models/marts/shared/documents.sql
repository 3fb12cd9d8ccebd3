-- Articles and notices that facts were read from; their text stays with the publisher.
with documents as (

    select * from {{ ref('int_documents__placed') }}

),

statements as (

    select document_id, load_id, cast(count(*) as integer) as initiative_count
    from {{ ref('stg_press__initiatives') }}
    group by document_id, load_id

),

amounts as (

    select document_id, load_id, cast(count(*) as integer) as budget_fact_count
    from {{ ref('stg_press__budgets') }}
    group by document_id, load_id

)

select
    documents.document_id,
    documents.title as title_ko,
    documents.publisher as publisher_ko,
    documents.url,
    documents.published_on,
    documents.retrieved_at,
    documents.region_code,
    documents.region_name_ko,
    documents.resolution,
    documents.primary_region_count,
    coalesce(statements.initiative_count, 0) as initiative_count,
    coalesce(amounts.budget_fact_count, 0) as budget_fact_count,
    documents.origin,
    documents.media_type,
    documents.licence,
    documents.is_sample,
    documents.character_count,
    documents.extractor_version,
    documents.text_sha256,
    documents.load_id,
    documents.archive_sha256,
    documents.record_number
from documents
left join statements
    on statements.document_id = documents.document_id
    and statements.load_id = documents.load_id
left join amounts
    on amounts.document_id = documents.document_id
    and amounts.load_id = documents.load_id
