-- Which announcements (of articles and of the project list) have no budget line a year later?
-- A line of an earlier year is none: the announcement was of something to come.
select
    initiatives.name_ko,
    initiatives.region_name_ko,
    initiatives.first_mentioned_on,
    initiatives.document_count,
    initiatives.register_count,
    sum(trail.amount_krw) filter (where trail.stage = 'announced' and trail.is_counted) as announced_krw,
    count(*) filter (where trail.review_state = 'to_review') as doubtful_link_count
from marts.initiatives as initiatives
left join marts.money_trail as trail on trail.initiative_id = initiatives.initiative_id
group by
    initiatives.initiative_id, initiatives.name_ko, initiatives.region_name_ko, initiatives.first_mentioned_on,
    initiatives.document_count, initiatives.register_count
having count(*) filter (
        where trail.stage = 'budgeted' and trail.is_counted
            and trail.fiscal_year >= extract(year from initiatives.first_mentioned_on)
    ) = 0
    and initiatives.document_count + initiatives.register_count > 0
    and initiatives.first_mentioned_on < (select max(snapshot_on) - 365 from marts.budget_lines)
order by announced_krw desc nulls last, initiatives.initiative_id
