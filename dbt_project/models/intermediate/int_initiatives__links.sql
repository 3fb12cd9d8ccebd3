-- Scored pairs between the names they belong to, with each record's best partner first.
with scored as (

    select * from {{ ref('int_links__scored') }}

),

record_entities as (

    -- Announcements are compared once per place; a purchase stands for all its stages.
    select distinct record_kind, source_id, entity_key
    from {{ ref('int_initiatives__names') }}

)

select
    scored.record_kind,
    scored.record_id,
    earlier.entity_key,
    scored.other_kind,
    scored.other_id,
    later.entity_key as other_entity_key,
    scored.match_probability,
    scored.match_weight,
    scored.link_reasons,
    scored.match_probability >= {{ var('accept_link_probability') }} as is_accepted,
    row_number() over (
        partition by scored.other_kind, scored.other_id, scored.record_kind
        order by scored.match_weight desc, scored.record_id
    ) as rank_of_record,
    row_number() over (
        partition by scored.record_kind, scored.record_id, scored.other_kind
        order by scored.match_weight desc, scored.other_id
    ) as rank_of_other
from scored
inner join record_entities as earlier
    on earlier.record_kind = scored.record_kind
    and earlier.source_id = split_part(scored.record_id, '@', 1)
inner join record_entities as later
    on later.record_kind = scored.other_kind
    and later.source_id = scored.other_id
