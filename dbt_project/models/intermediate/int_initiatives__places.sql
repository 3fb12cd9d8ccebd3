-- Mention and place: a statement counts for every local government it names, a register entry for its own.
with mentions as (

    select * from {{ ref('int_initiatives__mentions') }}

),

identities as (

    select * from {{ ref('int_initiatives__identities') }}

),

announced_places as (

    select * from {{ ref('int_documents__initiative_regions') }}

)

select
    identities.initiative_id,
    mentions.mention_id,
    mentions.mention_kind,
    case when mentions.mention_kind = 'document' then announced_places.region_code else mentions.region_code end
        as region_code,
    mentions.mentioned_on,
    mentions.fiscal_year
from mentions
inner join identities on identities.mention_id = mentions.mention_id
left join announced_places
    on mentions.mention_kind = 'document'
    and announced_places.fact_id = mentions.source_key
where case when mentions.mention_kind = 'document' then announced_places.region_code else mentions.region_code end
    is not null
