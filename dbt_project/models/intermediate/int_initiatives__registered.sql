-- Entries of the official project list with the place that orders and who runs it. The list is of its year, without a day.
-- Invested institutions (투자·출연기관) belong to the city and are none of its offices: their projects go by their name.
with projects as (

    select
        *,
        make_date(fiscal_year, 1, 1) as stated_on,
        case when {{ begins_with('institution_name_raw', "'서울'") }} then institution_name_raw
            else '서울' || institution_name_raw end as place_name
    from {{ ref('stg_seoul__projects') }}

),

classes as (

    select line_name_raw, technology_codes
    from {{ ref('int_procurement__name_classes') }}
    where is_digital

)

select
    projects.project_id,
    projects.record_key,
    projects.name,
    case when own.region_code is null then projects.institution_name_raw || ' ' || projects.name else projects.name end
        as identity_name,
    case when own.region_code is null then projects.institution_name_raw
        else coalesce(projects.department_name, projects.institution_name_raw) end as owner,
    coalesce(own.region_code, city.region_code) as region_code,
    case when own.region_code is null then 'institution_of_the_city' else own.resolution end as resolution,
    projects.stated_on,
    projects.fiscal_year,
    projects.amount_krw,
    projects.planned_order_on,
    projects.order_time_raw,
    projects.is_ordered,
    classes.technology_codes,
    projects.load_id,
    projects.archive_sha256,
    projects.record_number
from projects
left join classes on classes.line_name_raw = projects.name
{{ as_of_region_name('projects.place_name', 'projects.stated_on', alias='own') }}
{{ as_of_region_name("'서울특별시'", 'projects.stated_on', alias='city') }}
