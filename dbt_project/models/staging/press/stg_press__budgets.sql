-- Amounts stated in documents. A suspected misprint keeps the printed amount beside its correction.
select
    fact_id,
    document_id,
    cast(amount_krw as bigint) as amount_krw,
    cast(corrected_krw as bigint) as corrected_krw,
    cast(case when is_suspect then coalesce(corrected_krw, amount_krw) else amount_krw end as bigint) as effective_krw,
    coalesce(role, 'other') as role,
    nullif(trim(label), '') as label,
    nullif(trim(fiscal_year), '') as fiscal_period,
    -- "~2025" and "2022-2024" are periods, not years.
    try_cast(fiscal_year as integer) as fiscal_year,
    nullif(trim(organisation), '') as organisation,
    nullif(trim(funding), '') as funding,
    coalesce(is_approximate, false) as is_approximate,
    coalesce(is_suspect, false) as is_suspect,
    {{ document_witness() }}
from {{ source('raw', 'press_budgets') }}
