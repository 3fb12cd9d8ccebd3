-- One row per initiative: what it is called, where, by whom, since when, and how many sources speak of it.
with mentions as (

    select * from {{ ref('initiative_mentions') }}

),

places as (

    select * from {{ ref('initiative_regions') }}

),

technologies as (

    select * from {{ ref('initiative_technologies') }}

),

-- An announcement names an initiative better than a ledger does; of several, the first.
told as (

    select
        initiative_id,
        min_by(name_ko, (
            case mention_kind when 'document' then 1 when 'register' then 2 when 'procurement' then 3 else 4 end,
            mentioned_on, mention_id
        ))
            as name_ko,
        min_by(region_code, (case mention_kind when 'document' then 1 else 2 end, mentioned_on, mention_id))
            filter (where region_code is not null) as region_code,
        min_by(resolution, (case when region_code is null then 2 else 1 end, mention_kind, mentioned_on, mention_id))
            as resolution,
        max_by(owner_name_ko, (mentioned_on, mention_id)) filter (where owner_name_ko is not null) as owner_name_ko,
        max_by(target_ko, (mentioned_on, mention_id)) filter (where target_ko is not null) as target_ko,
        max_by(partner_ko, (mentioned_on, mention_id)) filter (where partner_ko is not null) as partner_ko,
        max_by(status, (mentioned_on, mention_id)) filter (where status <> 'unspecified') as status,
        min(planned_order_on) as planned_order_on,
        min(mentioned_on) as first_mentioned_on,
        max(mentioned_on) as last_mentioned_on,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year,
        cast(count(*) as integer) as mention_count,
        cast(count(*) filter (where review_status in ('unreviewed', 'reopened')) as integer) as unreviewed_mention_count,
        cast(count(distinct document_id) as integer) as document_count,
        cast(count(*) filter (where mention_kind = 'register') as integer) as register_count,
        cast(count(*) filter (where mention_kind = 'budget_line') as integer) as budget_line_count,
        cast(count(*) filter (where mention_kind = 'procurement') as integer) as procurement_count
    from mentions
    group by initiative_id

),

place_counts as (

    select initiative_id, cast(count(*) as integer) as region_count
    from places
    group by initiative_id

),

technology_counts as (

    select
        initiative_id,
        cast(count(*) as integer) as technology_count,
        {{ joined_distinct('technology_code') }} as technology_codes
    from technologies
    group by initiative_id

)

select
    told.initiative_id,
    told.name_ko,
    told.region_code,
    region.name_ko as region_name_ko,
    region.sido_code,
    told.resolution,
    coalesce(place_counts.region_count, 0) as region_count,
    told.owner_name_ko,
    told.target_ko,
    told.partner_ko,
    coalesce(told.status, 'unspecified') as status,
    technology_counts.technology_codes,
    coalesce(technology_counts.technology_count, 0) as technology_count,
    told.planned_order_on,
    told.first_mentioned_on,
    told.last_mentioned_on,
    told.first_fiscal_year,
    told.last_fiscal_year,
    told.mention_count,
    told.unreviewed_mention_count,
    told.document_count,
    told.register_count,
    told.budget_line_count,
    told.procurement_count
from told
left join place_counts on place_counts.initiative_id = told.initiative_id
left join technology_counts on technology_counts.initiative_id = told.initiative_id
{{ region_facts('told.region_code') }}
