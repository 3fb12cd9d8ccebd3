-- Each statement or register entry that supports an initiative, with the words or the record that witness it.
with mentions as (

    select * from {{ ref('int_initiatives__mentions') }}

),

identities as (

    select * from {{ ref('int_initiatives__identities') }}

)

select
    mentions.mention_id,
    identities.initiative_id,
    mentions.mention_kind,
    mentions.source_key,
    mentions.mentioned_on,
    mentions.fiscal_year,
    mentions.region_code,
    region.name_ko as region_name_ko,
    mentions.resolution,
    mentions.name as name_ko,
    mentions.owner as owner_name_ko,
    mentions.target as target_ko,
    mentions.partner as partner_ko,
    mentions.status,
    mentions.timing as timing_raw,
    mentions.planned_order_on,
    mentions.technology_codes,
    mentions.amount_krw,
    identities.identity_rule,
    identities.match_probability,
    mentions.document_id,
    mentions.line_number,
    mentions.span_start,
    mentions.span_end,
    mentions.quote,
    mentions.rule,
    mentions.confidence,
    coalesce(mentions.review_status, 'trusted') as review_status,
    mentions.review_key,
    mentions.load_id,
    mentions.record_key,
    mentions.archive_sha256,
    mentions.record_number
from mentions
inner join identities on identities.mention_id = mentions.mention_id
{{ region_facts('mentions.region_code') }}
