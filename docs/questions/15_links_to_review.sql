-- Which links wait for a person, the most probable first?
select
    initiatives.name_ko, initiatives.region_name_ko, trail.stage, trail.amount_krw, trail.match_probability, trail.link_reasons,
    mentions.name_ko as record_name_ko
from marts.money_trail as trail
inner join marts.initiatives as initiatives on initiatives.initiative_id = trail.initiative_id
inner join marts.initiative_mentions as mentions on mentions.mention_id = trail.mention_id
where trail.review_state = 'to_review'
order by trail.match_probability desc, trail.money_trail_id
