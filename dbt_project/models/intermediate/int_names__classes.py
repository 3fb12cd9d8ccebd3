"""Which names of budget lines, procurements and listed projects concern digital innovation, and by which technologies.

`warehouse.classification` decides. Millions of records share far fewer names, so each name is classified once; names
that are not digital leave no row. Classes of procurement (정보시스템개발서비스) stand here as names of their own.
"""


def model(dbt, session):
    from warehouse.classification.batch import candidates_sql, classify_pairs

    dbt.config(materialized="table")
    lines = dbt.ref("int_budget__counting_lines").project("line_name_raw, coalesce(field_name, '') as field_name")
    records = dbt.ref("int_procurement__placed")
    purchases = records.project("name as line_name_raw, '' as field_name")
    classes = records.project("class_name as line_name_raw, '' as field_name")
    listed = dbt.ref("stg_seoul__projects").project("name as line_name_raw, '' as field_name")
    names = lines.union(purchases).union(classes).union(listed).filter("line_name_raw is not null").distinct()
    names.create_view("names_to_classify", replace=True)
    return classify_pairs(session.execute(candidates_sql("names_to_classify")).to_arrow_table())
