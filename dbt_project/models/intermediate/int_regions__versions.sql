-- One row per version of a local government: seed facts, typed, with province, parent and successors.
with history as (

    select * from {{ ref('region_history') }}

),

succession as (

    select
        later.region_code as successor_code,
        later.valid_from as succeeded_on,
        {{ list_rows(text_to_list('later.predecessor_codes')) }} as region_code
    from history as later
    where later.predecessor_codes is not null

),

successors as (

    -- A general district (일반구) is a part of its city, no successor of the city that it was cut from.
    select
        succession.region_code,
        {{ joined_distinct('succession.successor_code') }} as successor_codes
    from succession
    inner join history as earlier on earlier.region_code = succession.region_code
    inner join history as later on later.region_code = succession.successor_code
    where earlier.valid_to is not null
        and (later.level <> 'gu' or earlier.level = 'gu')
    group by succession.region_code

),

provinces as (

    select region_code, sido_code, name_ko, short_name_ko
    from history
    where level = 'sido'

)

select
    history.region_code,
    history.level,
    history.kind,
    history.name_ko,
    history.short_name_ko,
    history.name_en,
    history.sido_code,
    provinces.region_code as sido_region_code,
    provinces.name_ko as sido_name_ko,
    provinces.short_name_ko as sido_short_name_ko,
    case
        when history.level = 'sido' then null
        when history.kind = 'ilbangu' then substr(history.region_code, 1, 4) || '000000'
        else provinces.region_code
    end as parent_region_code,
    history.valid_from,
    history.valid_to,
    coalesce(history.valid_to, {{ open_end() }}) as valid_before,
    history.valid_to is null as is_in_force,
    -- 행정시 and 일반구 have no council; 세종's district code is the same body as its province code.
    history.level = 'sido' or history.kind in ('si', 'gun', 'jachigu') as has_own_budget,
    history.predecessor_codes,
    successors.successor_codes,
    -- The ways a name may begin with its own place: by its full name, glued to its province, or short.
    {{ squashed('history.name_ko') }} as official_key,
    {{ squashed('provinces.short_name_ko || history.short_name_ko') }} as glued_key,
    {{ squashed("case when history.level <> 'sido' then history.short_name_ko when history.name_ko like '%시' "
        ~ "then history.short_name_ko || '시' else history.short_name_ko || '도' end") }} as plain_key,
    history.note
from history
left join provinces on provinces.sido_code = history.sido_code
left join successors on successors.region_code = history.region_code
