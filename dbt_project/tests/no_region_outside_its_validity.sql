-- A budget line, document or purchase belongs to a place that stood on its day.
select facts.source, facts.id, facts.on_date, regions.name_ko
from (
    select 'budget_lines' as source, budget_line_id as id, region_code, snapshot_on as on_date from {{ ref('budget_lines') }}
    union all
    select 'documents' as source, document_id as id, region_code, published_on as on_date from {{ ref('documents') }}
    union all
    select 'procurements' as source, procurement_id as id, region_code, stated_on as on_date from {{ ref('procurements') }}
) as facts
inner join {{ ref('regions') }} as regions on regions.region_code = facts.region_code
where facts.on_date < regions.valid_from
    or facts.on_date >= coalesce(regions.valid_to, {{ open_end() }})
