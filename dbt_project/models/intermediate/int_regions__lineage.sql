-- Who became whom: one row per place and later place, over any number of changes, among bodies with a budget.
-- is_whole says that everything of the earlier place went into the later one, so that its money may follow.
with recursive bodies as (

    select region_code, valid_from, valid_to, successor_codes
    from {{ ref('int_regions__versions') }}
    where has_own_budget

),

links as (

    select
        region_code,
        {{ list_rows(text_to_list('successor_codes')) }} as successor_code,
        {{ list_length(text_to_list('successor_codes')) }} as successor_count
    from bodies
    where successor_codes is not null

),

steps as (

    -- 세종's district code stands beside its province code: one successor, not two.
    select
        links.region_code,
        links.successor_code,
        count(*) over (partition by links.region_code) = 1 as is_whole
    from links
    inner join bodies as later on later.region_code = links.successor_code

),

closure as (

    select region_code, successor_code, is_whole, 1 as step_count
    from steps

    union all

    select
        closure.region_code,
        steps.successor_code,
        closure.is_whole and steps.is_whole as is_whole,
        closure.step_count + 1 as step_count
    from closure
    inner join steps on steps.region_code = closure.successor_code

)

select
    region_code,
    successor_code,
    is_whole,
    step_count
from closure
