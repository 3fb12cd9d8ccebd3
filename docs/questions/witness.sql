-- From any row of the money trail, and from any figure of a region's year, to the sentence or record that states it.
-- Filter by mart, row_id and figure: a trail row has one witness, a region's year one for each part of the sum. A document
-- gives its address, line and quoted words; a record its load, key and the hash of the archived answer.
with grounds as (

    -- Whose facts a region's year is made of: its own, and those of bodies that became it and have no row of their own.
    select years.region_year_id, years.fiscal_year, places.region_code
    from marts.region_years as years
    inner join marts.regions as places
        on places.region_code = years.region_code
        or (
            places.comparable_region_code = years.region_code
            and (
                years.series_basis = 'sum_of_parts'
                or not exists (
                    select 1
                    from marts.region_years as own
                    where own.region_code = places.region_code
                        and own.fiscal_year = years.fiscal_year
                )
            )
        )

),

parts as (

    select 'money_trail' as mart, money_trail_id as row_id, stage as figure, amount_krw, mention_id, budget_fact_id
    from marts.money_trail

    union all

    select 'region_years', grounds.region_year_id, figures.figure,
        case figures.figure
            when 'compiled_krw' then lines.budget_compiled_krw
            when 'budgeted_krw' then lines.budget_current_krw
            when 'spent_krw' then lines.spent_krw
            else lines.settled_krw
        end,
        mentions.mention_id, null
    from grounds
    inner join marts.budget_lines as lines
        on lines.region_code = grounds.region_code
        and lines.fiscal_year = grounds.fiscal_year
    inner join marts.initiative_mentions as mentions
        on mentions.mention_kind = 'budget_line'
        and mentions.source_key = lines.record_key
    cross join (values ('compiled_krw'), ('budgeted_krw'), ('spent_krw'), ('settled_krw')) as figures (figure)

    union all

    select 'region_years', grounds.region_year_id,
        case trail.stage when 'announced' then 'listed_krw' else trail.stage || '_krw' end,
        trail.amount_krw, trail.mention_id, null
    from grounds
    inner join marts.money_trail as trail
        on trail.region_code = grounds.region_code
        and trail.fiscal_year = grounds.fiscal_year
    where trail.is_counted
        and (trail.procurement_id is not null or (trail.stage = 'announced' and trail.budget_fact_id is null))

    union all

    -- Equal totals of several articles are one announcement: each of them is its witness.
    select 'region_years', grounds.region_year_id, 'announced_krw', facts.effective_krw, null, facts.budget_fact_id
    from grounds
    inner join marts.budget_facts as facts
        on facts.region_code = grounds.region_code
        and facts.attributed_year = grounds.fiscal_year
    where facts.role = 'total'

)

select
    parts.mart,
    parts.row_id,
    parts.figure,
    parts.amount_krw,
    coalesce(mentions.mention_kind, 'document') as mention_kind,
    documents.url,
    coalesce(facts.line_number, mentions.line_number) as line_number,
    coalesce(facts.quote, mentions.quote) as quote,
    coalesce(facts.load_id, mentions.load_id) as load_id,
    mentions.record_key,
    coalesce(facts.archive_sha256, mentions.archive_sha256) as archive_sha256,
    mentions.record_number
from parts
left join marts.initiative_mentions as mentions on mentions.mention_id = parts.mention_id
left join marts.budget_facts as facts on facts.budget_fact_id = parts.budget_fact_id
left join marts.documents as documents on documents.document_id = coalesce(facts.document_id, mentions.document_id)
