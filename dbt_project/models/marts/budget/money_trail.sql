-- Following the won: each initiative's money by stage, with the link that ties the record to it and how sure it is.
-- Sum over is_counted: doubtful links and cancelled purchases stand here as well, and count for nothing.
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

counted as (

    select
        own.* replace (
            case when repeated.mention_id is not null then 'same_purchase' else own.review_state end as review_state
        ),
        repeated.mention_id is null and not own.is_cancelled as is_counted
    from own
    left join repeated
        on repeated.mention_id = own.mention_id
        and own.stage = 'ordered'

),

doubtful as (

    select
        money.*,
        identities.initiative_id,
        links.match_probability,
        links.link_reasons,
        links.record_kind as linked_from,
        'to_review' as review_state,
        false as is_counted
    from money
    inner join mentions on mentions.mention_id = money.mention_id
    inner join links
        on links.other_kind = money.record_kind
        and links.other_id = coalesce(money.procurement_chain_id, mentions.record_key)
        and links.rank_of_record = 1
        and not links.is_accepted
        and links.record_kind = 'announcement'
    inner join identities on identities.mention_id = split_part(links.record_id, '@', 1)

),

everything as (

    select * from counted
    union all
    select * from doubtful

)

select
    {{ surrogate_key([
        'everything.initiative_id', 'everything.stage', 'everything.mention_id', 'everything.budget_fact_id', 'everything.review_state'
    ]) }} as money_trail_id,
    everything.initiative_id,
    everything.stage,
    everything.amount_krw,
    everything.fiscal_year,
    everything.occurred_on,
    mentions.region_code,
    region.name_ko as region_name_ko,
    everything.is_counted,
    everything.is_cancelled,
    everything.review_state,
    everything.match_probability,
    everything.linked_from,
    everything.link_reasons,
    everything.mention_id,
    everything.budget_fact_id,
    everything.budget_line_id,
    everything.procurement_id
from everything
inner join mentions on mentions.mention_id = everything.mention_id
{{ region_facts('mentions.region_code') }}
