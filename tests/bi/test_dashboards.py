"""The dashboard files agree with each other and with the marts: every query runs and gives the columns it promises."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from warehouse.dashboards.bundle import bundle, files, identifier
from warehouse.dashboards.definitions import check, dataset_sql, definitions
from warehouse.errors import SettingsError
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "postgresql+psycopg2://bi_reader:XXXXXXXXXX@postgres:5432/warehouse"
TYPES = {"varchar": "text", "double": "double precision", "timestamp with time zone": "timestamptz"}


@pytest.fixture(scope="module")
def marts(server_directory: Callable[[], Path]) -> Iterator[psycopg.Connection]:
    """The marts as their contracts describe them, empty, in a real PostgreSQL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = EmbeddedPostgres(Settings(WAREHOUSE_HOME=str(server_directory()), WAREHOUSE_POSTGRES_PORT=port))
    server.start()
    with server.superuser_connection("warehouse") as connection:
        for path in (ROOT / "dbt_project/models/marts").rglob("*.yml"):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                columns = ", ".join(
                    f'"{c["name"]}" {TYPES.get(c["data_type"], c["data_type"])}' for c in model["columns"]
                )
                connection.execute(f'create table marts."{model["name"]}" ({columns})')
        yield connection
    server.stop()


@pytest.mark.parametrize("name", sorted(definitions("datasets")))
def test_a_dataset_gives_the_columns_it_promises(marts: psycopg.Connection, name: str) -> None:
    cursor = marts.execute(f"select * from ({dataset_sql(name)}) as dataset limit 0")
    assert [column.name for column in cursor.description] == definitions("datasets")[name]["columns"]


@pytest.mark.parametrize("name", sorted(definitions("datasets")))
def test_every_metric_can_be_computed(marts: psycopg.Connection, name: str) -> None:
    for expression, *_ in definitions("datasets")[name]["metrics"].values():
        marts.execute(f"select {expression} from ({dataset_sql(name)}) as dataset").fetchall()


def test_charts_use_only_what_their_dataset_has() -> None:
    for name, chart in definitions("charts").items():
        dataset, params = definitions("datasets")[chart["dataset"]], chart["params"]
        columns = (
            [
                *params.get("groupby", []),
                *params.get("all_columns", []),
                *([params["x_axis"]] if "x_axis" in params else []),
            ]
            if isinstance(params.get("groupby", []), list)
            else [params["groupby"], params["x_axis"]]
        )
        metrics = [*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])]
        assert set(columns) <= set(dataset["columns"]), name
        assert set(metrics) <= set(dataset["metrics"]), name


def test_every_chart_is_on_a_dashboard_and_every_title_is_in_both_languages() -> None:
    boards = [board for key, board in definitions("dashboards").items() if key != "filters"]
    shown = {name for board in boards for row in board["rows"] for name, _ in row["charts"]}
    assert shown == set(definitions("charts"))
    titles = [chart["title"] for chart in definitions("charts").values()] + [board["title"] for board in boards]
    for title in titles:
        korean, _, english = title.partition(" · ")
        assert any("가" <= letter <= "힣" for letter in korean) and english.isascii() and english, title


def test_filters_reach_charts_by_the_name_of_their_column() -> None:
    boards = dict(definitions("dashboards"))
    for key, wanted in boards.pop("filters").items():
        assert wanted["column"] in definitions("datasets")[wanted["dataset"]]["columns"], key
    for board in boards.values():
        kinds = {definitions("dashboards")["filters"][key]["column"] for key in board["filters"]}
        assert kinds == {"fiscal_year", "sido_name_ko", "technology_name_ko", "stage_name"}


def test_the_year_filter_leaves_alone_only_courses_over_the_years() -> None:
    boards = [board for key, board in definitions("dashboards").items() if key != "filters"]
    for name in (name for board in boards for name in board["keep_all_years"]):
        assert definitions("charts")[name]["params"]["x_axis"] == "fiscal_year", name


def test_a_table_shows_nothing_twice() -> None:
    """Where a dataset has a row per technology, its rows are put together again."""
    for name, chart in definitions("charts").items():
        if "technology_name_ko" in definitions("datasets")[chart["dataset"]]["columns"]:
            assert chart["params"].get("query_mode") != "raw", name


def test_what_was_said_comes_before_the_lines_of_this_years_budget(marts: psycopg.Connection) -> None:
    """The statements' table as Superset asks for it: distinct columns, in the order of its metric."""
    chart = definitions("charts")["mention_table"]["params"]
    order, *_ = definitions("datasets")["mentions"]["metrics"][chart["timeseries_limit_metric"]]
    columns = ", ".join(chart["groupby"])
    with marts.transaction(force_rollback=True):
        marts.execute("insert into marts.documents (document_id, title_ko) values ('d1', '기사')")
        marts.execute(
            "insert into marts.initiative_mentions (mention_id, initiative_id, mention_kind, document_id, name_ko,"
            " quote, mentioned_on, load_id) values ('m1', 'i1', 'document', 'd1', '사업', '챗봇을 만든다', '2024-03-01', ''),"
            " ('m2', 'i1', 'document', 'd1', '사업', '챗봇을 연다', '2025-03-01', ''),"
            " ('m3', 'i1', 'budget_line', null, '챗봇 구축', null, '2026-11-21', '')"
        )
        marts.execute(
            "insert into marts.initiative_technologies (initiative_id, technology_name_ko) values ('i1', '인공지능'), ('i1', '데이터')"
        )
        rows = marts.execute(
            f"select quote from ({dataset_sql('mentions')}) as dataset group by {columns} order by {order} desc"
        ).fetchall()
    assert [words for (words,) in rows] == ["챗봇을 연다", "챗봇을 만든다", "챗봇 구축"]


def test_the_bundle_is_the_same_every_time_and_carries_no_password() -> None:
    assert bundle(ADDRESS) == bundle(ADDRESS)
    with zipfile.ZipFile(io.BytesIO(bundle(ADDRESS))) as archive:
        assert len(archive.namelist()) == len(files(ADDRESS))
        database = yaml.safe_load(archive.read("warehouse/databases/warehouse.yaml"))
    assert database["sqlalchemy_uri"] == ADDRESS and not database["allow_dml"]


def test_references_between_files_hold() -> None:
    made = {path: yaml.safe_load(text) for path, text in files(ADDRESS).items()}
    datasets = {content["uuid"] for path, content in made.items() if path.startswith("datasets/")}
    charts = {content["uuid"] for path, content in made.items() if path.startswith("charts/")}
    for path, content in made.items():
        if path.startswith("charts/"):
            assert content["dataset_uuid"] in datasets
        if path.startswith("dashboards/"):
            placed = {
                item["meta"]["uuid"]
                for item in content["position"].values()
                if isinstance(item, dict) and item.get("type") == "CHART"
            }
            assert placed <= charts
            assert {
                f["targets"][0]["datasetUuid"] for f in content["metadata"]["native_filter_configuration"]
            } <= datasets
    assert identifier("chart", "a") != identifier("dataset", "a")


def test_every_province_has_a_place_on_the_map() -> None:
    history = (ROOT / "dbt_project/seeds/region_history.csv").read_text(encoding="utf-8").splitlines()
    codes = {line.split(",")[6] for line in history[1:] if line.split(",")[1] == "sido"}
    tiles = (ROOT / "plugins/warehouse/dashboards/province_tiles.csv").read_text().splitlines()[1:]
    # Former provinces share the tile of what they became.
    assert codes <= {line.split(",")[0] for line in tiles} | {"23", "24", "25"}


def test_a_contradiction_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    charts = {**definitions("charts"), "lost": {"dataset": "nowhere", "kind": "table", "title": "", "params": {}}}
    monkeypatch.setattr(
        "warehouse.dashboards.definitions.definitions", lambda name: charts if name == "charts" else definitions(name)
    )
    with pytest.raises(SettingsError, match="nowhere"):
        check()
