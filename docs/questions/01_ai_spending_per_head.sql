-- Which five local governments lead in AI spending per head, and what changed in three years?
-- AI is what the line itself names, not what an article says of its initiative. A place is compared with the same
-- ground three years before, whatever it was called then.
with ai_lines as (

    select
        regions.comparable_region_code as ground_code,
        lines.fiscal_year,
        max(lines.snapshot_on) as snapshot_on,
        sum(lines.spent_krw) as ai_spent_krw
    from marts.budget_lines as lines
    inner join marts.regions as regions on regions.region_code = lines.region_code
    where '|' || lines.technology_codes || '|' like '%|ai|%'
    group by regions.comparable_region_code, lines.fiscal_year

),

latest as (

    select max(fiscal_year) as fiscal_year from ai_lines

)

select
    years.region_name_ko,
    years.fiscal_year,
    now.snapshot_on,
    now.ai_spent_krw,
    now.ai_spent_krw * 1.0 / years.population_count as ai_spent_per_head_krw,
    coalesce(before.ai_spent_krw, 0) as ai_spent_three_years_before_krw,
    now.ai_spent_krw - coalesce(before.ai_spent_krw, 0) as change_in_three_years_krw
from ai_lines as now
inner join latest on latest.fiscal_year = now.fiscal_year
inner join marts.region_years as years
    on years.region_code = now.ground_code
    and years.fiscal_year = now.fiscal_year
left join ai_lines as before
    on before.ground_code = now.ground_code
    and before.fiscal_year = now.fiscal_year - 3
where years.population_count > 0
order by ai_spent_per_head_krw desc, years.region_code
limit 5
