-- Mention and place: a statement counts for every local government it names, a register entry for its own.
with mentions as (

    select * from {{ ref('int_initiatives__mentions') }}

),

identities as (

    select * from {{ ref('int_initiatives__identities') }}

),

announced_places as (

    select * from {{ ref('int_documents__initiative_regions') }}

),

placed as (

    select
        mentions.mention_id,
        mentions.mention_kind,
        announced_places.region_code,
        mentions.mentioned_on,
        mentions.fiscal_year
    from mentions
    inner join announced_places on announced_places.fact_id = mentions.source_key
    where mentions.mention_kind = 'document'

    union all

    select mention_id, mention_kind, region_code, mentioned_on, fiscal_year
    from mentions
    where mention_kind <> 'document'

)

select
    identities.initiative_id,
    placed.mention_id,
    placed.mention_kind,
    placed.region_code,
    placed.mentioned_on,
    placed.fiscal_year
from placed
inner join identities on identities.mention_id = placed.mention_id
where placed.region_code is not null
