-- Where does digital innovation take the largest share of all spending, province by province?
with ranked as (

    select
        sido_name_ko, fiscal_year, region_code, region_name_ko, spent_share_ratio,
        row_number() over (partition by sido_code, fiscal_year order by spent_share_ratio desc, region_code) as place
    from marts.region_years
    where series_basis = 'as_was'
        and spent_share_ratio is not null

)

select sido_name_ko, fiscal_year, region_name_ko, spent_share_ratio
from ranked
where place = 1
order by fiscal_year desc, spent_share_ratio desc, region_code
limit 20
