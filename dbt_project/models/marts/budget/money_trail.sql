-- Following the won: each initiative's money by stage, with the link that ties the record to it and how sure it is.
-- Sum over is_counted: doubtful links, repeated announcements and cancelled purchases stand here as well, and count for
-- nothing.
with trail as (

    select * from {{ ref('int_initiatives__trail') }}

)

select
    {{ surrogate_key(['trail.initiative_id', 'trail.stage', 'trail.mention_id', 'trail.budget_fact_id', 'trail.review_state']) }}
        as money_trail_id,
    trail.initiative_id,
    trail.stage,
    trail.amount_krw,
    trail.fiscal_year,
    trail.occurred_on,
    trail.region_code,
    region.name_ko as region_name_ko,
    trail.is_counted,
    trail.is_cancelled,
    trail.review_state,
    trail.match_probability,
    trail.linked_from,
    trail.link_reasons,
    trail.mention_id,
    trail.budget_fact_id,
    trail.budget_line_id,
    trail.procurement_id
from trail
{{ region_facts('trail.region_code') }}
