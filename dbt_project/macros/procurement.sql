{#- Newest delivery of a record: pulls overlap by two days, so that late changes arrive. -#}
{% macro newest_record(key) -%}
    row_number() over (
        partition by {{ key }}
        order by {{ load_started_at('_load_id') }} desc, _record_number desc
    ) = 1
{%- endmacro %}

{#- Amounts under 10,000 won are place holders: unknown, not small. -#}
{% macro known_amount(amount) %}case when {{ amount }} >= 10000 then {{ amount }} end{% endmacro %}

{#-
    A tender's own number without its order: R and twelve characters since 2025-01-06, eleven digits before. Sources
    append an order of two digits (contracts) or three (plans), or none (pre-notices).
-#}
{% macro tender_number(text) -%}
    nullif(case when trim({{ text }}) like 'R%' then left(trim({{ text }}), 13) else left(trim({{ text }}), 11) end, '')
{%- endmacro %}
