-- Amounts stated in documents. A suspected misprint keeps the printed amount beside its correction, and so does an
-- amount that a person corrected.
with facts as (

    {{ reviewed_facts('press_budgets') }}

)

select
    fact_id,
    document_id,
    cast(amount_krw as bigint) as amount_krw,
    cast(coalesce(decided_amount_krw, corrected_krw) as bigint) as corrected_krw,
    cast(case when is_suspect then coalesce(decided_amount_krw, corrected_krw, amount_krw)
        else coalesce(decided_amount_krw, amount_krw) end as bigint) as effective_krw,
    coalesce(decided_role, role, 'other') as role,
    nullif(trim(coalesce(decided_label, label)), '') as label,
    nullif(trim(coalesce(decided_fiscal_year, fiscal_year)), '') as fiscal_period,
    -- "~2025" and "2022-2024" are periods, not years.
    try_cast(coalesce(decided_fiscal_year, fiscal_year) as integer) as fiscal_year,
    nullif(trim(coalesce(decided_organisation, organisation)), '') as organisation,
    nullif(trim(funding), '') as funding,
    coalesce(is_approximate, false) as is_approximate,
    coalesce(is_suspect, false) as is_suspect,
    review_status,
    review_key,
    {{ document_witness() }}
from facts
