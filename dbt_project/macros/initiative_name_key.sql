{#-
    What makes two lines of different years or funding the same initiative by name alone: no blanks or punctuation,
    no budget year, no funding note ((국비), (자체), (전환사업), (계속) …), as they stand in 세부사업 names.
-#}
{% macro initiative_name_key(name) -%}
    {%- set funding_note = '[(\\[](국비|국고|도비|시비|군비|구비|자체|보조|직접|균특|기금|전환|계속|신규|이월|성립전|특교|특별교부|국가|광역|지특)[^)\\]]*[)\\]]' -%}
    {%- set budget_year = '(19|20)[0-9][0-9](년도?|학년도)?' -%}
    {{ squashed(replace_all(replace_all(name, funding_note | replace('\\\\', '\\')), budget_year)) }}
{%- endmacro %}

{#-
    A name key without the name of its own place in front (서울시 정보화사업, 종로구 AI 민원챗봇): the place is part of the
    identity anyway. What is left must still be a name. `region` is the alias of a join with region_facts.
-#}
{% macro without_place(name_key, region) -%}
    case
        {%- for form in ['official_key', 'glued_key', 'plain_key'] %}
        when {{ begins_with(name_key, region ~ '.' ~ form) }} and length({{ name_key }}) >= length({{ region }}.{{ form }}) + 4
            then substr({{ name_key }}, length({{ region }}.{{ form }}) + 1)
        {%- endfor %}
        else {{ name_key }}
    end
{%- endmacro %}

{#- Mentions of one key are one thing: the same name at the same place, as that stands today. -#}
{% macro entity_key(comparable_code, name_key, region) -%}
    {{ surrogate_key(["coalesce(" ~ comparable_code ~ ", 'nowhere')", without_place(name_key, region)]) }}
{%- endmacro %}
