{#- Dates whose spelling differs between engines. -#}

{#- The day after the last one: what an open end of validity compares as. -#}
{% macro open_end() %}cast('9999-12-31' as date){% endmacro %}

{% macro last_day_of_year(year) %}make_date(cast({{ year }} as integer), 12, 31){% endmacro %}

{% macro utc_date(timestamp) %}{{ return(adapter.dispatch('utc_date')(timestamp)) }}{% endmacro %}
{% macro default__utc_date(timestamp) %}cast(timezone('UTC', {{ timestamp }}) as date){% endmacro %}
{% macro spark__utc_date(timestamp) %}to_date(to_utc_timestamp({{ timestamp }}, 'UTC')){% endmacro %}

{#- Days from one day to a later one. -#}
{% macro days_between(earlier, later) %}{{ return(adapter.dispatch('days_between')(earlier, later)) }}{% endmacro %}
{% macro default__days_between(earlier, later) %}date_diff('day', {{ earlier }}, {{ later }}){% endmacro %}
{% macro spark__days_between(earlier, later) %}datediff({{ later }}, {{ earlier }}){% endmacro %}

{#- The Korean calendar day of a moment: offices post by their own clock. -#}
{% macro korean_date(timestamp) %}{{ return(adapter.dispatch('korean_date')(timestamp)) }}{% endmacro %}
{% macro default__korean_date(timestamp) %}cast(timezone('Asia/Seoul', {{ timestamp }}) as date){% endmacro %}
{% macro spark__korean_date(timestamp) %}to_date(from_utc_timestamp({{ timestamp }}, 'Asia/Seoul')){% endmacro %}
