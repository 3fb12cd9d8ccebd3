-- Which mention belongs to which initiative. The same name at the same place is the same initiative.
select
    mention_id,
    entity_key as initiative_id,
    cast(1 as double) as match_probability,
    'same_name' as identity_rule
from {{ ref('int_initiatives__mentions') }}
