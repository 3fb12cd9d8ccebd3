-- Which mention belongs to which initiative. The same name at the same place is one thing; beyond that, a purchase
-- follows its best budget line or announcement (a document's or the project list's), a budget line its best
-- announcement, and two announcements that lead to one budget line are one. Every name has at most one leader, so
-- nothing is chained together by weak links.
with mentions as (

    select * from {{ ref('int_initiatives__names') }}

),

links as (

    select * from {{ ref('int_initiatives__links') }}
    where is_accepted

),

entities as (

    select
        entity_key,
        min(case mention_kind when 'document' then 1 when 'register' then 1 when 'budget_line' then 2 else 3 end) as entity_rank
    from mentions
    group by entity_key

),

followers as (

    select
        links.other_entity_key as entity_key,
        links.entity_key as leader_key,
        links.match_probability,
        links.match_weight
    from links
    inner join entities as leader on leader.entity_key = links.entity_key
    inner join entities as follower on follower.entity_key = links.other_entity_key
    where links.rank_of_record = 1
        and leader.entity_rank < follower.entity_rank

),

-- The announcement that a budget line knows best leads those that know the line as their best.
rivals as (

    select
        own.entity_key,
        best.entity_key as leader_key,
        least(own.match_probability, best.match_probability) as match_probability,
        own.match_weight
    from links as own
    inner join links as best
        on best.other_kind = own.other_kind
        and best.other_id = own.other_id
        and best.record_kind = own.record_kind
        and best.rank_of_record = 1
    where own.record_kind = 'announcement'
        and own.other_kind = 'budget_line'
        and own.rank_of_other = 1
        and own.rank_of_record > 1
        and own.entity_key > best.entity_key

),

leaders as (

    select *
    from (
        select * from followers
        union all
        select * from rivals
    )
    where entity_key <> leader_key
    qualify row_number() over (partition by entity_key order by match_weight desc, leader_key) = 1

),

-- Three steps are the longest way: purchase, budget line, announcement, first announcement.
roots as (

    select
        entities.entity_key,
        coalesce(third.leader_key, second.leader_key, first.leader_key, entities.entity_key) as initiative_id,
        least(first.match_probability, second.match_probability, third.match_probability) as match_probability
    from entities
    left join leaders as first on first.entity_key = entities.entity_key
    left join leaders as second on second.entity_key = first.leader_key
    left join leaders as third on third.entity_key = second.leader_key

)

select
    mentions.mention_id,
    roots.initiative_id,
    coalesce(roots.match_probability, 1) as match_probability,
    case when roots.initiative_id = mentions.entity_key then 'same_name' else 'linked' end as identity_rule
from mentions
inner join roots on roots.entity_key = mentions.entity_key
