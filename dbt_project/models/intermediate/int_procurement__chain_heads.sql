-- One row per purchase: named as first published, with the amount of its best known stage before the contract.
select
    procurement_chain_id,
    min_by(name, (stated_on, procurement_kind, source_number)) as name,
    min_by(region_code, (stated_on, procurement_kind, source_number)) filter (where region_code is not null) as region_code,
    min_by(department_name, (stated_on, procurement_kind, source_number)) filter (where department_name is not null) as department_name,
    min(stated_on) as first_stated_on,
    min(fiscal_year) as fiscal_year,
    coalesce(
        max(amount_krw) filter (where procurement_kind = 'order_plan'),
        max(amount_krw) filter (where procurement_kind = 'pre_notice'),
        max(amount_krw) filter (where procurement_kind = 'tender'),
        max(amount_krw) filter (where procurement_kind = 'contract')
    ) as amount_krw,
    {{ joined_distinct('technology_codes') }} as technology_codes
from {{ ref('int_procurement__digital') }}
group by procurement_chain_id
