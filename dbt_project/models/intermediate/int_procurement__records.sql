-- Order plans, pre-notices, tenders and contracts of 나라장터 and contracts of the governments' own books in one shape.
with order_plans as (

    select
        'order_plan' as procurement_kind,
        'g2b' as register_name,
        order_plan_number as source_number,
        name,
        institution_code_g2b,
        institution_name_raw,
        jurisdiction_name,
        department_name,
        class_name,
        false as is_information_project,
        false as is_cancelled,
        amount_krw,
        coalesce(published_on, make_date(order_year, coalesce(order_month, 1), 1)) as stated_on,
        cast(coalesce(order_year, extract(year from published_on)) as integer) as fiscal_year,
        case when order_month between 1 and 12 then make_date(order_year, order_month, 1) end as planned_order_on,
        order_plan_number,
        tender_numbers_raw,
        detail_url,
        load_id,
        order_plan_number as record_key,
        archive_sha256,
        record_number
    from {{ ref('stg_g2b__order_plans') }}

),

pre_notices as (

    select
        'pre_notice' as procurement_kind,
        'g2b' as register_name,
        pre_notice_number as source_number,
        name,
        institution_name_raw,
        is_software_project as is_information_project,
        false as is_cancelled,
        amount_krw,
        registered_on as stated_on,
        cast(extract(year from registered_on) as integer) as fiscal_year,
        pre_notice_number,
        tender_numbers_raw,
        load_id,
        pre_notice_number as record_key,
        archive_sha256,
        record_number
    from {{ ref('stg_g2b__pre_notices') }}

),

tenders as (

    select
        'tender' as procurement_kind,
        'g2b' as register_name,
        tender_number as source_number,
        name,
        institution_code_g2b,
        institution_name_raw,
        class_name,
        is_information_project,
        is_cancelled,
        amount_krw,
        announced_on as stated_on,
        cast(extract(year from announced_on) as integer) as fiscal_year,
        order_plan_number,
        pre_notice_number,
        tender_number,
        detail_url,
        load_id,
        tender_number || '|' || tender_order as record_key,
        archive_sha256,
        record_number
    from {{ ref('stg_g2b__tenders') }}

),

contracts as (

    select
        'contract' as procurement_kind,
        'g2b' as register_name,
        contract_number as source_number,
        name,
        institution_code_g2b,
        institution_name_raw,
        department_name,
        class_name,
        is_information_project,
        false as is_cancelled,
        amount_krw,
        concluded_on as stated_on,
        cast(extract(year from concluded_on) as integer) as fiscal_year,
        tender_number,
        supplier_name,
        detail_url,
        load_id,
        contract_number as record_key,
        archive_sha256,
        record_number
    from {{ ref('stg_g2b__contracts') }}

),

ledger_contracts as (

    select
        'contract' as procurement_kind,
        'lofin365' as register_name,
        ledger_number as source_number,
        name,
        laf_name_raw as institution_name_raw,
        department_name,
        false as is_information_project,
        false as is_cancelled,
        amount_krw,
        contracted_on as stated_on,
        cast(extract(year from contracted_on) as integer) as fiscal_year,
        supplier_name,
        load_id,
        ledger_number as record_key,
        archive_sha256,
        record_number
    from {{ ref('stg_lofin__contracts') }}

)

{{ union_of(
    [
        'procurement_kind', 'register_name', 'source_number', 'name', 'institution_code_g2b', 'institution_name_raw',
        'jurisdiction_name', 'department_name', 'class_name', 'is_information_project', 'is_cancelled', 'amount_krw',
        'stated_on', 'fiscal_year', 'planned_order_on', 'order_plan_number', 'pre_notice_number', 'tender_number',
        'tender_numbers_raw', 'supplier_name', 'detail_url', 'load_id', 'record_key', 'archive_sha256', 'record_number'
    ],
    {
        'order_plans': ['pre_notice_number', 'tender_number', 'supplier_name'],
        'pre_notices': [
            'institution_code_g2b', 'jurisdiction_name', 'department_name', 'class_name', 'planned_order_on',
            'order_plan_number', 'tender_number', 'supplier_name', 'detail_url'
        ],
        'tenders': ['jurisdiction_name', 'department_name', 'planned_order_on', 'tender_numbers_raw', 'supplier_name'],
        'contracts': [
            'jurisdiction_name', 'planned_order_on', 'order_plan_number', 'pre_notice_number', 'tender_numbers_raw'
        ],
        'ledger_contracts': [
            'institution_code_g2b', 'jurisdiction_name', 'class_name', 'planned_order_on', 'order_plan_number',
            'pre_notice_number', 'tender_number', 'tender_numbers_raw', 'detail_url'
        ],
    }
) }}
