-- Initiative × technology: an initiative that names none stands once, as 미분류.
select
    i.initiative_id,
    i.name_ko,
    i.region_name_ko,
    p.sido_name_ko,
    i.owner_name_ko,
    case i.status
        when 'planned' then '계획 · planned'
        when 'selected' then '선정 · selected'
        when 'agreed' then '협약 · agreed'
        when 'in_progress' then '진행 · in progress'
        when 'completed' then '완료 · completed'
    end as status,
    coalesce(t.technology_name_ko, '미분류') as technology_name_ko,
    i.first_fiscal_year as fiscal_year,
    i.first_mentioned_on,
    i.last_mentioned_on,
    i.mention_count,
    i.document_count,
    i.budget_line_count
from marts.initiatives as i
left join marts.initiative_technologies as t on t.initiative_id = i.initiative_id
left join (
    select distinct on (sido_code) sido_code, name_ko as sido_name_ko
    from marts.regions
    where region_level = 'sido'
    order by sido_code, valid_from desc
) as p on p.sido_code = i.sido_code
