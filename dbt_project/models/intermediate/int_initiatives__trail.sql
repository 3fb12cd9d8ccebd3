-- Each initiative's money by stage, with the link that ties the record to it, and what of it counts.
with money as (

    select * from {{ ref('int_initiatives__money') }}

),

identities as (

    select * from {{ ref('int_initiatives__identities') }}

),

mentions as (

    select * from {{ ref('int_initiatives__mentions') }}

),

links as (

    select * from {{ ref('int_initiatives__links') }}

),

-- The best word for a record: from the announcement, or else from the budget line.
evidence as (

    select *
    from links
    where is_accepted and rank_of_record = 1
    qualify row_number() over (partition by other_kind, other_id order by record_kind, match_weight desc) = 1

),

own as (

    select
        money.*,
        identities.initiative_id,
        mentions.region_code,
        coalesce(evidence.match_probability, identities.match_probability) as match_probability,
        evidence.link_reasons,
        evidence.record_kind as linked_from,
        case when evidence.other_id is not null then 'accepted' else 'given' end as review_state
    from money
    inner join identities on identities.mention_id = money.mention_id
    inner join mentions on mentions.mention_id = money.mention_id
    left join evidence
        on evidence.other_kind = money.record_kind
        and evidence.other_id = coalesce(money.procurement_chain_id, mentions.record_key)

),

-- Where a tender cites neither plan nor pre-notice, one purchase stands here in several pieces of nearly one amount:
-- the earliest stage counts, the others are the same money again.
repeated as (

    select distinct later.mention_id
    from own as later
    inner join own as earlier
        on earlier.initiative_id = later.initiative_id
        and earlier.order_rank < later.order_rank
        and not earlier.is_cancelled
        and abs(earlier.fiscal_year - later.fiscal_year) <= 1
        and earlier.amount_krw between 0.9 * later.amount_krw and 1.1 * later.amount_krw

),

-- One initiative's year is announced in several articles, with several figures. The project list counts; without it
-- a total before a part, then the last word.
announced as (

    select
        mention_id,
        row_number() over (
            partition by initiative_id, fiscal_year
            order by is_total desc, occurred_on desc, amount_krw desc, mention_id
        ) = 1
        and not bool_or(record_kind = 'register') over (partition by initiative_id, fiscal_year) as is_last_word
    from own
    where stage = 'announced'

),

judged as (

    select
        {{ all_but('own', ['review_state']) }},
        case
            when own.stage = 'ordered' and repeated.mention_id is not null then 'same_purchase'
            when own.record_kind = 'announcement' and not announced.is_last_word then 'same_announcement'
            else own.review_state
        end as review_state
    from own
    left join repeated on repeated.mention_id = own.mention_id
    left join announced on announced.mention_id = own.mention_id

),

doubtful as (

    select
        money.*,
        identities.initiative_id,
        mentions.region_code,
        links.match_probability,
        links.link_reasons,
        links.record_kind as linked_from,
        'to_review' as review_state
    from money
    inner join mentions on mentions.mention_id = money.mention_id
    inner join links
        on links.other_kind = money.record_kind
        and links.other_id = coalesce(money.procurement_chain_id, mentions.record_key)
        and links.rank_of_record = 1
        and not links.is_accepted
        and links.record_kind = 'announcement'
    inner join identities on identities.mention_id = split_part(links.record_id, '@', 1)

)

select
    *,
    review_state not in ('same_purchase', 'same_announcement') and not is_cancelled as is_counted
from judged

union all

select *, false as is_counted
from doubtful
