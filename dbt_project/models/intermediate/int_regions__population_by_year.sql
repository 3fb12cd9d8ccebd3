-- Residents of each place for each fiscal year: the latest known month up to the year's end, else the nearest later one.
-- Where a code has no count of its own, the count of the places that are the same ground is taken (강원 42 and 51).
with population as (

    select * from {{ ref('int_regions__population') }}

),

bodies as (

    select
        versions.region_code,
        comparable.comparable_code
    from {{ ref('int_regions__versions') }} as versions
    inner join {{ ref('int_regions__comparable') }} as comparable on comparable.region_code = versions.region_code
    where versions.has_own_budget

),

series as (

    select distinct series_code, series_basis, fiscal_year from {{ ref('int_regions__year_places') }}

),

shares as (

    -- One body of its ground at the time, or the whole of it: only then does the ground's count belong to it.
    select
        year_places.series_code,
        year_places.fiscal_year,
        min(bodies.comparable_code) as comparable_code
    from {{ ref('int_regions__year_places') }} as year_places
    inner join bodies on bodies.region_code = year_places.region_code
    where year_places.series_basis = 'as_was'
    group by year_places.series_code, year_places.fiscal_year

),

whole_grounds as (

    select comparable_code, fiscal_year
    from shares
    group by comparable_code, fiscal_year
    having count(distinct series_code) = 1

),

ground_population as (

    select
        bodies.comparable_code,
        population.month_on,
        sum(population.population_count) as population_count,
        {{ joined_distinct('population.issuer') }} as issuer
    from population
    inner join bodies on bodies.region_code = population.region_code
    group by bodies.comparable_code, population.month_on

),

candidates as (

    select
        series.series_code,
        series.fiscal_year,
        population.month_on,
        population.population_count,
        population.issuer,
        1 as source_rank
    from series
    inner join population on population.region_code = series.series_code

    union all

    select
        series.series_code,
        series.fiscal_year,
        ground_population.month_on,
        ground_population.population_count,
        ground_population.issuer,
        2 as source_rank
    from series
    inner join bodies on bodies.region_code = series.series_code
    inner join ground_population on ground_population.comparable_code = bodies.comparable_code
    where series.series_basis = 'sum_of_parts'
        or (bodies.comparable_code, series.fiscal_year) in (select comparable_code, fiscal_year from whole_grounds)

)

select
    series_code,
    fiscal_year,
    cast(population_count as bigint) as population_count,
    month_on as population_month_on,
    issuer as population_issuer
from candidates
qualify row_number() over (
    partition by series_code, fiscal_year
    order by
        month_on <= {{ last_day_of_year('fiscal_year') }} desc,
        abs({{ days_between('month_on', last_day_of_year('fiscal_year')) }}),
        source_rank
) = 1
