{#- Lists exist in raw only. These macros are all that models know of an engine's list functions. -#}

{% macro list_to_text(list, separator='|') %}{{ return(adapter.dispatch('list_to_text')(list, separator)) }}{% endmacro %}
{% macro default__list_to_text(list, separator) %}nullif(array_to_string({{ list }}, '{{ separator }}'), ''){% endmacro %}
{% macro spark__list_to_text(list, separator) %}nullif(array_join({{ list }}, '{{ separator }}'), ''){% endmacro %}

{#- Numbers as people write them: 345900000000, not 345900000000.0 or 3.459E11. -#}
{% macro numbers_to_text(list, separator) %}{{ return(adapter.dispatch('numbers_to_text')(list, separator)) }}{% endmacro %}
{% macro default__numbers_to_text(list, separator) -%}
    nullif(array_to_string(list_transform({{ list }}, lambda x: {{ plain_number('x') }}), '{{ separator }}'), '')
{%- endmacro %}
{% macro spark__numbers_to_text(list, separator) -%}
    nullif(array_join(transform({{ list }}, x -> {{ plain_number('x') }}), '{{ separator }}'), '')
{%- endmacro %}
{% macro plain_number(value) -%}
    case when {{ value }} = round({{ value }}) and abs({{ value }}) < 1e15 then cast(cast({{ value }} as bigint) as string)
        else cast({{ value }} as string) end
{%- endmacro %}

{% macro list_length(list) %}{{ return(adapter.dispatch('list_length')(list)) }}{% endmacro %}
{% macro default__list_length(list) %}cast(coalesce(len({{ list }}), 0) as integer){% endmacro %}
{% macro spark__list_length(list) %}cast(greatest(size({{ list }}), 0) as integer){% endmacro %}

{% macro list_first(list) %}{{ return(adapter.dispatch('list_first')(list)) }}{% endmacro %}
{% macro default__list_first(list) %}{{ list }}[1]{% endmacro %}
{% macro spark__list_first(list) %}get({{ list }}, 0){% endmacro %}

{#- In a select list: one row per element, none for an empty list. -#}
{% macro list_rows(list) %}{{ return(adapter.dispatch('list_rows')(list)) }}{% endmacro %}
{% macro default__list_rows(list) %}unnest({{ list }}){% endmacro %}
{% macro spark__list_rows(list) %}explode({{ list }}){% endmacro %}

{% macro text_to_list(text, separator='|') %}{{ return(adapter.dispatch('text_to_list')(text, separator)) }}{% endmacro %}
{% macro default__text_to_list(text, separator) %}string_split({{ text }}, '{{ separator }}'){% endmacro %}
{% macro spark__text_to_list(text, separator) %}split({{ text }}, '\\Q{{ separator }}\\E'){% endmacro %}

{#- Distinct values of a group as one text, in a fixed order, so that a rebuild writes the same bytes. -#}
{% macro joined_distinct(expression, separator='|') %}{{ return(adapter.dispatch('joined_distinct')(expression, separator)) }}{% endmacro %}
{% macro default__joined_distinct(expression, separator) -%}
    string_agg(distinct {{ expression }}, '{{ separator }}' order by {{ expression }})
{%- endmacro %}
{% macro spark__joined_distinct(expression, separator) -%}
    nullif(array_join(array_sort(collect_set({{ expression }})), '{{ separator }}'), '')
{%- endmacro %}
