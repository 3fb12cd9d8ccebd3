"""Which names and classes of purchases and listed projects concern digital innovation, and by which technologies.

As for the names of budget lines: each is classified once, and those that are not digital have `is_digital` false.
"""


def model(dbt, session):
    from warehouse.classification.batch import classified

    dbt.config(
        materialized="incremental",
        incremental_strategy="delete+insert",
        unique_key=["line_name_raw", "field_name"],
        on_schema_change="fail",
        meta={"versioned_by": "content"},
    )
    return classified(session, dbt.ref("int_procurement__names"), known=str(dbt.this) if dbt.is_incremental else None)
