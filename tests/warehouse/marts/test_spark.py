"""The same models on the engine beyond one machine: what differs stands in macros/engine, and Spark gives the same marts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from conftest import Warehouse

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"
ENGINE_MACROS = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((PROJECT / "macros/engine").glob("*.sql"))
)
MODELS = sorted([*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "tests").glob("*.sql")])
# What DuckDB says and Spark 4 does not: each has a macro.
DUCKDB_ONLY = re.compile(
    r"\bexclude\s*\(|\breplace\s*\((?=[^)]* as )|\bby name\b|\bstarts_with\(|\bdate_diff\(|\bstring_agg\(|\bunnest\("
    r"|\bregexp_|\blist_|\barray_|\blen\(|\bstrptime\(|::|\bas varchar\b|\bstring_split\("
)
PYTHON_MODELS = ("int_budget__name_classes", "int_procurement__name_classes", "int_links__scored")


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_says_nothing_that_only_one_engine_understands(path: Path) -> None:
    sql = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|--[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not DUCKDB_ONLY.search(sql), DUCKDB_ONLY.search(sql)


def test_every_macro_of_the_engines_is_written_for_both() -> None:
    asked = set(re.findall(r"adapter\.dispatch\('(\w+)'\)", ENGINE_MACROS))
    assert asked
    for engine in ("default", "spark"):
        assert asked == set(re.findall(rf"macro {engine}__(\w+)\(", ENGINE_MACROS)), engine


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory, java: str) -> Path:
    """A Python with dbt-spark and a local Spark, beside a Java."""
    folder = tmp_path_factory.mktemp("spark-environment")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    needed = (f"dbt-core=={version('dbt-core')}", "dbt-spark[session]==1.11.0", "pyspark==4.3.0", "pandas<3", "pyarrow")
    subprocess.run([uv, "pip", "install", "--quiet", "--python", folder / "bin/python", *needed], check=True)
    return folder / "bin" / "python"


@pytest.mark.full
def test_spark_makes_the_same_marts(built: Warehouse, spark: Path, tmp_path: Path) -> None:
    given = [
        *built.rows("select 'raw', table_name from information_schema.tables where table_schema = 'raw'"),
        *(("staging", path.stem) for path in (PROJECT / "seeds").glob("*.csv")),
        *(("intermediate", name) for name in PYTHON_MODELS),
    ]
    with duckdb.connect(str(built.database), read_only=True) as connection:
        for schema, table in given:
            (tmp_path / "in" / schema).mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy {schema}.{table} to '{tmp_path}/in/{schema}/{table}.parquet' (format parquet)")
    script = Path(__file__).with_name("spark_run.py")
    environment = {**os.environ, "DO_NOT_TRACK": "1", "WAREHOUSE_BUILD_DATABASE": "unused"}
    run = subprocess.run(
        [spark, script, tmp_path, PROJECT], env=environment, capture_output=True, text=True, timeout=900
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    marts = [
        name for (name,) in built.rows("select table_name from information_schema.tables where table_schema = 'marts'")
    ]
    assert len(marts) >= 16
    for mart in marts:
        mine, theirs = f"marts.{mart}", f"read_parquet('{tmp_path}/out/{mart}/*.parquet')"
        columns = ", ".join(
            # The last bit of a division may differ.
            f"round({name}, 9)" if type_ == "DOUBLE" else f"{name}"
            for name, type_ in built.rows(
                f"select column_name, data_type from duckdb_columns() where schema_name = 'marts' and table_name = '{mart}'"
            )
        )
        for one, other in ((mine, theirs), (theirs, mine)):
            assert built.rows(f"select {columns} from {one} except all select {columns} from {other}") == [], mart
