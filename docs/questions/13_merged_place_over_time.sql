-- How did the ground of 전남광주통합특별시 develop, before and after its merger of 2026-07-01?
select fiscal_year, series_basis, initiative_count, budgeted_krw, spent_krw, population_count
from marts.region_years
where region_code = '1200000000'
order by fiscal_year
