-- Everything that speaks of an initiative, one row per statement or register entry, with place, day and witness.
with documents as (

    select * from {{ ref('int_documents__placed') }}

),

statements as (

    select * from {{ ref('stg_press__initiatives') }}

),

budget_lines as (

    select * from {{ ref('int_budget__lines') }}

),

purchases as (

    select * from {{ ref('int_procurement__digital') }}

),

purchase_heads as (

    select procurement_chain_id, name
    from {{ ref('int_procurement__chain_heads') }}

),

registered as (

    select * from {{ ref('int_initiatives__registered') }}

),

from_documents as (

    select
        {{ surrogate_key(["'document'", 'statements.fact_id']) }} as mention_id,
        'document' as mention_kind,
        statements.fact_id as source_key,
        documents.document_id,
        statements.name,
        {{ initiative_name_key('statements.name') }} as name_key,
        statements.owner,
        coalesce({{ list_first('statements.region_codes') }}, documents.primary_region_code) as given_code,
        documents.stated_on as mentioned_on,
        cast(extract(year from documents.stated_on) as integer) as fiscal_year,
        {{ list_to_text('statements.technologies') }} as technology_codes,
        statements.target,
        statements.partner,
        statements.status,
        statements.timing,
        cast(null as bigint) as amount_krw,
        statements.line_number,
        statements.span_start,
        statements.span_end,
        statements.quote,
        statements.rule,
        statements.confidence,
        statements.review_status,
        statements.review_key,
        statements.load_id,
        cast(null as varchar) as record_key,
        statements.archive_sha256,
        statements.record_number
    from statements
    inner join documents
        on documents.document_id = statements.document_id
        and documents.load_id = statements.load_id

),

placed_documents as (

    select
        from_documents.* exclude (given_code),
        place.region_code,
        case when from_documents.given_code is null then 'none_stated' else coalesce(place.resolution, 'unknown_code') end
            as resolution
    from from_documents
    {{ as_of_region('from_documents.given_code', 'from_documents.mentioned_on') }}

),

from_budget as (

    select
        {{ surrogate_key(["'budget_line'", 'record_key']) }} as mention_id,
        'budget_line' as mention_kind,
        record_key as source_key,
        cast(null as varchar) as document_id,
        line_name_raw as name,
        {{ initiative_name_key('line_name_raw') }} as name_key,
        cast(null as varchar) as owner,
        snapshot_on as mentioned_on,
        fiscal_year,
        technology_codes,
        cast(null as varchar) as target,
        cast(null as varchar) as partner,
        'in_progress' as status,
        cast(null as varchar) as timing,
        budget_current_krw as amount_krw,
        cast(null as integer) as line_number,
        cast(null as integer) as span_start,
        cast(null as integer) as span_end,
        cast(null as varchar) as quote,
        'line_name' as rule,
        cast(1 as double) as confidence,
        load_id,
        record_key,
        archive_sha256,
        record_number,
        region_code,
        resolution
    from budget_lines

),

from_procurement as (

    select
        {{ surrogate_key(["'procurement'", 'purchases.procurement_kind', 'purchases.record_key']) }} as mention_id,
        'procurement' as mention_kind,
        purchases.procurement_kind || '|' || purchases.source_number as source_key,
        purchases.name,
        -- All stages of a purchase are one thing, so the first one's name is the name of all.
        {{ initiative_name_key('purchase_heads.name') }} as name_key,
        purchases.department_name as owner,
        purchases.stated_on as mentioned_on,
        purchases.fiscal_year,
        purchases.technology_codes,
        case purchases.procurement_kind when 'contract' then 'in_progress' else 'planned' end as status,
        purchases.amount_krw,
        'chain' as rule,
        cast(1 as double) as confidence,
        purchases.load_id,
        purchases.record_key,
        purchases.archive_sha256,
        purchases.record_number,
        purchases.region_code,
        purchases.resolution,
        purchases.planned_order_on,
        purchases.procurement_chain_id
    from purchases
    inner join purchase_heads on purchase_heads.procurement_chain_id = purchases.procurement_chain_id

),

from_register as (

    select
        {{ surrogate_key(["'register'", 'project_id']) }} as mention_id,
        'register' as mention_kind,
        project_id as source_key,
        name,
        {{ initiative_name_key('identity_name') }} as name_key,
        owner,
        stated_on as mentioned_on,
        fiscal_year,
        technology_codes,
        case when is_ordered then 'in_progress' else 'planned' end as status,
        order_time_raw as timing,
        amount_krw,
        'project_list' as rule,
        cast(1 as double) as confidence,
        load_id,
        record_key,
        archive_sha256,
        record_number,
        region_code,
        resolution,
        planned_order_on
    from registered

),

everything as (

    select * from placed_documents
    union all by name
    select * from from_register
    union all by name
    select * from from_budget
    union all by name
    select * from from_procurement

)

select
    everything.* exclude (name_key),
    {{ without_place('everything.name_key', 'region') }} as name_key,
    {{ surrogate_key(["coalesce(comparable.comparable_code, 'nowhere')", without_place('everything.name_key', 'region')]) }}
        as entity_key,
    comparable.comparable_code
from everything
left join {{ ref('int_regions__comparable') }} as comparable on comparable.region_code = everything.region_code
{{ region_facts('everything.region_code') }}
