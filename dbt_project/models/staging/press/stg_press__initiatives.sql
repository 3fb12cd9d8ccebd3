-- Digital-innovation programmes, systems and services named in documents.
select
    fact_id,
    document_id,
    trim(name) as name,
    {{ squashed('name') }} as name_key,
    nullif(trim(owner), '') as owner,
    region_codes,
    technologies,
    nullif(trim(target), '') as target,
    nullif(trim(partner), '') as partner,
    coalesce(nullif(trim(status), ''), 'unspecified') as status,
    nullif(trim(timing), '') as timing,
    {{ document_witness() }}
from {{ source('raw', 'press_initiatives') }}
where nullif({{ squashed('name') }}, '') is not null
