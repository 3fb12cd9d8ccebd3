{#-
    Newest delivery of a record: pulls overlap by two days, so that late changes arrive. One load of several years brings
    a record and its change; there the source's own moment of change decides, and the hash makes a tie the same everywhere.
-#}
{% macro newest_record(key, changed_at=none) -%}
    row_number() over (
        partition by {{ key }}
        order by
            {{ load_started_at('_load_id') }} desc,
            {%- if changed_at %}
            {{ changed_at }} desc nulls last,
            {%- endif %}
            _record_number desc,
            _archive_sha256 desc
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

{#-
    The day from which a plan means to order: first of the month, quarter or half that its words name (3월, 2분기,
    3분기 이후, 하반기), null when they name none.
-#}
{% macro planned_day(year, text) -%}
    make_date(cast({{ year }} as integer), cast(case
        when {{ matches(text, '(^|[^0-9])(1[0-2]|0?[1-9])월') }} then {{ matched_part(text, '(^|[^0-9])(1[0-2]|0?[1-9])월', 2) }}
        {% for month in (1, 4, 7, 10) -%}
        when {{ matches(text, '(^|[^0-9])' ~ loop.index ~ ' ?(/4)? ?분기') }} then '{{ month }}'
        {% endfor -%}
        when {{ matches(text, '상반기') }} then '1'
        when {{ matches(text, '하반기') }} then '7'
    end as integer), 1)
{%- endmacro %}
