-- Which records are stages of one purchase, by the numbers that they cite.
-- A tender cites plan and pre-notice; plans and pre-notices list their tenders later; a contract cites its tender.
with records as (

    select * from {{ ref('int_procurement__placed') }}

),

listed as (

    select
        procurement_kind,
        source_number,
        {{ list_rows(text_to_list('tender_numbers_raw', ',')) }} as tender_text
    from records
    where tender_numbers_raw is not null

),

tender_links as (

    select tender_number, order_plan_number, pre_notice_number
    from records
    where procurement_kind = 'tender'

    union all

    select
        {{ tender_number('tender_text') }} as tender_number,
        case when procurement_kind = 'order_plan' then source_number end as order_plan_number,
        case when procurement_kind = 'pre_notice' then source_number end as pre_notice_number
    from listed

),

tenders as (

    select
        tender_number,
        min(order_plan_number) as order_plan_number,
        min(pre_notice_number) as pre_notice_number
    from tender_links
    where tender_number is not null
    group by tender_number

),

-- A repeated tender may cite only the pre-notice that its forerunner shared with the plan.
plans_of_pre_notices as (

    select pre_notice_number, min(order_plan_number) as order_plan_number, min(tender_number) as tender_number
    from tenders
    where pre_notice_number is not null
    group by pre_notice_number

),

heads as (

    select
        tenders.tender_number,
        coalesce(
            tenders.order_plan_number,
            plans.order_plan_number,
            tenders.pre_notice_number,
            tenders.tender_number
        ) as head_number
    from tenders
    left join plans_of_pre_notices as plans on plans.pre_notice_number = tenders.pre_notice_number

),

keyed as (

    -- The key stands on one side of the join, or the engine compares every record with every tender.
    select
        procurement_kind,
        source_number,
        case when procurement_kind in ('tender', 'contract') then tender_number end as cited_tender,
        case when procurement_kind = 'pre_notice' then source_number end as own_pre_notice
    from records

)

select
    keyed.procurement_kind,
    keyed.source_number,
    {{ surrogate_key(["coalesce(heads.head_number, pre_notices.order_plan_number, keyed.source_number)"]) }}
        as procurement_chain_id
from keyed
left join heads on heads.tender_number = keyed.cited_tender
left join plans_of_pre_notices as pre_notices on pre_notices.pre_notice_number = keyed.own_pre_notice
