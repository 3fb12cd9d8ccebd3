-- The technology mix by province in the latest fiscal year: share of each technology in the digital budget.
-- A line of several technologies counts in each, so shares of one province may add up to more than one. Provincial money
-- inside municipal budgets is left out: it stands in the province's own lines.
with lines as (

    select
        sido_code,
        technology_codes,
        budget_current_krw - case when region_code like '__00000000' then 0 else coalesce(funding_province_krw, 0) end
            as budget_krw
    from marts.budget_lines
    where fiscal_year = (select max(fiscal_year) from marts.budget_lines)

),

whole as (

    select sido_code, sum(budget_krw) as digital_krw from lines group by sido_code

)

select
    regions.sido_name_ko,
    technologies.name_ko as technology_name_ko,
    sum(lines.budget_krw) as budgeted_krw,
    sum(lines.budget_krw) * 1.0 / max(whole.digital_krw) as share_ratio
from lines
inner join marts.technologies as technologies
    on '|' || lines.technology_codes || '|' like '%|' || technologies.technology_code || '|%'
inner join whole on whole.sido_code = lines.sido_code
inner join (select distinct sido_code, sido_name_ko from marts.regions where is_in_force) as regions
    on regions.sido_code = lines.sido_code
group by regions.sido_name_ko, technologies.name_ko
order by regions.sido_name_ko, budgeted_krw desc, technologies.name_ko
