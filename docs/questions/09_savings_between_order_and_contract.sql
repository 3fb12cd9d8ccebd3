-- How much lower are contracts than their order plans, by year?
with purchases as (

    select
        procurement_chain_id,
        min(fiscal_year) as fiscal_year,
        max(amount_krw) filter (where procurement_kind = 'order_plan') as planned_krw,
        sum(amount_krw) filter (where procurement_kind = 'contract') as contracted_krw
    from marts.procurements
    group by procurement_chain_id

)

select
    fiscal_year,
    count(*) as purchase_count,
    sum(planned_krw) as planned_krw,
    sum(contracted_krw) as contracted_krw,
    1 - sum(contracted_krw) / nullif(sum(planned_krw), 0) as saved_ratio
from purchases
where planned_krw is not null
    and contracted_krw is not null
group by fiscal_year
order by fiscal_year
