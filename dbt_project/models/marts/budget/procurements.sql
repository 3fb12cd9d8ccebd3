-- Order plans, pre-notices, tenders and contracts of local governments for digital innovation, chained by their numbers.
-- A contract that stands in 나라장터 and in the government's own books is one row.
with records as (

    select * from {{ ref('int_procurement__digital') }}

),

identities as (

    select mention_id, initiative_id from {{ ref('int_initiatives__identities') }}

)

select
    records.procurement_id,
    records.procurement_chain_id,
    identities.initiative_id,
    records.procurement_kind,
    records.register_name,
    records.source_number,
    records.name as name_ko,
    records.stated_on,
    records.fiscal_year,
    records.region_code,
    region.name_ko as region_name_ko,
    records.resolution,
    records.institution_code_g2b,
    records.institution_name_raw,
    records.department_name as department_name_ko,
    records.amount_krw,
    records.is_cancelled,
    records.order_plan_number,
    records.pre_notice_number,
    records.tender_number,
    records.contract_ledger_numbers,
    records.planned_order_on,
    records.supplier_name as supplier_name_ko,
    records.class_name as class_name_ko,
    records.technology_codes,
    records.classification_reasons,
    records.detail_url,
    {{ record_witness('records') }}
from records
left join identities on identities.mention_id = records.procurement_id
{{ region_facts('records.region_code') }}
