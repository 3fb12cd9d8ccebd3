-- Contracts for services as last changed. A change gets a new number that ends in two more digits; the last one counts.
with newest as (

    select
        *,
        case
            when confirmed_contract_number like 'R%' and length(confirmed_contract_number) = 15
                then left(confirmed_contract_number, 13)
            else unified_contract_number
        end as contract_key
    from {{ source('raw', 'g2b_contracts') }}
    qualify {{ newest_record('unified_contract_number', 'coalesce(changed_at, registered_at)') }}

)

select
    unified_contract_number as contract_number,
    contract_key,
    {{ tender_number('tender_number_raw') }} as tender_number,
    trim(contract_name) as name,
    coalesce(nullif(demand_institution_code_g2b, ''), contract_institution_code_g2b) as institution_code_g2b,
    trim(coalesce(nullif(demand_institution_name_raw, ''), contract_institution_name_raw)) as institution_name_raw,
    contract_department_name as department_name,
    {{ known_amount('contract_amount_krw') }} as amount_krw,
    coalesce(is_information_project, false) as is_information_project,
    procurement_class_name as class_name,
    coalesce(concluded_on, contracted_on, {{ korean_date('registered_at') }}) as concluded_on,
    supplier_name,
    detail_url,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from newest
qualify row_number() over (
    partition by contract_key
    order by confirmed_contract_number desc nulls last, changed_at desc nulls last, unified_contract_number desc
) = 1
