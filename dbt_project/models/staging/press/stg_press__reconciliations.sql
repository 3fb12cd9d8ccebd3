-- Arithmetic that documents claim or imply: parts and a whole, or factors and a product.
with facts as (

    {{ reviewed_facts('press_reconciliations') }}

)

select
    fact_id,
    document_id,
    kind,
    case kind when 'product' then {{ numbers_to_text('terms', ' × ') }} else {{ numbers_to_text('terms', ' + ') }} end as terms,
    {{ list_length('terms') }} as term_count,
    expected,
    coalesce(difference, 0) as difference,
    holds,
    nullif(trim(label), '') as label,
    review_status,
    review_key,
    {{ document_witness() }}
from facts
