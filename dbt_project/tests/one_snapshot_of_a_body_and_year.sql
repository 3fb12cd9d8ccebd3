-- No budget in two snapshots: they accumulate, and adding them up counts the spring again in autumn.
select fiscal_year, laf_cd_lofin, count(distinct snapshot_on) as snapshot_count
from {{ ref('budget_lines') }}
group by fiscal_year, laf_cd_lofin
having count(distinct snapshot_on) > 1
