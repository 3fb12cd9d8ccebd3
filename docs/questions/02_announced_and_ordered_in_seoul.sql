-- What was announced in 2022 in Seoul (city and districts), and how much of it was ordered?
select
    initiatives.name_ko,
    initiatives.region_name_ko,
    sum(trail.amount_krw) filter (where trail.stage = 'announced') as announced_krw,
    sum(trail.amount_krw) filter (where trail.stage = 'ordered') as ordered_krw,
    sum(trail.amount_krw) filter (where trail.stage = 'ordered')
    / nullif(sum(trail.amount_krw) filter (where trail.stage = 'announced'), 0) as ordered_ratio
from marts.money_trail as trail
inner join marts.initiatives as initiatives on initiatives.initiative_id = trail.initiative_id
where trail.is_counted
    and initiatives.sido_code = '11'
group by initiatives.initiative_id, initiatives.name_ko, initiatives.region_name_ko
having min(trail.fiscal_year) filter (where trail.stage = 'announced') = 2022
order by announced_krw desc, initiatives.initiative_id
