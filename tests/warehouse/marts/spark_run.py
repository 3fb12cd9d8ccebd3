"""Runs every SQL model with dbt on a local Spark, in an environment that has dbt-spark; started by test_spark.py.

`python spark_run.py WORK PROJECT`: WORK/in/<schema>/<table>.parquet become tables (raw tables, seeds and the three
Python models, which are DuckDB's), WORK/out/<mart>.parquet are what Spark made of them.
"""

import os
import sys
from pathlib import Path

PYTHON_MODELS = ("int_budget__name_classes", "int_procurement__name_classes", "int_links__scored")


def main(work: Path, project: Path) -> int:
    from pyspark.sql import SparkSession

    os.chdir(work)
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", str(work / "warehouse"))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.sources.default", "parquet")
        # Spark 4.3 makes an invalid plan of int_initiatives__trail with this rule (PLAN_VALIDATION_FAILED_RULE_IN_BATCH).
        .config("spark.sql.optimizer.excludedRules", "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    for schema in ("raw", "staging", "intermediate", "marts"):
        spark.sql(f"create database if not exists {schema}")
    for path in sorted((work / "in").glob("*/*.parquet")):
        spark.read.parquet(str(path)).write.saveAsTable(f"{path.parent.name}.{path.stem}", mode="overwrite")
    failed = run_dbt(work, project)
    if not failed:
        for table in spark.catalog.listTables("marts"):
            frame = spark.table(f"marts.{table.name}").coalesce(1)
            frame.write.mode("overwrite").parquet(str(work / "out" / table.name))
    spark.stop()
    return failed


def run_dbt(work: Path, project: Path) -> int:
    """The number of models that failed; each is printed with Spark's words."""
    from dbt.cli.main import dbtRunner

    (work / "profiles.yml").write_text(
        "warehouse:\n  target: spark\n  outputs:\n"
        "    spark: {type: spark, method: session, schema: staging, host: none, threads: 1}\n"
    )
    outcome = dbtRunner().invoke(
        [
            *("run", "--exclude", *PYTHON_MODELS),
            *("--project-dir", str(project), "--profiles-dir", str(work), "--target-path", str(work / "target")),
            *("--log-path", str(work / "logs"), "--log-level", "none", "--no-partial-parse", "--no-version-check"),
        ]
    )
    failed = [result for result in outcome.result or [] if str(result.status) == "error"]
    for result in failed:
        print(result.node.name, " ".join((result.message or "").split())[:500])
    if outcome.exception:
        print(outcome.exception)
    return len(failed) + bool(outcome.exception) + (not outcome.result)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
