-- Local government and fiscal year as it was; sums of parts of later mergers are left out, so nothing counts twice.
select
    fiscal_year,
    region_code,
    region_name_ko,
    case region_level when 'sido' then '시도 · province' else '시군구 · municipality' end as level_name,
    sido_name_ko,
    population_count,
    initiative_count,
    technology_count,
    announced_krw,
    budgeted_krw,
    spent_krw,
    all_budgeted_krw,
    all_spent_krw,
    spent_share_ratio,
    per_head_krw,
    per_head_rank,
    budgeted_change_krw,
    budgeted_change_ratio,
    area_budgeted_net_krw
from marts.region_years
where series_basis = 'as_was'
