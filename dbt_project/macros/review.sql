{#-
    Facts of documents with what a person decided about them. A decision holds while the text is the one it was taken
    on; what was rejected is left out, what was corrected has its new values in decided_* beside the printed ones.
    The states are those of warehouse.documents.review.State.
-#}
{% macro reviewed_facts(table) -%}
    select
        facts.*,
        case
            when decision.review_key is null and coalesce(facts.needs_review, false) then 'unreviewed'
            when decision.review_key is null then 'trusted'
            when decision.text_sha256 = document.text_sha256 then decision.verdict
            else 'reopened'
        end as review_status,
        {%- for column in ['amount_krw', 'role', 'label', 'fiscal_year', 'organisation', 'name', 'owner', 'status', 'region_code'] %}
        case when decision.text_sha256 = document.text_sha256 then decision.{{ column }} end as decided_{{ column }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ source('raw', table) }} as facts
    left join {{ source('raw', 'press_documents') }} as document
        on document.document_id = facts.document_id
        and document._load_id = facts._load_id
    left join {{ source('raw', 'review_decisions') }} as decision on decision.review_key = facts.review_key
    where decision.review_key is null
        or decision.verdict <> 'rejected'
        or decision.text_sha256 is distinct from document.text_sha256
{%- endmacro %}
