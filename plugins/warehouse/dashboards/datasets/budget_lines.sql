-- Official budget lines of digital innovation, each year's latest snapshot.
select
    l.budget_line_id,
    l.fiscal_year,
    l.snapshot_on,
    l.region_name_ko,
    p.sido_name_ko,
    l.line_name_raw,
    l.field_name_ko,
    coalesce(t.technology_names, '미분류') as technology_names,
    l.budget_current_krw,
    l.spent_krw,
    l.execution_ratio,
    l.funding_national_krw,
    l.funding_province_krw,
    l.funding_municipality_krw,
    l.funding_other_krw
from marts.budget_lines as l
left join (
    select initiative_id, string_agg(technology_name_ko, ', ' order by technology_code) as technology_names
    from marts.initiative_technologies
    group by initiative_id
) as t on t.initiative_id = l.initiative_id
left join (
    select distinct on (sido_code) sido_code, name_ko as sido_name_ko
    from marts.regions
    where region_level = 'sido'
    order by sido_code, valid_from desc
) as p on p.sido_code = l.sido_code
