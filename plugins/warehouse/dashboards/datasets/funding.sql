-- Whose money: the four shares of each line's current budget, one row per share.
select
    l.fiscal_year,
    l.region_name_ko,
    p.sido_name_ko,
    share.funding_name,
    share.amount_krw
from marts.budget_lines as l
cross join lateral (
    values
    ('국비 · national', l.funding_national_krw),
    ('시도비 · provincial', l.funding_province_krw),
    ('시군구비 · municipal', l.funding_municipality_krw),
    ('기타 · other', l.funding_other_krw)
) as share (funding_name, amount_krw)
left join (
    select distinct on (sido_code) sido_code, name_ko as sido_name_ko
    from marts.regions
    where region_level = 'sido'
    order by sido_code, valid_from desc
) as p on p.sido_code = l.sido_code
where share.amount_krw is not null
