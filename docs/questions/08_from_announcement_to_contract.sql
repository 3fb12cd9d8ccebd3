-- How far did announced initiatives come, by year of announcement, for articles and for the official project list?
with reached as (

    select
        initiative_id,
        min(fiscal_year) filter (where stage = 'announced') as announced_year,
        case when count(budget_fact_id) > 0 then 'article' else 'project_list' end as announced_by,
        bool_or(is_counted and stage = 'budgeted') as is_budgeted,
        bool_or(is_counted and stage = 'ordered') as is_ordered,
        bool_or(is_counted and stage = 'contracted') as is_contracted
    from marts.money_trail
    where review_state <> 'to_review'
    group by initiative_id

)

select
    announced_year,
    announced_by,
    count(*) as announced_count,
    count(*) filter (where is_budgeted) as budgeted_count,
    count(*) filter (where is_ordered) as ordered_count,
    count(*) filter (where is_contracted) as contracted_count
from reached
where announced_year is not null
group by announced_year, announced_by
order by announced_year, announced_by
