{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
-- Everything that speaks of an initiative, one row per statement or register entry, with place, day and witness.
-- A view: most readers want a few of its columns, and what is dear of the many budget lines stands in their own table.
{%- set not_in_prose = [
    'document_id', 'target', 'partner', 'line_number', 'span_start', 'span_end', 'quote', 'review_status', 'review_key'
] %}
{%- set columns = [
    'mention_id', 'mention_kind', 'source_key', 'document_id', 'name', 'name_key', 'owner', 'mentioned_on', 'fiscal_year',
    'technology_codes', 'target', 'partner', 'status', 'timing', 'planned_order_on', 'amount_krw', 'line_number',
    'span_start', 'span_end', 'quote', 'rule', 'confidence', 'review_status', 'review_key', 'load_id', 'record_key',
    'archive_sha256', 'record_number', 'region_code', 'resolution'
] %}
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

    select procurement_chain_id, {{ initiative_name_key('name') }} as name_key
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
        -- An undated document says nothing of any year, although it has a day on which it was met.
        cast(extract(year from documents.published_on) as integer) as fiscal_year,
        {{ list_to_text('statements.technologies') }} as technology_codes,
        statements.target,
        statements.partner,
        statements.status,
        statements.timing,
        statements.line_number,
        statements.span_start,
        statements.span_end,
        statements.quote,
        statements.rule,
        statements.confidence,
        statements.review_status,
        statements.review_key,
        statements.load_id,
        statements.archive_sha256,
        statements.record_number
    from statements
    inner join documents
        on documents.document_id = statements.document_id
        and documents.load_id = statements.load_id

),

placed_documents as (

    select
        {{ all_but('from_documents', ['given_code']) }},
        place.region_code,
        case when from_documents.given_code is null then 'none_stated' else coalesce(place.resolution, 'unknown_code') end
            as resolution
    from from_documents
    {{ as_of_region('from_documents.given_code', 'from_documents.mentioned_on') }}

),

from_budget as (

    select
        budget_line_id as mention_id,
        'budget_line' as mention_kind,
        record_key as source_key,
        line_name_raw as name,
        name_key,
        entity_key,
        comparable_code,
        snapshot_on as mentioned_on,
        fiscal_year,
        technology_codes,
        'in_progress' as status,
        budget_current_krw as amount_krw,
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
        purchases.procurement_id as mention_id,
        'procurement' as mention_kind,
        purchases.procurement_kind || '|' || purchases.source_number as source_key,
        purchases.name,
        -- All stages of a purchase are one thing, so the first one's name is the name of all.
        purchase_heads.name_key,
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

keyed as (

    {{ union_of(
        columns + ['procurement_chain_id'],
        {
            'placed_documents': ['planned_order_on', 'amount_krw', 'record_key', 'procurement_chain_id'],
            'from_register': not_in_prose + ['procurement_chain_id'],
            'from_procurement': not_in_prose + ['timing'],
        }
    ) }}

),

placed as (

    select
        {{ all_but('keyed', ['name_key']) }},
        {{ without_place('keyed.name_key', 'region') }} as name_key,
        {{ entity_key('comparable.comparable_code', 'keyed.name_key', 'region') }} as entity_key,
        comparable.comparable_code
    from keyed
    left join {{ ref('int_regions__comparable') }} as comparable on comparable.region_code = keyed.region_code
    {{ region_facts('keyed.region_code') }}

)

{{ union_of(
    columns + ['procurement_chain_id', 'entity_key', 'comparable_code'],
    {
        'placed': [],
        'from_budget': not_in_prose + ['owner', 'timing', 'planned_order_on', 'procurement_chain_id'],
    }
) }}
