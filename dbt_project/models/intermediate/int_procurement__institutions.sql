-- Which local government an institution's name belongs to: the longest official name that it begins with.
-- Education offices, fire brigades, schools and companies bear a place's name and are none of its offices.
with names as (

    select distinct institution_name_raw
    from {{ ref('int_procurement__records') }}
    where institution_name_raw is not null

),

places as (

    select distinct name_ko, {{ squashed('name_ko') }} as name_key
    from {{ ref('int_regions__versions') }}
    where has_own_budget

),

readings as (

    select
        names.institution_name_raw,
        places.name_ko as place_name,
        places.name_key
    from names
    inner join places on {{ begins_with(squashed('names.institution_name_raw'), 'places.name_key') }}
    qualify row_number() over (partition by names.institution_name_raw order by length(places.name_key) desc) = 1

)

select
    institution_name_raw,
    place_name,
    {{ squashed('institution_name_raw') }} = name_key as is_government_itself
from readings
where not {{ matches("replace(institution_name_raw, place_name, '')", '교육청|교육지원청|교육원|소방|경찰|공사|공단|대학|학교|병원|의료원|재단|진흥원|연구원|테크노파크') }}
