-- Initiative and technology, as its statements and line names name it.
with mentions as (

    select * from {{ ref('initiative_mentions') }}

),

named as (

    select
        initiative_id,
        mentioned_on,
        {{ list_rows(text_to_list('technology_codes')) }} as technology_code
    from mentions
    where technology_codes is not null

),

technologies as (

    select * from {{ ref('technologies') }}

)

select
    {{ surrogate_key(['named.initiative_id', 'technologies.technology_code']) }} as initiative_technology_id,
    named.initiative_id,
    technologies.technology_code,
    technologies.name_ko as technology_name_ko,
    technologies.name_en as technology_name_en,
    min(named.mentioned_on) as first_mentioned_on,
    cast(count(*) as integer) as mention_count
from named
inner join technologies on technologies.technology_code = named.technology_code
group by named.initiative_id, technologies.technology_code, technologies.name_ko, technologies.name_en
