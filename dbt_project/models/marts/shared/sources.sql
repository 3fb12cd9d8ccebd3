-- Where everything comes from: provider, licence, what of it stands in this release, and how far it gets.
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
    loads.covers_to,
    reach.staging_models,
    reach.mart_names,
    reach.note_ko,
    reach.note_en
from catalogue
left join loads
    on loads.source_name = catalogue.source_name
    and loads.raw_table = catalogue.raw_table
left join {{ ref('source_reach') }} as reach
    on reach.source_name = catalogue.source_name
    and reach.raw_table = catalogue.raw_table
