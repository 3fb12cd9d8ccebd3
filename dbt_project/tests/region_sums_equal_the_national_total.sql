-- Every won of the digital lines stands in exactly one as_was row of region_years, or in a line without a place.
with lines as (

    select fiscal_year, sum(budget_current_krw) as whole
    from {{ ref('budget_lines') }}
    where region_code is not null
    group by fiscal_year

),

years as (

    select fiscal_year, sum(budgeted_krw) as parts
    from {{ ref('region_years') }}
    where series_basis = 'as_was'
    group by fiscal_year

)

select lines.fiscal_year, lines.whole, years.parts
from lines
left join years on years.fiscal_year = lines.fiscal_year
where lines.whole is distinct from years.parts
