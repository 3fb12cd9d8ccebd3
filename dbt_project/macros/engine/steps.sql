{#- Columns of a step: all but some, and unions of steps that do not carry the same ones. -#}

{% macro all_but(step, columns) %}{{ return(adapter.dispatch('all_but')(step, columns)) }}{% endmacro %}
{% macro default__all_but(step, columns) %}{{ step }}.* exclude ({{ columns | join(', ') }}){% endmacro %}
{% macro spark__all_but(step, columns) %}{{ step }}.* except ({{ columns | join(', ') }}){% endmacro %}

{#- Not every engine unites by name: `columns` are those of the whole, and `lacking` says which a step has not. -#}
{% macro union_of(columns, lacking) -%}
    {%- for step, absent in lacking.items() %}
    select
        {%- for column in columns %}
        {{ 'null as ' ~ column if column in absent else column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ step }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
