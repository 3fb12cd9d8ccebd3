{{ config(meta={'versioned_by': 'content'}) }}
-- For each place and fiscal year: under which places its facts of that year are shown.
-- as_was: the body that stood at the year's end. sum_of_parts: today's body in years before it existed, made of the
-- parts that went into it whole (전남광주통합특별시 before 2026), so that a series can be followed over a merger.
with fiscal_years as (

    select fiscal_year from {{ ref('int_budget__years') }}
    union
    select fiscal_year from {{ ref('int_initiatives__mentions') }} where fiscal_year is not null
    union
    select fiscal_year from {{ ref('int_budget__finances') }}
    union
    select attributed_year as fiscal_year from {{ ref('int_documents__budget_facts') }}
    where attributed_year is not null

),

bodies as (

    select
        versions.region_code,
        versions.valid_from,
        versions.valid_before,
        fiscal_years.fiscal_year,
        {{ last_day_of_year('fiscal_years.fiscal_year') }} as year_end_on,
        comparable.comparable_code
    from {{ ref('int_regions__versions') }} as versions
    inner join {{ ref('int_regions__comparable') }} as comparable on comparable.region_code = versions.region_code
    cross join fiscal_years
    where versions.has_own_budget

),

as_was as (

    -- A body that was split before the year ended keeps its own row: nobody knows which part its facts belong to.
    select
        bodies.region_code,
        bodies.fiscal_year,
        coalesce(place.region_code, bodies.region_code) as series_code,
        'as_was' as series_basis
    from bodies
    {{ as_of_region('bodies.region_code', 'bodies.year_end_on') }}

),

sum_of_parts as (

    select
        bodies.region_code,
        bodies.fiscal_year,
        bodies.comparable_code as series_code,
        'sum_of_parts' as series_basis
    from bodies
    inner join {{ ref('int_regions__versions') }} as today on today.region_code = bodies.comparable_code
    where today.valid_from > bodies.year_end_on
        and bodies.region_code <> bodies.comparable_code
        and bodies.valid_from <= bodies.year_end_on
        and bodies.valid_before > bodies.year_end_on

)

select * from as_was
union all
select * from sum_of_parts
