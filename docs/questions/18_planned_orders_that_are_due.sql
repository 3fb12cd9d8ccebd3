-- Which projects of the official list were to be ordered by now and have no order yet, the largest first?
select
    initiatives.name_ko,
    initiatives.region_name_ko,
    initiatives.owner_name_ko,
    mentions.planned_order_on,
    mentions.amount_krw
from marts.initiative_mentions as mentions
inner join marts.initiatives as initiatives on initiatives.initiative_id = mentions.initiative_id
where mentions.mention_kind = 'register'
    and mentions.status = 'planned'
    -- A quarter is due when it is over.
    and mentions.planned_order_on + 92 < (select max(snapshot_on) from marts.budget_lines)
    and not exists (
        select 1
        from marts.money_trail as trail
        where trail.initiative_id = mentions.initiative_id
            and trail.stage in ('ordered', 'contracted')
            and trail.fiscal_year >= mentions.fiscal_year
            and not trail.is_cancelled
    )
order by mentions.amount_krw desc nulls last, mentions.mention_id
limit 20
