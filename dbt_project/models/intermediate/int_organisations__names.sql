-- Organisations as the sources name them: who runs an initiative, who spends an amount, who holds a budget.
with statements as (

    select * from {{ ref('int_initiatives__mentions') }}

),

amounts as (

    select * from {{ ref('int_documents__budget_facts') }}

),

bodies as (

    select * from {{ ref('int_budget__bodies') }}

),

everything as (

    select owner as name, region_code, mentioned_on, cast(null as string) as institution_code_mois, 'owner' as seen_as
    from statements
    where owner is not null

    union all

    select organisation as name, region_code, stated_on as mentioned_on, cast(null as string) as institution_code_mois, 'spender' as seen_as
    from amounts
    where organisation is not null

    union all

    select
        coalesce(region_name_ko, laf_name_raw) as name,
        region_code,
        snapshot_on as mentioned_on,
        institution_code_mois,
        'budget_body' as seen_as
    from bodies

)

select
    {{ surrogate_key([squashed('everything.name'), "coalesce(everything.region_code, '')"]) }} as organisation_id,
    min(everything.name) as name_ko,
    everything.region_code,
    max(everything.institution_code_mois) as institution_code_mois,
    {{ joined_distinct('everything.seen_as') }} as seen_as,
    cast(count(*) as integer) as mention_count,
    min(everything.mentioned_on) as first_seen_on,
    max(everything.mentioned_on) as last_seen_on
from everything
group by {{ squashed('everything.name') }}, everything.region_code
