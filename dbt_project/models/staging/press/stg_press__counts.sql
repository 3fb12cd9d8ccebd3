-- Counts stated in documents: projects, places, people, devices.
with facts as (

    {{ reviewed_facts('press_counts') }}

)

select
    fact_id,
    document_id,
    value,
    nullif(trim(unit), '') as unit,
    nullif(trim(what), '') as what,
    review_status,
    review_key,
    {{ document_witness() }}
from facts
