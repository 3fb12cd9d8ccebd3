{#-
    What nothing changed for is kept: a table or view is a pure function of its code and its inputs, so while both are
    what they were, it is left as it stands. `kept.versions` says for every relation what it was made from (`inputs`)
    and what its readers compare (`version`). The release room makes and empties that table
    (plugins/warehouse/release/versions.py); without it everything is built as dbt always does.

    A raw view's version is its text, which names the files, with their sizes and times in its comment; a seed's or
    raw table's is its rows. A model's is its code and its inputs' versions. With `meta: {versioned_by: content}` it is
    its rows instead: where much arrives that changes little, readers of an equal table are kept as well.
-#}

{% macro knows_versions() %}
    {% if not execute or target.type != 'duckdb' %}{{ return(false) }}{% endif %}
    {{ return(adapter.get_relation(this.database, 'kept', 'versions') is not none) }}
{% endmacro %}

{% macro relation_key(node) %}{{ return(node.schema ~ '.' ~ (node.identifier or node.alias)) }}{% endmacro %}

{% macro rows_digest(relation) -%}
    (select concat_ws('|', count(*), bit_xor(hash(one)), sum(hash(one))) from {{ relation }} as one)
{%- endmacro %}

{#- One number over code and inputs, or none when an input has no version. -#}
{% macro inputs_of(node, code) %}
    {%- set parts = [] -%}
    {%- for id in node.depends_on.nodes | unique | sort -%}
        {%- if id.startswith('source.') -%}
            {%- set given = graph.sources[id] -%}
            {%- set relation = adapter.get_relation(given.database, given.schema, given.identifier) -%}
            {%- if relation.type == 'view' -%}
                {%- do parts.append("(select sql || coalesce(comment, '') from duckdb_views() where schema_name = '"
                    ~ given.schema ~ "' and view_name = '" ~ given.identifier ~ "')") -%}
            {%- else -%}
                {%- do parts.append(rows_digest(relation)) -%}
            {%- endif -%}
        {%- else -%}
            {%- set given = graph.nodes[id] -%}
            {%- if given.resource_type == 'seed' -%}
                {%- do parts.append(rows_digest(given.schema ~ '.' ~ given.alias)) -%}
            {%- else -%}
                {%- do parts.append("(select version from kept.versions where relation = '" ~ relation_key(given) ~ "')") -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set made_of = local_md5(code ~ tojson(node.config.contract) ~ tojson(node.columns)) -%}
    {%- set query -%}
        select md5('{{ made_of }}'{% for part in parts %} || '|' || {{ part }}{% endfor %})
    {%- endset -%}
    {{ return(run_query(query).columns[0].values()[0]) }}
{% endmacro %}

{#- An incremental model reads differently on its second run; what it says is in its raw code. -#}
{% macro code_of(node) %}
    {{ return(node.raw_code if node.config.materialized == 'incremental' else (node.compiled_code or node.raw_code)) }}
{% endmacro %}

{% macro is_kept() %}
    {% if flags.FULL_REFRESH or not knows_versions() or load_cached_relation(this) is none %}{{ return(false) }}{% endif %}
    {%- set inputs = inputs_of(model, code_of(model)) -%}
    {%- set known = run_query("select inputs from kept.versions where relation = '" ~ relation_key(model) ~ "'") -%}
    {{ return(inputs is not none and known | length == 1 and known.columns[0].values()[0] == inputs) }}
{% endmacro %}

{#- Runs after a model was built, in the same transaction. -#}
{% macro noted() %}
    {% if not knows_versions() %}{{ return('') }}{% endif %}
    {%- set key = relation_key(model) -%}
    {%- set inputs = inputs_of(model, code_of(model)) -%}
    delete from kept.versions where relation = '{{ key }}';
    {% if inputs is not none -%}
    insert into kept.versions
    select '{{ key }}', '{{ inputs }}',
        {%- if model.config.meta.get('versioned_by') == 'content' %} {{ rows_digest(this) }}
        {%- else %} '{{ inputs }}'
        {%- endif %};
    {%- endif %}
{% endmacro %}

{#- A table that is built by parts is built whole when nobody knows what it was made from. -#}
{% macro should_full_refresh() %}
    {%- if config.get('full_refresh') is not none -%}{{ return(config.get('full_refresh')) }}{%- endif -%}
    {%- if flags.FULL_REFRESH -%}{{ return(true) }}{%- endif -%}
    {%- if not knows_versions() -%}{{ return(false) }}{%- endif -%}
    {{ return(run_query("select 1 from kept.versions where relation = '" ~ relation_key(model) ~ "'") | length == 0) }}
{% endmacro %}

{% macro kept_as_it_stands() %}
    {% call noop_statement('main', 'KEPT', 'KEPT') %}{% endcall %}
    {{ return({'relations': [this]}) }}
{% endmacro %}

{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {% if is_kept() %}{{ return(kept_as_it_stands()) }}{% endif %}
    {{ return(dbt.materialization_table_duckdb()) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {% if is_kept() %}{{ return(kept_as_it_stands()) }}{% endif %}
    {{ return(dbt.materialization_view_default()) }}
{% endmaterialization %}
