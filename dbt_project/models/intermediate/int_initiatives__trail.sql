{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
-- Each initiative's money by stage, with the link that ties the record to it, and what of it counts.
-- Tables are read where they are used, as in int_initiatives__money.
with links as (

    select * from {{ ref('int_initiatives__links') }}
    where rank_of_record = 1

),

-- The best word for a record: from the announcement, or else from the budget line.
evidence as (

    select *
    from links
    where is_accepted
    qualify row_number() over (partition by other_kind, other_id order by record_kind, match_weight desc) = 1

),

-- What may be told twice: plans to buy and announcements, few beside the lines of budgets.
told as (

    select
        told.mention_id,
        told.stage,
        told.record_kind,
        told.order_rank,
        told.is_cancelled,
        told.is_total,
        told.fiscal_year,
        told.occurred_on,
        told.amount_krw,
        identities.initiative_id
    from {{ ref('int_initiatives__money') }} as told
    inner join {{ ref('int_initiatives__identities') }} as identities on identities.mention_id = told.mention_id
    where told.stage in ('announced', 'ordered')

),

-- Where a tender cites neither plan nor pre-notice, one purchase stands here in several pieces of nearly one amount:
-- the earliest stage counts, the others are the same money again.
repeated as (

    select distinct later.mention_id
    from told as later
    inner join told as earlier
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
    from told
    where stage = 'announced'

),

-- Of the places that an announcement names, the first is its own.
announced_places as (

    select mention_id, region_code
    from {{ ref('int_initiatives__mentions') }}
    where mention_kind = 'document'

),

judged as (

    select
        money.stage,
        money.mention_id,
        money.record_kind,
        money.budget_fact_id,
        cast(null as string) as budget_line_id,
        money.procurement_id,
        coalesce(money.region_code, announced_places.region_code) as region_code,
        money.amount_krw,
        money.fiscal_year,
        money.occurred_on,
        money.is_cancelled,
        identities.initiative_id,
        coalesce(evidence.match_probability, identities.match_probability) as match_probability,
        evidence.link_reasons,
        evidence.record_kind as linked_from,
        case
            when money.stage = 'ordered' and repeated.mention_id is not null then 'same_purchase'
            when money.record_kind = 'announcement' and not announced.is_last_word then 'same_announcement'
            when evidence.other_id is not null then 'accepted'
            else 'given'
        end as review_state
    from {{ ref('int_initiatives__money') }} as money
    inner join {{ ref('int_initiatives__identities') }} as identities on identities.mention_id = money.mention_id
    left join evidence
        on evidence.other_kind = money.record_kind
        and evidence.other_id = money.linked_id
    left join repeated on repeated.mention_id = money.mention_id
    left join announced on announced.mention_id = money.mention_id
    left join announced_places on announced_places.mention_id = money.mention_id

),

-- A budget line is linked once and tells twice: what is budgeted is the current budget, what is spent the spending of
-- the same line.
judged_lines as (

    select
        {{ list_rows(text_to_list("'budgeted|spent'")) }} as stage,
        lines.budget_line_id,
        lines.region_code,
        lines.budget_current_krw,
        lines.spent_krw,
        lines.fiscal_year,
        lines.snapshot_on,
        identities.initiative_id,
        coalesce(evidence.match_probability, identities.match_probability) as match_probability,
        evidence.link_reasons,
        evidence.record_kind as linked_from,
        case when evidence.other_id is not null then 'accepted' else 'given' end as review_state
    from {{ ref('int_budget__lines') }} as lines
    inner join {{ ref('int_initiatives__identities') }} as identities on identities.mention_id = lines.budget_line_id
    left join evidence
        on evidence.other_kind = 'budget_line'
        and evidence.other_id = lines.record_key

),

doubts as (

    select
        links.*,
        identities.initiative_id
    from links
    inner join {{ ref('int_initiatives__identities') }} as identities
        on identities.mention_id = split_part(links.record_id, '@', 1)
    where not links.is_accepted
        and links.record_kind = 'announcement'

),

doubted_lines as (

    select
        {{ list_rows(text_to_list("'budgeted|spent'")) }} as stage,
        lines.budget_line_id,
        lines.region_code,
        lines.budget_current_krw,
        lines.spent_krw,
        lines.fiscal_year,
        lines.snapshot_on,
        doubts.initiative_id,
        doubts.match_probability,
        doubts.link_reasons,
        doubts.record_kind as linked_from,
        'to_review' as review_state
    from {{ ref('int_budget__lines') }} as lines
    inner join doubts
        on doubts.other_kind = 'budget_line'
        and doubts.other_id = lines.record_key

),

lines as (

    select *, true as is_counted from judged_lines
    union all
    select *, false as is_counted from doubted_lines

)

select
    *,
    review_state not in ('same_purchase', 'same_announcement') and not is_cancelled as is_counted
from judged

union all

select
    money.stage, money.mention_id, money.record_kind, money.budget_fact_id, cast(null as string), money.procurement_id,
    money.region_code, money.amount_krw, money.fiscal_year, money.occurred_on, money.is_cancelled, doubts.initiative_id,
    doubts.match_probability, doubts.link_reasons, doubts.record_kind, 'to_review', false
from {{ ref('int_initiatives__money') }} as money
inner join doubts
    on doubts.other_kind = money.record_kind
    and doubts.other_id = money.linked_id

union all

select
    stage, budget_line_id, 'budget_line', cast(null as string), budget_line_id, cast(null as string), region_code,
    case stage when 'budgeted' then budget_current_krw else spent_krw end, fiscal_year, snapshot_on, false, initiative_id,
    match_probability, link_reasons, linked_from, review_state, is_counted
from lines
where stage = 'budgeted' or coalesce(spent_krw, 0) <> 0
