-- Pre-notices for services: the specification put up for comment before a tender.
select
    pre_notice_number,
    trim(project_name) as name,
    trim(coalesce(nullif(demand_institution_name_raw, ''), order_institution_name_raw)) as institution_name_raw,
    {{ known_amount('allotted_budget_krw') }} as amount_krw,
    tender_numbers_raw,
    coalesce(is_software_project, false) as is_software_project,
    {{ korean_date('coalesce(registered_at, received_at)') }} as registered_on,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'g2b_pre_notices') }}
qualify {{ newest_record('pre_notice_number', 'coalesce(changed_at, registered_at)') }}
