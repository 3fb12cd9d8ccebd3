{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
-- Money that is announced, ordered or contracted, one row per record that states it; what is budgeted and spent stands
-- in int_budget__lines. Bases stay apart: ordered is the plan (or, without one, the first published stage), contracted
-- the contract. What links know a purchase by is its chain. Tables are read where they are used: what a query names once
-- and reads twice, the engine writes down in full.
with amounts as (

    select * from {{ ref('int_documents__initiative_amounts') }}

),

facts as (

    select * from {{ ref('int_documents__budget_facts') }}

),

announced as (

    select
        'announced' as stage,
        {{ surrogate_key(["'document'", 'amounts.fact_id']) }} as mention_id,
        'announcement' as record_kind,
        facts.fact_id as budget_fact_id,
        facts.effective_krw as amount_krw,
        facts.attributed_year as fiscal_year,
        facts.stated_on as occurred_on,
        facts.role = 'total' as is_total,
        false as is_cancelled
    from amounts
    inner join facts on facts.fact_id = amounts.budget_fact_id

),

registered as (

    select * from {{ ref('int_initiatives__registered') }}
    where amount_krw is not null

),

first_stages as (

    select *
    from {{ ref('int_procurement__digital') }}
    where procurement_kind <> 'contract'
    qualify row_number() over (
        partition by procurement_chain_id
        order by
            case procurement_kind when 'order_plan' then 1 when 'pre_notice' then 2 else 3 end,
            amount_krw is null,
            source_number
    ) = 1

),

cancelled_chains as (

    select procurement_chain_id
    from {{ ref('int_procurement__digital') }}
    group by procurement_chain_id
    having bool_or(is_cancelled)
        and not bool_or(procurement_kind = 'contract')
        and not bool_or(procurement_kind = 'tender' and not is_cancelled)

),

bought as (

    select 'ordered' as stage, first_stages.* from first_stages
    union all
    select 'contracted' as stage, purchases.* from {{ ref('int_procurement__digital') }} as purchases
    where procurement_kind = 'contract'

)

select
    stage, mention_id, record_kind, budget_fact_id, cast(null as string) as procurement_id,
    cast(null as string) as linked_id, cast(null as string) as region_code,
    cast(null as integer) as order_rank, is_total, amount_krw, fiscal_year, occurred_on, is_cancelled
from announced

union all

-- What the project list means to spend stands beside what articles announce.
select
    'announced', {{ surrogate_key(["'register'", 'project_id']) }}, 'register', cast(null as string), cast(null as string),
    cast(null as string), region_code, null, false, amount_krw, fiscal_year, stated_on, false
from registered

union all

select
    bought.stage,
    bought.procurement_id,
    'procurement',
    cast(null as string),
    bought.procurement_id,
    bought.procurement_chain_id,
    bought.region_code,
    case when bought.stage = 'ordered' then
        case bought.procurement_kind when 'order_plan' then 1 when 'pre_notice' then 2 else 3 end
    end,
    false,
    bought.amount_krw,
    bought.fiscal_year,
    bought.stated_on,
    bought.is_cancelled or cancelled_chains.procurement_chain_id is not null
from bought
left join cancelled_chains on cancelled_chains.procurement_chain_id = bought.procurement_chain_id
