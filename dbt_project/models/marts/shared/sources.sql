-- Where everything comes from: provider, licence, and what of it stands in this release.
with catalogue as (

    select * from {{ source('raw', 'source_catalogue') }}

),

loads as (

    select * from {{ ref('int_sources__loads') }}

)

select
    {{ surrogate_key(['catalogue.source_name', 'catalogue.raw_table']) }} as source_id,
    catalogue.source_name,
    catalogue.raw_table,
    catalogue.title_ko,
    catalogue.title_en,
    catalogue.provider_ko,
    catalogue.homepage,
    catalogue.licence,
    catalogue.cadence,
    coalesce(loads.row_count, 0) as row_count,
    coalesce(loads.load_count, 0) as load_count,
    loads.last_load_id,
    loads.covers_from,
    loads.covers_to
from catalogue
left join loads on loads.raw_table = catalogue.raw_table
