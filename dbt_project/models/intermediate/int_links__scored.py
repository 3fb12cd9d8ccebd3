"""Pairs of announcement, budget line and purchase that may be one thing, with probability and reasons (Splink).

Only years whose records, or whose names' rare tokens, changed are scored again, each as a whole.
"""


def model(dbt, session):
    from warehouse.linking.scoring import scored_links

    dbt.config(
        materialized="incremental",
        incremental_strategy="append",
        on_schema_change="fail",
    )
    dbt.ref("int_links__candidates").create_view("link_candidates", replace=True)
    # dbt-duckdb wraps the cursor, and Splink accepts DuckDB's own only.
    connection = getattr(session, "_cursor", session)
    lowest = float(dbt.config.get("review_link_probability"))
    known = str(dbt.this) if dbt.is_incremental else None
    return connection.sql(scored_links(connection, "link_candidates", at_least=lowest, known=known))
