-- What may belong together: announcements (per place), budget lines and purchases, in one shape for comparing.
with statements as (

    select * from {{ ref('int_initiatives__mentions') }}
    where mention_kind = 'document'

),

announced_places as (

    select * from {{ ref('int_documents__initiative_regions') }}

),

amounts as (

    select * from {{ ref('int_documents__initiative_amounts') }}

),

announcements as (

    select
        statements.mention_id || '@' || announced_places.region_code as record_id,
        'announcement' as record_kind,
        statements.mention_id as source_id,
        announced_places.region_code,
        coalesce(amounts.attributed_year, statements.fiscal_year) as fiscal_year,
        statements.name,
        statements.owner as department,
        amounts.effective_krw as amount_krw,
        statements.technology_codes
    from statements
    inner join announced_places on announced_places.fact_id = statements.source_key
    left join amounts on amounts.fact_id = statements.source_key
    where announced_places.region_code is not null

),

registered as (

    -- An entry of the official project list announces as an article does.
    select
        mention_id || '@' || region_code as record_id,
        'announcement' as record_kind,
        mention_id as source_id,
        region_code,
        fiscal_year,
        name,
        owner as department,
        amount_krw,
        technology_codes
    from {{ ref('int_initiatives__mentions') }}
    where mention_kind = 'register'
        and resolution <> 'institution_of_the_city'

),

budget_lines as (

    select
        record_key as record_id,
        'budget_line' as record_kind,
        record_key as source_id,
        region_code,
        fiscal_year,
        line_name_raw as name,
        cast(null as string) as department,
        budget_compiled_krw as amount_krw,
        technology_codes
    from {{ ref('int_budget__lines') }}
    where region_code is not null

),

purchases as (

    select
        procurement_chain_id as record_id,
        'procurement' as record_kind,
        procurement_chain_id as source_id,
        region_code,
        fiscal_year,
        name,
        department_name as department,
        amount_krw,
        technology_codes
    from {{ ref('int_procurement__chain_heads') }}
    where region_code is not null

),

everything as (

    select * from announcements
    union all
    select * from registered
    union all
    select * from budget_lines
    union all
    select * from purchases

)

select
    everything.record_id,
    everything.record_kind,
    everything.source_id,
    comparable.comparable_code as place_code,
    -- A purchase is named with its town in front: the place is compared as a place, so the name goes without it.
    replace(everything.name, region.short_name_ko, '') as name,
    everything.fiscal_year,
    everything.department,
    everything.amount_krw,
    everything.technology_codes
from everything
inner join {{ ref('int_regions__comparable') }} as comparable on comparable.region_code = everything.region_code
{{ region_facts('everything.region_code') }}
