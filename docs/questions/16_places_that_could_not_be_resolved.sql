-- Which records name a place that nobody could resolve, and why?
select 'budget_lines' as mart, resolution, count(*) as row_count, min(laf_name_raw) as example
from marts.budget_lines
where region_code is null
group by resolution
union all
select 'budget_facts', resolution, count(*), min(quote)
from marts.budget_facts
where region_code is null
group by resolution
union all
select 'procurements', resolution, count(*), min(institution_name_raw)
from marts.procurements
where region_code is null
group by resolution
order by mart, resolution
