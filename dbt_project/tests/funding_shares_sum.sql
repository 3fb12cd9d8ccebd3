{{ config(severity='warn') }}
-- National, provincial, municipal and other money make the current budget. A soft check: the source promises no such
-- thing, so the gap is shown in the mart and only told here.
select budget_line_id, line_name_raw, budget_current_krw, funding_gap_krw
from {{ ref('budget_lines') }}
where abs(funding_gap_krw) > 1000
