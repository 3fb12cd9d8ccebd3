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
    case
        when m.mention_kind in ('document', 'register') then '1. 발표 · announced'
        when m.mention_kind = 'budget_line' then '2. 예산 · budgeted'
        when starts_with(m.load_id, 'g2b_contracts-') or starts_with(m.load_id, 'lofin_contracts-') then '4. 계약 · contracted'
        else '3. 발주 · ordered'
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
