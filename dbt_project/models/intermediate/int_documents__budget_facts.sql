-- Amounts of documents, each tied to the local government whose money it is.
-- The reading nearest to the amount wins: who spends it, the document's only government, the only one on its line.
with facts as (

    select * from {{ ref('stg_press__budgets') }}

),

documents as (

    select * from {{ ref('int_documents__placed') }}

),

places as (

    select * from {{ ref('stg_press__places') }}

),

line_places as (

    select
        document_id,
        line_number,
        min(region_code) as region_code
    from places
    where region_code is not null
    group by document_id, line_number
    having count(distinct region_code) = 1

),

-- A ministry's total for several governments is no one's: a total of such a document is a place's where its line says so.
named_on_line as (

    select distinct document_id, line_number, region_code
    from places
    where region_code is not null

),

candidates as (

    select
        facts.*,
        documents.published_on,
        documents.stated_on,
        documents.is_sample,
        case
            when facts.role = 'total' and documents.primary_region_count > 1 and named_on_line.region_code is null then null
            else spender.region_code
        end as spender_code,
        spender.kind as spender_kind,
        case when documents.primary_region_count = 1 then documents.region_code end as document_code,
        documents.region_code as first_code,
        documents.resolution as document_resolution,
        line.region_code as line_code
    from facts
    inner join documents
        on documents.document_id = facts.document_id
        and documents.load_id = facts.load_id
    left join line_places
        on line_places.document_id = facts.document_id
        and line_places.line_number = facts.line_number
    {{ as_of_region('line_places.region_code', 'documents.stated_on', alias='line') }}
    {{ as_of_region_name('facts.organisation', 'documents.stated_on', alias='spender') }}
    left join named_on_line
        on named_on_line.document_id = facts.document_id
        and named_on_line.line_number = facts.line_number
        and named_on_line.region_code = spender.region_code

),

placed as (

    -- 광주시 alone may be the metropolitan city or the city in 경기도: short names decide only where nothing else does.
    select
        candidates.*,
        case
            when spender_code is not null and spender_kind in ('official', 'glued') then 'spender'
            when document_code is not null then 'only_government_of_document'
            when line_code is not null then 'only_government_on_line'
            when spender_code is not null then 'spender_short_name'
            when document_resolution in ('unknown_code', 'split', 'several_predecessors') then document_resolution
            else 'unresolved'
        end as resolution
    from candidates

)

select
    placed.*,
    case placed.resolution
        when 'spender' then placed.spender_code
        when 'only_government_of_document' then placed.document_code
        when 'only_government_on_line' then placed.line_code
        when 'spender_short_name' then placed.spender_code
    end as region_code,
    cast(coalesce(placed.fiscal_year, extract(year from placed.published_on)) as integer) as attributed_year
from placed
