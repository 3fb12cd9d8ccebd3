"""Which line names concern digital innovation, and by which technologies (`warehouse.classification`).

Ten million lines share far fewer names, so names are classified once, and on later builds only the new ones.
Names that are not digital leave no row.
"""


def model(dbt, session):
    from warehouse.classification.batch import candidate_pattern, classify_pairs, squashed_sql

    dbt.config(materialized="table")
    names = dbt.ref("int_budget__counting_lines").filter("line_name_raw is not null")
    names = names.aggregate("line_name_raw, coalesce(field_name, '') as field_name")
    pattern = candidate_pattern().replace("'", "''")
    candidates = names.filter(f"regexp_matches({squashed_sql('line_name_raw')}, '{pattern}')")
    return classify_pairs(candidates.to_arrow_table())
