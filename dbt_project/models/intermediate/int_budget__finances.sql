-- What each budget body's whole year was by other statements than its lines: original budget, settlement, independence.
-- A body stands under the name of its day: the year's first for what is planned, its last for what is settled.
with original as (

    select fiscal_year, laf_name_raw, sum(original_krw) as original_krw, sum(original_net_krw) as original_net_krw
    from {{ ref('stg_lofin__functional_budgets') }}
    group by fiscal_year, laf_name_raw

),

settled as (

    select fiscal_year, laf_name_raw, sum(settled_krw) as settled_krw
    from {{ ref('stg_lofin__functional_settlements') }}
    group by fiscal_year, laf_name_raw

),

initial_independence as (

    select * from {{ ref('stg_lofin__initial_independence') }}

),

settled_independence as (

    select * from {{ ref('stg_lofin__settled_independence') }}

),

everything as (

    select fiscal_year, laf_name_raw, make_date(fiscal_year, 1, 1) as stated_on, original_krw, original_net_krw
    from original
    union all by name
    select fiscal_year, laf_name_raw, {{ last_day_of_year('fiscal_year') }} as stated_on, settled_krw
    from settled
    union all by name
    select
        fiscal_year, laf_name_raw, make_date(fiscal_year, 1, 1) as stated_on,
        own_revenue_krw as initial_own_revenue_krw, revenue_krw as initial_revenue_krw,
        independence_ratio as initial_independence_ratio
    from initial_independence
    union all by name
    select
        fiscal_year, laf_name_raw, {{ last_day_of_year('fiscal_year') }} as stated_on,
        own_revenue_krw as settled_own_revenue_krw, revenue_krw as settled_revenue_krw,
        independence_ratio as settled_independence_ratio
    from settled_independence

)

select
    everything.*,
    place.region_code,
    coalesce(place.resolution, 'unknown_name') as resolution
from everything
{{ as_of_region_name('everything.laf_name_raw', 'everything.stated_on') }}
