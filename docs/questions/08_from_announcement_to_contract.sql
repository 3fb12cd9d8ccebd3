-- How far did announced initiatives come, by year of announcement?
with reached as (

    select
        initiative_id,
        min(fiscal_year) filter (where stage = 'announced') as announced_year,
        bool_or(stage = 'budgeted') as is_budgeted,
        bool_or(stage = 'ordered' and not is_cancelled) as is_ordered,
        bool_or(stage = 'contracted') as is_contracted
    from marts.money_trail
    where is_counted
    group by initiative_id

)

select
    announced_year,
    count(*) as announced_count,
    count(*) filter (where is_budgeted) as budgeted_count,
    count(*) filter (where is_ordered) as ordered_count,
    count(*) filter (where is_contracted) as contracted_count
from reached
where announced_year is not null
group by announced_year
order by announced_year
