{#- Regular expressions and hashes: same meaning, different spelling on each engine. -#}

{% macro replace_all(text, pattern, replacement='') %}{{ return(adapter.dispatch('replace_all')(text, pattern, replacement)) }}{% endmacro %}
{% macro default__replace_all(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g'){% endmacro %}
{% macro spark__replace_all(text, pattern, replacement) %}regexp_replace({{ text }}, r'{{ pattern }}', '{{ replacement }}'){% endmacro %}

{% macro matches(text, pattern) %}{{ return(adapter.dispatch('matches')(text, pattern)) }}{% endmacro %}
{% macro default__matches(text, pattern) %}regexp_matches({{ text }}, '{{ pattern }}'){% endmacro %}
{% macro spark__matches(text, pattern) %}({{ text }} rlike r'{{ pattern }}'){% endmacro %}

{% macro begins_with(text, prefix) %}{{ return(adapter.dispatch('begins_with')(text, prefix)) }}{% endmacro %}
{% macro default__begins_with(text, prefix) %}starts_with({{ text }}, {{ prefix }}){% endmacro %}
{% macro spark__begins_with(text, prefix) %}startswith({{ text }}, {{ prefix }}){% endmacro %}

{#- One bracketed part of the first match, null without one. -#}
{% macro matched_part(text, pattern, part) %}{{ return(adapter.dispatch('matched_part')(text, pattern, part)) }}{% endmacro %}
{% macro default__matched_part(text, pattern, part) %}nullif(regexp_extract({{ text }}, '{{ pattern }}', {{ part }}), ''){% endmacro %}
{% macro spark__matched_part(text, pattern, part) %}nullif(regexp_extract({{ text }}, r'{{ pattern }}', {{ part }}), ''){% endmacro %}

{#- A key that is the same on every build and every engine: md5 over the parts, nulls as empty. -#}
{% macro surrogate_key(columns) -%}
    md5(concat_ws('|', {% for column in columns -%}
        coalesce(cast({{ column }} as {{ dbt.type_string() }}), ''){{ ', ' if not loop.last }}
    {%- endfor %}))
{%- endmacro %}

{#- What two spellings of one name share: no blanks, no punctuation, one letter case. -#}
{% macro squashed(text) -%}
    lower({{ replace_all(text, '[^0-9A-Za-z가-힣]+') }})
{%- endmacro %}
