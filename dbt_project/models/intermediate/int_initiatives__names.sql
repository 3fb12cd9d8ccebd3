-- Each mention with the name it goes by (entity_key) and what links know its record by: an announcement's own mention, a
-- budget line's key, a purchase's chain. A table, few columns wide: names are compared with names several times over.
select
    mention_id,
    mention_kind,
    entity_key,
    case mention_kind when 'document' then 'announcement' when 'register' then 'announcement' else mention_kind end
        as record_kind,
    case mention_kind
        when 'document' then mention_id
        when 'register' then mention_id
        when 'budget_line' then record_key
        else procurement_chain_id
    end as source_id
from {{ ref('int_initiatives__mentions') }}
