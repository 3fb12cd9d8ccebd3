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

bodies as (

    select fiscal_year, laf_name_raw, make_date(fiscal_year, 1, 1) as stated_on from original
    union
    select fiscal_year, laf_name_raw, make_date(fiscal_year, 1, 1) from initial_independence
    union
    select fiscal_year, laf_name_raw, {{ last_day_of_year('fiscal_year') }} from settled
    union
    select fiscal_year, laf_name_raw, {{ last_day_of_year('fiscal_year') }} from settled_independence

)

select
    bodies.fiscal_year,
    bodies.laf_name_raw,
    bodies.stated_on,
    original.original_krw,
    original.original_net_krw,
    settled.settled_krw,
    initial_independence.own_revenue_krw as initial_own_revenue_krw,
    initial_independence.revenue_krw as initial_revenue_krw,
    initial_independence.independence_ratio as initial_independence_ratio,
    settled_independence.own_revenue_krw as settled_own_revenue_krw,
    settled_independence.revenue_krw as settled_revenue_krw,
    settled_independence.independence_ratio as settled_independence_ratio,
    place.region_code,
    coalesce(place.resolution, 'unknown_name') as resolution
from bodies
left join original
    on original.fiscal_year = bodies.fiscal_year
    and original.laf_name_raw = bodies.laf_name_raw
    and extract(month from bodies.stated_on) = 1
left join initial_independence
    on initial_independence.fiscal_year = bodies.fiscal_year
    and initial_independence.laf_name_raw = bodies.laf_name_raw
    and extract(month from bodies.stated_on) = 1
left join settled
    on settled.fiscal_year = bodies.fiscal_year
    and settled.laf_name_raw = bodies.laf_name_raw
    and extract(month from bodies.stated_on) = 12
left join settled_independence
    on settled_independence.fiscal_year = bodies.fiscal_year
    and settled_independence.laf_name_raw = bodies.laf_name_raw
    and extract(month from bodies.stated_on) = 12
{{ as_of_region_name('bodies.laf_name_raw', 'bodies.stated_on') }}
