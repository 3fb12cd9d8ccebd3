-- Arithmetic found in a source (parts and a whole, factors and a product) and whether it holds.
with claims as (

    select * from {{ ref('stg_press__reconciliations') }}

),

documents as (

    select * from {{ ref('int_documents__placed') }}

)

select
    claims.fact_id as reconciliation_id,
    'document' as claim_source,
    claims.document_id,
    documents.region_code,
    documents.region_name_ko,
    documents.stated_on,
    claims.kind,
    claims.label as label_ko,
    claims.terms,
    claims.term_count,
    cast(claims.expected as double) as expected,
    cast(claims.expected + claims.difference as double) as computed,
    cast(claims.difference as double) as difference,
    cast(claims.difference as double) / nullif(abs(claims.expected), 0) as difference_ratio,
    claims.holds,
    claims.line_number,
    claims.span_start,
    claims.span_end,
    claims.quote,
    claims.rule,
    claims.confidence,
    claims.review_status,
    claims.review_key,
    claims.load_id,
    claims.archive_sha256
from claims
inner join documents
    on documents.document_id = claims.document_id
    and documents.load_id = claims.load_id
