-- Order plans for services: what an office means to buy, with planned month and amount.
select
    order_plan_unified_number as order_plan_number,
    trim(project_name) as name,
    order_institution_code_g2b as institution_code_g2b,
    trim(order_institution_name_raw) as institution_name_raw,
    jurisdiction_name,
    department_name,
    order_year,
    order_month,
    detailed_product_class_name as class_name,
    -- The contract part is "0" where only the sum is filled, so the sum counts.
    {{ known_amount('total_order_krw') }} as amount_krw,
    tender_numbers_raw,
    {{ korean_date('published_at') }} as published_on,
    detail_url,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'g2b_order_plans') }}
qualify {{ newest_record('order_plan_unified_number', 'coalesce(changed_at, published_at)') }}
