-- The technology mix by province in the latest fiscal year: share of each technology in the digital budget.
-- A line of several technologies counts in each, so shares of one province may add up to more than one.
with lines as (

    select initiative_id, sido_code, budget_current_krw
    from marts.budget_lines
    where fiscal_year = (select max(fiscal_year) from marts.budget_lines)

),

whole as (

    select sido_code, sum(budget_current_krw) as digital_krw from lines group by sido_code

)

select
    regions.sido_name_ko,
    technologies.technology_name_ko,
    sum(lines.budget_current_krw) as budgeted_krw,
    sum(lines.budget_current_krw) / max(whole.digital_krw) as share_ratio
from lines
inner join marts.initiative_technologies as technologies on technologies.initiative_id = lines.initiative_id
inner join whole on whole.sido_code = lines.sido_code
inner join (select distinct sido_code, sido_name_ko from marts.regions where is_in_force) as regions
    on regions.sido_code = lines.sido_code
group by regions.sido_name_ko, technologies.technology_name_ko
order by regions.sido_name_ko, budgeted_krw desc, technologies.technology_name_ko
