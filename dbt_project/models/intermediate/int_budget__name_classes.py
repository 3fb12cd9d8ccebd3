"""Which names of budget lines concern digital innovation, and by which technologies.

`warehouse.classification` decides. Millions of lines share far fewer names, so each name is classified once, and not
again in the next build; names that are not digital stand here with `is_digital` false.
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
    names = dbt.ref("int_budget__line_names").filter("line_name_raw is not null")
    return classified(session, names, known=str(dbt.this) if dbt.is_incremental else None)
