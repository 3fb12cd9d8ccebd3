-- Digital-innovation programmes, systems and services named in documents.
with facts as (

    {{ reviewed_facts('press_initiatives') }}

)

select
    fact_id,
    document_id,
    trim(coalesce(decided_name, name)) as name,
    {{ squashed('coalesce(decided_name, name)') }} as name_key,
    nullif(trim(coalesce(decided_owner, owner)), '') as owner,
    region_codes,
    technologies,
    nullif(trim(target), '') as target,
    nullif(trim(partner), '') as partner,
    coalesce(decided_status, nullif(trim(status), ''), 'unspecified') as status,
    nullif(trim(timing), '') as timing,
    review_status,
    review_key,
    {{ document_witness() }}
from facts
where nullif({{ squashed('coalesce(decided_name, name)') }}, '') is not null
