-- Whose money pays for digital innovation, by fiscal year and level of government?
select
    lines.fiscal_year,
    regions.region_level,
    sum(lines.budget_current_krw) as budgeted_krw,
    sum(lines.funding_national_krw) as national_krw,
    sum(lines.funding_province_krw) as province_krw,
    sum(lines.funding_municipality_krw) as municipality_krw,
    sum(lines.funding_other_krw) as other_krw,
    sum(lines.funding_gap_krw) as unexplained_krw
from marts.budget_lines as lines
inner join marts.regions as regions on regions.region_code = lines.region_code
group by lines.fiscal_year, regions.region_level
order by lines.fiscal_year, regions.region_level
