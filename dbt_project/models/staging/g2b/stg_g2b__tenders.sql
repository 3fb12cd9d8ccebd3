-- Tenders for services as their last order states them: a later order replaces an earlier one, 취소 closes the tender.
with newest as (

    select *
    from {{ source('raw', 'g2b_tenders') }}
    qualify {{ newest_record('tender_number, tender_order', 'coalesce(changed_at, registered_at)') }}

)

select
    tender_number,
    tender_order,
    nullif(order_plan_unified_number, '') as order_plan_number,
    nullif(pre_notice_number, '') as pre_notice_number,
    trim(tender_name) as name,
    notice_kind_name like '%취소%' as is_cancelled,
    -- 조달청 may announce for others: the office that needs it is the demanding one.
    coalesce(nullif(demand_institution_code_g2b, ''), notice_institution_code_g2b) as institution_code_g2b,
    trim(coalesce(nullif(demand_institution_name_raw, ''), notice_institution_name_raw)) as institution_name_raw,
    {{ known_amount('coalesce(allotted_budget_krw, estimated_price_krw + coalesce(value_added_tax_krw, 0))') }} as amount_krw,
    coalesce(is_information_project, false) as is_information_project,
    procurement_class_name as class_name,
    {{ korean_date('coalesce(announced_at, registered_at)') }} as announced_on,
    detail_url,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from newest
qualify row_number() over (partition by tender_number order by tender_order desc) = 1
