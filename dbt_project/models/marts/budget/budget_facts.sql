-- Amounts of money stated in documents, each with the words that state it.
with facts as (

    select * from {{ ref('int_documents__budget_facts') }}

)

select
    facts.fact_id as budget_fact_id,
    facts.document_id,
    facts.region_code,
    region.name_ko as region_name_ko,
    facts.resolution,
    facts.amount_krw,
    facts.corrected_krw,
    facts.effective_krw,
    facts.is_suspect,
    facts.is_approximate,
    facts.role,
    facts.label as label_ko,
    facts.fiscal_period,
    facts.fiscal_year,
    facts.attributed_year,
    facts.stated_on,
    facts.organisation as organisation_name_ko,
    facts.funding,
    facts.line_number,
    facts.span_start,
    facts.span_end,
    facts.quote,
    facts.rule,
    facts.confidence,
    facts.review_status,
    facts.review_key,
    facts.load_id,
    facts.archive_sha256
from facts
{{ region_facts('facts.region_code') }}
