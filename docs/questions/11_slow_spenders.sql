-- Which local governments spent least of their digital budget in the last closed year?
with closed as (

    select region_code, region_name_ko, fiscal_year, sum(budget_current_krw) as budgeted_krw, sum(settled_krw) as settled_krw
    from marts.budget_lines
    where settled_krw is not null
        and region_code is not null
    group by region_code, region_name_ko, fiscal_year

)

select region_name_ko, fiscal_year, budgeted_krw, settled_krw, settled_krw / nullif(budgeted_krw, 0) as execution_ratio
from closed
where fiscal_year = (select max(fiscal_year) from closed)
order by execution_ratio nulls last, region_code
limit 10
