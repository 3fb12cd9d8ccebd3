-- Initiative and local government: a programme announced for five places stands here five times, once in initiatives.
with places as (

    select * from {{ ref('int_initiatives__places') }}

)

select
    {{ surrogate_key(['places.initiative_id', 'places.region_code']) }} as initiative_region_id,
    places.initiative_id,
    places.region_code,
    region.name_ko as region_name_ko,
    min(places.mentioned_on) as first_mentioned_on,
    cast(count(*) as integer) as mention_count
from places
{{ region_facts('places.region_code') }}
group by places.initiative_id, places.region_code, region.name_ko
