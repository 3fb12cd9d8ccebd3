-- What each raw table holds: rows, loads, and the days they speak of.
with documents as (

    select
        'press_documents' as raw_table, count(*) as row_count, count(distinct load_id) as load_count,
        max_by(load_id, {{ load_started_at('load_id') }}) as last_load_id,
        min(stated_on) as covers_from, max(stated_on) as covers_to
    from {{ ref('stg_press__documents') }}

),

budget_lines as (

    select
        'lofin_budget_lines' as raw_table, cast(sum(line_count) as bigint) as row_count, count(distinct load_id) as load_count,
        max_by(load_id, {{ load_started_at('load_id') }}) as last_load_id,
        make_date(cast(min(fiscal_year) as integer), 1, 1) as covers_from, max(snapshot_on) as covers_to
    from {{ ref('int_budget__bodies') }}

),

population as (

    select
        'resident_population' as raw_table, count(*) as row_count, count(distinct load_id) as load_count,
        max_by(load_id, {{ load_started_at('load_id') }}) as last_load_id,
        min(month_on) as covers_from, max(month_on) as covers_to
    from {{ ref('stg_regions__population') }}

)

select * from documents
union all
select * from budget_lines
union all
select * from population
