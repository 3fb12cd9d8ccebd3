-- Which five local governments lead in AI spending per head, and what changed in three years?
with ai_lines as (

    select lines.region_code, lines.fiscal_year, sum(lines.spent_krw) as ai_spent_krw
    from marts.budget_lines as lines
    where 'ai' in (
        select technologies.technology_code
        from marts.initiative_technologies as technologies
        where technologies.initiative_id = lines.initiative_id
    )
        and lines.region_code is not null
    group by lines.region_code, lines.fiscal_year

),

latest as (

    select max(fiscal_year) as fiscal_year from ai_lines

)

select
    years.region_name_ko,
    years.fiscal_year,
    now.ai_spent_krw,
    now.ai_spent_krw * 1.0 / years.population_count as ai_spent_per_head_krw,
    now.ai_spent_krw - coalesce(before.ai_spent_krw, 0) as change_in_three_years_krw
from ai_lines as now
inner join latest on latest.fiscal_year = now.fiscal_year
inner join marts.region_years as years
    on years.region_code = now.region_code
    and years.fiscal_year = now.fiscal_year
left join ai_lines as before
    on before.region_code = now.region_code
    and before.fiscal_year = now.fiscal_year - 3
where years.population_count > 0
order by ai_spent_per_head_krw desc, years.region_code
limit 5
