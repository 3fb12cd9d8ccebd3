-- Original budget, settlement and fiscal independence of each place and fiscal year, for both series.
-- A ratio of one body is the stated one; of several it is own revenue against all revenue, added up.
with finances as (

    select * from {{ ref('int_budget__finances') }}
    where region_code is not null

),

year_places as (

    select * from {{ ref('int_regions__year_places') }}

)

select
    year_places.series_code,
    year_places.series_basis,
    year_places.fiscal_year,
    sum(finances.original_krw) as original_krw,
    sum(finances.original_net_krw) as original_net_krw,
    sum(finances.settled_krw) as settled_krw,
    case
        when count(finances.initial_independence_ratio) = 1 then max(finances.initial_independence_ratio)
        else cast(sum(finances.initial_own_revenue_krw) as double) / nullif(sum(finances.initial_revenue_krw), 0)
    end as initial_independence_ratio,
    case
        when count(finances.settled_independence_ratio) = 1 then max(finances.settled_independence_ratio)
        else cast(sum(finances.settled_own_revenue_krw) as double) / nullif(sum(finances.settled_revenue_krw), 0)
    end as settled_independence_ratio
from finances
inner join year_places
    on year_places.region_code = finances.region_code
    and year_places.fiscal_year = finances.fiscal_year
group by year_places.series_code, year_places.series_basis, year_places.fiscal_year
