-- Which announcements have no budget line a year later?
select
    initiatives.name_ko,
    initiatives.region_name_ko,
    initiatives.first_mentioned_on,
    sum(trail.amount_krw) filter (where trail.stage = 'announced' and trail.is_counted) as announced_krw,
    count(*) filter (where trail.review_state = 'to_review') as doubtful_link_count
from marts.initiatives as initiatives
inner join marts.money_trail as trail on trail.initiative_id = initiatives.initiative_id
group by
    initiatives.initiative_id, initiatives.name_ko, initiatives.region_name_ko, initiatives.first_mentioned_on,
    initiatives.document_count
having count(*) filter (where trail.stage = 'budgeted' and trail.is_counted) = 0
    and initiatives.document_count > 0
    and initiatives.first_mentioned_on < (select max(snapshot_on) - 365 from marts.budget_lines)
order by announced_krw desc nulls last, initiatives.initiative_id
