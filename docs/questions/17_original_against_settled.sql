-- Original budget against settlement: which local governments spent far more or less than they first planned, of everything?
-- Gross figures of the same body and year; supplementary budgets and carry-over lie between the two.
select
    region_name_ko,
    fiscal_year,
    all_original_krw,
    all_settled_krw,
    all_settled_krw - all_original_krw as difference_krw,
    all_settled_krw * 1.0 / all_original_krw as settled_ratio,
    settled_independence_ratio
from marts.region_years
where series_basis = 'as_was'
    and fiscal_year = (select max(fiscal_year) from marts.region_years where all_settled_krw is not null)
    and all_original_krw > 0
    and all_settled_krw is not null
order by abs(all_settled_krw * 1.0 / all_original_krw - 1) desc, region_code
limit 10
