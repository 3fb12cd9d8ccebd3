{#-
    The one way to a place: what stood at `on_date` for a code or a name that a source sent.

    Codes change (강원도 42 → 51 on 2023-06-11, 군위군 47720 → 27720 on 2023-07-01), so a code is never joined
    without its day. The joined relation gives region_code (null when nothing or several stand for it),
    and resolution (in_force, predecessor, successor, split, several_predecessors).
-#}
{% macro as_of_region(region_code, on_date, alias='place') -%}
    left join {{ ref('int_regions__codes_as_of') }} as {{ alias }}
        on {{ alias }}.given_code = {{ region_code }}
        and {{ alias }}.valid_from <= {{ on_date }}
        and {{ alias }}.valid_to > {{ on_date }}
{%- endmacro %}

{% macro as_of_region_name(name, on_date, alias='place') -%}
    left join {{ ref('int_regions__names_as_of') }} as {{ alias }}
        on {{ alias }}.name_key = {{ squashed(name) }}
        and {{ alias }}.valid_from <= {{ on_date }}
        and {{ alias }}.valid_to > {{ on_date }}
{%- endmacro %}

{#- Official name of a resolved code; codes are unique over all versions, so no date is needed here. -#}
{% macro region_facts(region_code, alias='region') -%}
    left join {{ ref('int_regions__versions') }} as {{ alias }}
        on {{ alias }}.region_code = {{ region_code }}
{%- endmacro %}
