{#-
    What makes two lines of different years or funding the same initiative by name alone: no blanks or punctuation,
    no budget year, no funding note ((국비), (자체), (전환사업), (계속) …), as they stand in 세부사업 names.
-#}
{% macro initiative_name_key(name) -%}
    {%- set funding_note = '[(\\[](국비|국고|도비|시비|군비|구비|자체|보조|직접|균특|기금|전환|계속|신규|이월|성립전|특교|특별교부|국가|광역|지특)[^)\\]]*[)\\]]' -%}
    {%- set budget_year = '(19|20)[0-9][0-9](년도?|학년도)?' -%}
    {{ squashed(replace_all(replace_all(name, funding_note | replace('\\\\', '\\')), budget_year)) }}
{%- endmacro %}
