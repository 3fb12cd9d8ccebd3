-- Which stated amount is an initiative's: the one whose label names it, else the one beside it on its line, else the
-- only total of a document that speaks of a single initiative. Shares of funding (국비, 시비) are parts, never the whole.
with statements as (

    select * from {{ ref('stg_press__initiatives') }}

),

facts as (

    select * from {{ ref('int_documents__budget_facts') }}
    where role in ('total', 'component') and funding is null

),

pairs as (

    select
        statements.fact_id,
        facts.fact_id as budget_fact_id,
        facts.effective_krw,
        facts.attributed_year,
        abs(facts.span_start - statements.span_start) as distance,
        case
            when facts.label is not null
                and length({{ squashed('facts.label') }}) >= 4
                and (
                    contains({{ squashed('facts.label') }}, statements.name_key)
                    or contains(statements.name_key, {{ squashed('facts.label') }})
                ) then 'label'
            when facts.line_number = statements.line_number and facts.role = 'component' then 'same_line'
            when facts.role = 'total'
                and min(statements.fact_id) over (partition by facts.fact_id)
                    = max(statements.fact_id) over (partition by facts.fact_id) then 'only_initiative'
        end as basis
    from statements
    inner join facts
        on facts.document_id = statements.document_id
        and facts.load_id = statements.load_id

),

ranked as (

    select
        pairs.*,
        case basis when 'label' then 1 when 'same_line' then 2 else 3 end as basis_rank
    from pairs
    where basis is not null

),

one_statement_each as (

    select *
    from ranked
    qualify row_number() over (partition by budget_fact_id order by basis_rank, distance, fact_id) = 1

)

select
    fact_id,
    budget_fact_id,
    effective_krw,
    attributed_year,
    basis
from one_statement_each
qualify row_number() over (partition by fact_id order by basis_rank, distance, effective_krw desc, budget_fact_id) = 1
