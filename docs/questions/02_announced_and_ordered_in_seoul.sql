-- What was announced in 2022 in Seoul (city and districts), and how much of it was ordered?
-- Articles and the official project list announce; `role` tells a programme's total from its parts, which are not to be
-- added to it. Invested institutions stand under the city.
select
    initiatives.name_ko,
    initiatives.region_name_ko,
    initiatives.owner_name_ko,
    case when max(facts.role) = 'total' then 'total' when max(facts.role) is null then 'list_entry' else 'part' end as role,
    sum(trail.amount_krw) filter (where trail.stage = 'announced' and trail.fiscal_year = 2022) as announced_krw,
    sum(trail.amount_krw) filter (where trail.stage = 'ordered' and trail.fiscal_year >= 2022) as ordered_krw,
    sum(trail.amount_krw) filter (where trail.stage = 'ordered' and trail.fiscal_year >= 2022) * 1.0
    / nullif(sum(trail.amount_krw) filter (where trail.stage = 'announced' and trail.fiscal_year = 2022), 0) as ordered_ratio
from marts.money_trail as trail
inner join marts.initiatives as initiatives on initiatives.initiative_id = trail.initiative_id
left join marts.budget_facts as facts on facts.budget_fact_id = trail.budget_fact_id
where trail.is_counted
    and initiatives.sido_code = '11'
group by
    initiatives.initiative_id, initiatives.name_ko, initiatives.region_name_ko, initiatives.owner_name_ko
having count(*) filter (where trail.stage = 'announced' and trail.fiscal_year = 2022) > 0
order by announced_krw desc, initiatives.initiative_id
