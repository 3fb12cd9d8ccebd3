-- Which initiatives are told by the most different kinds of sources?
select name_ko, region_name_ko, document_count, register_count, budget_line_count, procurement_count
from marts.initiatives
order by
    (document_count > 0)::integer + (register_count > 0)::integer + (budget_line_count > 0)::integer
    + (procurement_count > 0)::integer desc,
    mention_count desc,
    initiative_id
limit 10
