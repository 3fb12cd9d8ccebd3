-- Statement × technology of its initiative: who said what, when, and in which words.
select
    m.mention_id,
    m.initiative_id,
    m.name_ko,
    m.region_name_ko,
    p.sido_name_ko,
    coalesce(t.technology_name_ko, '미분류') as technology_name_ko,
    m.fiscal_year,
    m.mentioned_on,
    case m.mention_kind
        when 'document' then '발표 · announced'
        when 'budget_line' then '예산 · budgeted'
        else '조달 · procured'
    end as stage_name,
    coalesce(m.quote, m.name_ko) as quote,
    d.title_ko,
    d.publisher_ko,
    d.url
from marts.initiative_mentions as m
left join marts.initiative_technologies as t on t.initiative_id = m.initiative_id
left join marts.documents as d on d.document_id = m.document_id
left join marts.regions as r on r.region_code = m.region_code
left join (
    select distinct on (sido_code) sido_code, name_ko as sido_name_ko
    from marts.regions
    where region_level = 'sido'
    order by sido_code, valid_from desc
) as p on p.sido_code = r.sido_code
