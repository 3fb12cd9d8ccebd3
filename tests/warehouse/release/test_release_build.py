"""The dbt build by layer: the raw views, the artifacts, and a failure that shows its rows."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.errors import ReleaseError
from warehouse.release import build as building
from warehouse.release import raw_views
from warehouse.release.catalogue import read_catalogue
from warehouse.settings import Settings
from warehouse.sources.contract import Column, Label, TableContract

PROJECT = {
    "dbt_project.yml": """
name: tiny
version: "1.0"
profile: tiny
flags: {send_anonymous_usage_stats: false}
models:
  tiny:
    staging: {+schema: staging, +materialized: view}
    marts: {+schema: marts, +materialized: table}
seeds: {tiny: {+schema: staging}}
""",
    "profiles.yml": """
tiny:
  target: build
  outputs: {build: {type: duckdb, path: "{{ env_var('WAREHOUSE_BUILD_DATABASE') }}", schema: staging}}
""",
    "macros/generate_schema_name.sql": (
        "{% macro generate_schema_name(custom, node) %}{{ custom or target.schema }}{% endmacro %}"
    ),
    "seeds/colours.csv": "colour_id,name\n1,red\n2,blue\n",
    "models/staging/stg_colours.sql": "select * from {{ ref('colours') }}",
    "models/intermediate/int_colours.sql": "select * from {{ ref('stg_colours') }}",
    "models/marts/shared/colours_mart.sql": "select colour_id, name from {{ ref('int_colours') }}",
    "models/marts/shared/schema.yml": """
models:
  - name: colours_mart
    description: One row per colour.
    config: {meta: {label_ko: 색, label_en: Colours, primary_key: [colour_id], indexes: [[name]]}}
    columns:
      - {name: colour_id, description: Number., config: {meta: {label_ko: 번호, label_en: Number}}}
      - {name: name, description: Name., config: {meta: {label_ko: 이름, label_en: Name}}}
""",
    "tests/no_blue.sql": "select * from {{ ref('colours_mart') }} where name = 'blue' and {{ var('strict', false) }}",
}


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(WAREHOUSE_HOME=str(tmp_path / "home"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dbt project of five files, and no raw tables."""
    root = tmp_path / "project"
    for name, text in PROJECT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(building, "DBT_PROJECT", root)
    monkeypatch.setattr(building, "create_raw_views", lambda *_: {})
    return root


def test_layers_build_and_leave_the_database_closed(home, project):
    layers = [building.build_layer(home, layer) for layer in building.LAYERS]
    built = [layer.built for layer in layers]
    assert built == [("colours", "stg_colours"), ("int_colours",), ("colours_mart",), ()]  # it keeps no history
    with duckdb.connect(str(home.build_database)) as connection:  # fails while dbt holds the file
        (table,) = read_catalogue(building.manifest_path(home), connection)
        assert connection.execute("select count(*) from marts.colours_mart").fetchone()[0] == 2
    assert (table.name, table.mart, table.label_ko, table.primary_key) == (
        "colours_mart",
        "shared",
        "색",
        ("colour_id",),
    )
    assert table.indexes == (("name",),)
    assert table.columns[1].label_ko == "이름"
    results = building.manifest_path(home).parent
    assert {f"run_results_{layer}.json" for layer in building.LAYERS} <= {path.name for path in results.iterdir()}
    assert "WAREHOUSE_BUILD_DATABASE" not in os.environ


def test_a_failed_test_shows_its_rows(home, project):
    path = project / "tests/no_blue.sql"
    path.write_text(path.read_text().replace("false", "true"))
    building.build_layer(home, "staging")
    building.build_layer(home, "intermediate")
    with pytest.raises(ReleaseError) as caught:
        building.build_layer(home, "marts")
    assert "no_blue" in str(caught.value) and '"name": "blue"' in str(caught.value)
    assert "keeps serving" in str(caught.value) and caught.value.remedy


def test_a_broken_model_is_named(home, project):
    (project / "models/staging/stg_colours.sql").write_text("select no_such_column from {{ ref('colours') }}")
    with pytest.raises(ReleaseError, match=r"model stg_colours: .*no_such_column"):
        building.build_layer(home, "staging")


@pytest.fixture
def small_disk(home: Settings) -> Iterator[Callable[[str], None]]:
    """A real small file system under the whole home, which can be made larger."""
    place = str(home.base_home)
    home.base_home.mkdir(parents=True)

    def mount(*options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", place]
        return os.geteuid() == 0 and subprocess.run(command, capture_output=True).returncode == 0

    if not mount("size=12m"):
        pytest.skip("this user cannot mount a small file system")
    yield lambda size: None if mount("remount", f"size={size}") else pytest.fail("the disk cannot be made larger")
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_disk_that_fills_up_is_said_instead_of_blaming_the_model(home, project, small_disk):
    (project / "models/marts/shared/colours_mart.sql").write_text(
        "select i as colour_id, md5(i::varchar) || md5((-i)::varchar) as name from range(400000) as t(i)"
    )
    building.build_layer(home, "staging")
    building.build_layer(home, "intermediate")
    with pytest.raises(ReleaseError, match=r"disk is full.*keeps serving.*Free space"):
        building.build_layer(home, "marts")
    small_disk("200m")
    assert building.build_layer(home, "marts").built == ("colours_mart",)
    with duckdb.connect(str(home.build_database)) as connection:
        assert connection.execute("select count(*) from marts.colours_mart").fetchone()[0] == 400_000


def test_an_unknown_layer_is_refused(home):
    with pytest.raises(ReleaseError, match=r"no layer 'mart'"):
        building.build_layer(home, "mart")


def _contract() -> TableContract:
    columns = [
        Column("line_code", pa.string(), Label("코드", "Code")),
        Column("snapshot_on", pa.date32(), Label("날짜", "Day")),
        Column("retrieved_at", pa.timestamp("us", "UTC"), Label("시각", "Moment")),
        Column("region_codes", pa.list_(pa.string()), Label("지역", "Regions")),
        Column("amount_krw", pa.int64(), Label("금액", "Amount")),
    ]
    return TableContract("lines", Label("줄", "Lines"), tuple(columns), key=("line_code",))


def test_a_raw_view_without_files_is_empty_and_typed(home):
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        connection.execute(raw_views.view_of(connection, _contract(), []))
        types = dict(
            connection.execute(
                "select column_name, data_type from duckdb_columns() where table_name = 'lines'"
            ).fetchall()
        )
        assert connection.execute("select count(*) from raw.lines").fetchone()[0] == 0
    assert types["retrieved_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["region_codes"] == "VARCHAR[]" and types["amount_krw"] == "BIGINT" and types["_load_id"] == "VARCHAR"


def test_a_raw_view_reads_loads_older_than_a_column(home, tmp_path):
    """The first load knew no `amount_krw`, and its folder has a quote in its name."""
    table = _contract()
    row = {
        "line_code": "1", "snapshot_on": date(2026, 1, 1), "retrieved_at": None, "region_codes": ["a"], "amount_krw": 5,
        "_extra": None, "_archive_sha256": "x", "_record_number": 1, "_load_id": "l",
    }  # fmt: skip
    new, old = tmp_path / "new.parquet", tmp_path / "it's old.parquet"
    pq.write_table(pa.Table.from_pylist([row], table.raw_schema), new)
    older = table.raw_schema.remove(table.raw_schema.get_field_index("amount_krw"))
    pq.write_table(pa.Table.from_pylist([{**row, "line_code": "0"}], older), old)
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        connection.execute(raw_views.view_of(connection, table, [old, new]))
        rows = connection.execute("select line_code, amount_krw, region_codes from raw.lines order by 1").fetchall()
        assert rows == [("0", None, ["a"]), ("1", 5, ["a"])]
        connection.execute("drop view raw.lines")
        connection.execute(raw_views.view_of(connection, table, [old]))
        assert connection.execute("select line_code, amount_krw from raw.lines").fetchall() == [("0", None)]
