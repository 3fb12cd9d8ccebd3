-- Counts stated in documents (projects, places, people, devices), each with the words that state it.
with counts as (

    select * from {{ ref('stg_press__counts') }}

),

documents as (

    select * from {{ ref('int_documents__placed') }}

)

select
    counts.fact_id as count_fact_id,
    counts.document_id,
    case when documents.primary_region_count = 1 then documents.region_code end as region_code,
    case when documents.primary_region_count = 1 then documents.region_name_ko end as region_name_ko,
    documents.stated_on,
    counts.value as stated_count,
    counts.unit,
    counts.what as label_ko,
    counts.line_number,
    counts.span_start,
    counts.span_end,
    counts.quote,
    counts.rule,
    counts.confidence,
    counts.review_status,
    counts.review_key,
    counts.load_id,
    counts.archive_sha256
from counts
inner join documents
    on documents.document_id = counts.document_id
    and documents.load_id = counts.load_id
