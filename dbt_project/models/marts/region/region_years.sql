-- Local government and fiscal year: what it announced, budgeted, ordered, contracted and spent on digital innovation,
-- and what all of its budget was. Every base stands in a column of its own: they are the same money at other moments.
-- A province stands for its own head office; its municipalities have rows of their own.
with measures as (

    select * from {{ ref('int_regions__year_measures') }}

),

population as (

    select * from {{ ref('int_regions__population_by_year') }}

),

described as (

    select
        measures.*,
        region.name_ko as region_name_ko,
        region.level as region_level,
        region.sido_code,
        region.sido_name_ko,
        population.population_count,
        population.population_month_on,
        population.population_issuer,
        cast(round(cast(measures.budgeted_krw as double) / population.population_count) as bigint) as per_head_krw
    from measures
    left join population
        on population.series_code = measures.series_code
        and population.fiscal_year = measures.fiscal_year
    {{ region_facts('measures.series_code') }}

),

-- Money that a province gives to its municipalities stands in its own budget and, as 시도비, in theirs.
areas as (

    select
        sido_code,
        fiscal_year,
        series_basis,
        sum(budgeted_krw) - sum(case when region_level = 'sigungu' then coalesce(funding_province_krw, 0) else 0 end)
            as area_budgeted_net_krw
    from described
    group by sido_code, fiscal_year, series_basis

),

followed as (

    -- Last year's figure of the same ground: of the body itself, or of the parts that became it.
    select
        described.*,
        before.budgeted_krw as budgeted_before_krw
    from described
    left join described as before
        on before.series_code = described.series_code
        and before.fiscal_year = described.fiscal_year - 1

)

select
    {{ surrogate_key(['followed.series_code', 'followed.fiscal_year']) }} as region_year_id,
    followed.series_code as region_code,
    followed.region_name_ko,
    followed.region_level,
    followed.sido_code,
    followed.sido_name_ko,
    followed.fiscal_year,
    followed.series_basis,
    followed.population_count,
    followed.population_month_on,
    followed.population_issuer,
    coalesce(followed.initiative_count, 0) as initiative_count,
    coalesce(followed.technology_count, 0) as technology_count,
    cast(followed.announced_krw as bigint) as announced_krw,
    cast(followed.listed_krw as bigint) as listed_krw,
    cast(followed.compiled_krw as bigint) as compiled_krw,
    cast(followed.budgeted_krw as bigint) as budgeted_krw,
    cast(followed.ordered_krw as bigint) as ordered_krw,
    cast(followed.contracted_krw as bigint) as contracted_krw,
    cast(followed.spent_krw as bigint) as spent_krw,
    cast(followed.settled_krw as bigint) as settled_krw,
    cast(followed.all_budgeted_krw as bigint) as all_budgeted_krw,
    cast(followed.all_spent_krw as bigint) as all_spent_krw,
    cast(followed.all_original_krw as bigint) as all_original_krw,
    cast(followed.all_original_net_krw as bigint) as all_original_net_krw,
    cast(followed.all_settled_krw as bigint) as all_settled_krw,
    followed.initial_independence_ratio,
    followed.settled_independence_ratio,
    cast(followed.spent_krw as double) / nullif(followed.all_spent_krw, 0) as spent_share_ratio,
    followed.per_head_krw,
    case when followed.series_basis = 'as_was' and followed.per_head_krw is not null then
        cast(rank() over (
            partition by followed.fiscal_year, followed.region_level, followed.series_basis
            order by followed.per_head_krw desc nulls last
        ) as integer)
    end as per_head_rank,
    cast(followed.budgeted_krw - followed.budgeted_before_krw as bigint) as budgeted_change_krw,
    cast(followed.budgeted_krw - followed.budgeted_before_krw as double) / nullif(followed.budgeted_before_krw, 0)
        as budgeted_change_ratio,
    case when followed.region_level = 'sido' then cast(areas.area_budgeted_net_krw as bigint) end as area_budgeted_net_krw,
    followed.snapshot_on
from followed
left join areas
    on areas.sido_code = followed.sido_code
    and areas.fiscal_year = followed.fiscal_year
    and areas.series_basis = followed.series_basis
