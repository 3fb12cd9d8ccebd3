-- Initiatives and money of each place and fiscal year, for both series.
with year_places as (

    select * from {{ ref('int_regions__year_places') }}

),

initiatives as (

    select
        year_places.series_code,
        year_places.series_basis,
        year_places.fiscal_year,
        cast(count(distinct places.initiative_id) as integer) as initiative_count
    from {{ ref('int_initiatives__places') }} as places
    inner join year_places
        on year_places.region_code = places.region_code
        and year_places.fiscal_year = places.fiscal_year
    group by year_places.series_code, year_places.series_basis, year_places.fiscal_year

),

technologies as (

    select
        year_places.series_code,
        year_places.series_basis,
        year_places.fiscal_year,
        cast(count(distinct named.technology_code) as integer) as technology_count
    from (
        select
            places.region_code,
            places.fiscal_year,
            {{ list_rows(text_to_list('mentions.technology_codes')) }} as technology_code
        from {{ ref('int_initiatives__places') }} as places
        inner join {{ ref('int_initiatives__mentions') }} as mentions on mentions.mention_id = places.mention_id
        where mentions.technology_codes is not null
    ) as named
    inner join year_places
        on year_places.region_code = named.region_code
        and year_places.fiscal_year = named.fiscal_year
    group by year_places.series_code, year_places.series_basis, year_places.fiscal_year

),

announced as (

    -- Two articles may state one total: equal amounts of one place and year count once. Parts stand in their totals.
    select
        year_places.series_code,
        year_places.series_basis,
        year_places.fiscal_year,
        sum(totals.effective_krw) as announced_krw
    from (
        select distinct region_code, attributed_year, effective_krw
        from {{ ref('int_documents__budget_facts') }}
        where role = 'total'
    ) as totals
    inner join year_places
        on year_places.region_code = totals.region_code
        and year_places.fiscal_year = totals.attributed_year
    group by year_places.series_code, year_places.series_basis, year_places.fiscal_year

),

budgeted as (

    select
        year_places.series_code,
        year_places.series_basis,
        year_places.fiscal_year,
        sum(lines.budget_compiled_krw) as compiled_krw,
        sum(lines.budget_current_krw) as budgeted_krw,
        sum(lines.spent_krw) as spent_krw,
        sum(lines.spent_krw) filter (where lines.snapshot_on >= {{ last_day_of_year('lines.fiscal_year') }}) as settled_krw,
        sum(lines.funding_province_krw) as funding_province_krw,
        max(lines.snapshot_on) as snapshot_on
    from {{ ref('int_budget__lines') }} as lines
    inner join year_places
        on year_places.region_code = lines.region_code
        and year_places.fiscal_year = lines.fiscal_year
    group by year_places.series_code, year_places.series_basis, year_places.fiscal_year

),

followed as (

    -- Purchases and entries of the project list as the money trail counts them.
    select
        year_places.series_code,
        year_places.series_basis,
        year_places.fiscal_year,
        sum(trail.amount_krw) filter (where trail.stage = 'announced') as listed_krw,
        sum(trail.amount_krw) filter (where trail.stage = 'ordered') as ordered_krw,
        sum(trail.amount_krw) filter (where trail.stage = 'contracted') as contracted_krw
    from {{ ref('int_initiatives__trail') }} as trail
    inner join year_places
        on year_places.region_code = trail.region_code
        and year_places.fiscal_year = trail.fiscal_year
    where trail.is_counted
        and trail.record_kind in ('register', 'procurement')
    group by year_places.series_code, year_places.series_basis, year_places.fiscal_year

),

everything as (

    select
        year_places.series_code,
        year_places.series_basis,
        year_places.fiscal_year,
        sum(totals.all_budgeted_krw) as all_budgeted_krw,
        sum(totals.all_spent_krw) as all_spent_krw
    from {{ ref('int_budget__region_totals') }} as totals
    inner join year_places
        on year_places.region_code = totals.region_code
        and year_places.fiscal_year = totals.fiscal_year
    group by year_places.series_code, year_places.series_basis, year_places.fiscal_year

),

series as (

    -- A body that ended during the year has a row only where facts say something about it.
    select distinct
        year_places.series_code,
        year_places.series_basis,
        year_places.fiscal_year,
        versions.valid_from <= {{ last_day_of_year('year_places.fiscal_year') }}
            and versions.valid_before > {{ last_day_of_year('year_places.fiscal_year') }} as stood_at_year_end
    from year_places
    inner join {{ ref('int_regions__versions') }} as versions on versions.region_code = year_places.series_code

)

select
    series.series_code,
    series.series_basis,
    series.fiscal_year,
    initiatives.initiative_count,
    technologies.technology_count,
    announced.announced_krw,
    followed.listed_krw,
    followed.ordered_krw,
    followed.contracted_krw,
    budgeted.compiled_krw,
    budgeted.budgeted_krw,
    budgeted.spent_krw,
    budgeted.settled_krw,
    budgeted.funding_province_krw,
    budgeted.snapshot_on,
    everything.all_budgeted_krw,
    everything.all_spent_krw,
    finances.original_krw as all_original_krw,
    finances.original_net_krw as all_original_net_krw,
    finances.settled_krw as all_settled_krw,
    finances.initial_independence_ratio,
    finances.settled_independence_ratio
from series
left join initiatives using (series_code, series_basis, fiscal_year)
left join technologies using (series_code, series_basis, fiscal_year)
left join announced using (series_code, series_basis, fiscal_year)
left join budgeted using (series_code, series_basis, fiscal_year)
left join everything using (series_code, series_basis, fiscal_year)
left join followed using (series_code, series_basis, fiscal_year)
left join {{ ref('int_regions__year_finances') }} as finances using (series_code, series_basis, fiscal_year)
where series.stood_at_year_end
    or series.series_basis = 'sum_of_parts'
    or coalesce(
        initiatives.initiative_count, announced.announced_krw, followed.ordered_krw, followed.contracted_krw,
        everything.all_budgeted_krw, finances.original_krw, finances.settled_krw
    ) is not null
