{#- Where a reader finds the statement behind a fact: in a document its characters, in an API answer its record. -#}

{% macro document_witness() -%}
    cast(line_number as integer) as line_number,
    cast(span_start as integer) as span_start,
    cast(span_end as integer) as span_end,
    quote,
    rule,
    confidence,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
{%- endmacro %}

{#- A load id ends with the moment its load began (YYYYMMDDTHHMMSSffffff), so ids of any interval compare by age. -#}
{% macro load_started_at(load_id) %}right({{ load_id }}, 21){% endmacro %}

{#- An API fact's witness in a mart: the load, the record's own key in it, and the answer that carried it. -#}
{% macro record_witness(relation) -%}
    {{ relation }}.load_id,
    {{ relation }}.record_key,
    {{ relation }}.archive_sha256,
    {{ relation }}.record_number
{%- endmacro %}
