"""Logs, metrics and lineage on request: the settings, the figures, the events."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from warehouse.errors import SettingsError
from warehouse.operations import metrics
from warehouse.operations.lineage import all_lineage, model_lineage, trace
from warehouse.services.observability import lineage_transport, observability_environment
from warehouse.settings import Settings

NAMES = ("WAREHOUSE_LOG_FORMAT", "WAREHOUSE_METRICS", "WAREHOUSE_LINEAGE")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return Settings(WAREHOUSE_HOME=str(tmp_path))


def test_nothing_is_sent_unless_asked(settings: Settings) -> None:
    assert observability_environment(settings) == {}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("WAREHOUSE_LOG_FORMAT", "json", {"AIRFLOW__LOGGING__JSON_LOGS": "True"}),
        (
            "WAREHOUSE_METRICS",
            "statsd://collector:9125",
            {"AIRFLOW__METRICS__STATSD_HOST": "collector", "AIRFLOW__METRICS__STATSD_PORT": "9125"},
        ),
        (
            "WAREHOUSE_METRICS",
            "http://otel:4318",
            {"AIRFLOW__METRICS__OTEL_ON": "True", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://otel:4318"},
        ),
    ],
)
def test_one_setting_becomes_airflows_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: dict[str, str]
) -> None:
    monkeypatch.setenv(name, value)
    assert expected.items() <= observability_environment(settings).items()


@pytest.mark.parametrize(
    ("name", "value"),
    [("WAREHOUSE_LOG_FORMAT", "xml"), ("WAREHOUSE_METRICS", "collector:9125"), ("WAREHOUSE_LINEAGE", "/tmp/x")],
)
def test_what_is_not_understood_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        observability_environment(settings)


def test_lineage_endpoint_and_file(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_LINEAGE", "https://lineage.example.org:5000/api/v1/lineage")
    assert lineage_transport(settings) == {
        "type": "http",
        "url": "https://lineage.example.org:5000",
        "endpoint": "api/v1/lineage",
    }
    monkeypatch.setenv("WAREHOUSE_LINEAGE", "file")
    assert lineage_transport(settings)["log_file_path"].startswith(str(settings.home))


class Connection:
    """Answers one query with the rows given."""

    def __init__(self, *rows: tuple) -> None:
        self.rows = rows

    def execute(self, *_: object) -> Connection:
        return self

    def fetchall(self) -> list[tuple]:
        return list(self.rows)

    def fetchone(self) -> tuple | None:
        return self.rows[0] if self.rows else None


def test_figures_of_a_load_and_a_release() -> None:
    load = ("lofin", {"lofin_budget_lines": 120}, 3, {"extract": 1.5, "load": 2.0})
    assert dict(metrics.load_gauges(Connection(load), "run")) == {
        "warehouse.load.rows.lofin_budget_lines": 120, "warehouse.load.quarantined.lofin": 3, "warehouse.load.seconds.lofin": 3.5,
    }  # fmt: skip
    assert dict(metrics.release_gauges(Connection(({"regions": 7}, {"copy": 0.5})))) == {
        "warehouse.release.rows.regions": 7, "warehouse.release.seconds.copy": 0.5,
    }  # fmt: skip
    assert list(metrics.release_gauges(Connection())) == []


@pytest.fixture
def collector() -> Iterator[socket.socket]:
    """A StatsD collector."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(30)
        yield receiver


def test_metrics_reach_a_statsd_collector(
    collector: socket.socket, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a process of its own, because Airflow reads its metrics settings once."""
    import subprocess
    import sys

    monkeypatch.setenv("WAREHOUSE_METRICS", f"statsd://127.0.0.1:{collector.getsockname()[1]}")
    for name, value in observability_environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    code = "from warehouse.operations.task_listener import _send; _send([('warehouse.load.rows.press_documents', 42)])"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=120)
    wanted = b"airflow.warehouse.load.rows.press_documents:42|g"
    while (packet := collector.recv(4096)) != wanted:  # Airflow's own come as well; a timeout ends the test
        assert packet.startswith(b"airflow.")


def test_a_listener_never_fails_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse.operations import task_listener

    def break_down(*_: object) -> None:
        raise RuntimeError("no collector")

    said: list[str] = []
    monkeypatch.setattr(task_listener, "_send_load_metrics", break_down)
    monkeypatch.setattr(task_listener.log, "warning", lambda text, *values, **_: said.append(text % values))
    task_listener.on_task_instance_success(None, SimpleNamespace(dag_id="ingest_press", task_id="load", run_id="r"))
    assert said == ["break_down did not work; the load itself is not touched by this"]


SCHEMA = {
    "raw": {"lines": {"region": "VARCHAR", "amount": "BIGINT", "spent": "BIGINT"}},
    "staging": {"heads": {"region": "", "people": ""}},
}


def test_columns_are_followed_through_joins_stars_and_windows() -> None:
    sql = """
        with a as (select * from db.raw.lines), b as (select region, sum(amount) as total from a group by region)
        select b.region, b.total / h.people as per_head, row_number() over (order by b.total) as place, 1 as one
        from b join db.staging.heads h using (region)
    """
    found = model_lineage(sql, SCHEMA)
    assert found["per_head"] == (("raw.lines", "amount"), ("staging.heads", "people"))
    assert found["place"] == (("raw.lines", "amount"),)
    assert ("raw.lines", "region") in found["region"]
    assert found["one"] == ()


def test_unions_by_name_join_columns_of_the_same_name() -> None:
    sql = """
        with lines as (select * from raw.lines), heads as (select people, region as place from staging.heads),
        both_ as (select amount, region from lines union all by name select place as region, people from heads)
        select * exclude (region), region as area from both_
        union all by name
        (select people, 'x' as kind from heads)
    """
    found = model_lineage(sql, SCHEMA)
    assert set(found) == {"amount", "people", "area", "kind"}
    assert found["amount"] == (("raw.lines", "amount"),)
    assert found["people"] == (("staging.heads", "people"),)
    assert found["area"] == (("raw.lines", "region"), ("staging.heads", "region"))
    assert found["kind"] == ()


def test_sql_that_cannot_be_read_has_no_lineage() -> None:
    assert model_lineage("select from where", SCHEMA) == {}


def test_a_mart_column_is_traced_to_the_raw_table() -> None:
    def model(schema: str, name: str, sql: str) -> dict:
        return {"resource_type": "model", "schema": schema, "name": name, "alias": name, "compiled_code": sql}

    manifest = {
        "nodes": {
            "1": model("staging", "s", "select amount as a from raw.lines"),
            "2": model("marts", "m", "select a * 2 as twice from staging.s"),
        }
    }
    known = all_lineage(manifest, {"raw.lines": ["amount"], "staging.s": ["a"]})
    assert list(trace("marts.m", "twice", known)) == [
        (0, ("marts.m", "twice")),
        (1, ("staging.s", "a")),
        (2, ("raw.lines", "amount")),
    ]


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Takes OpenLineage events."""

    received: list[dict] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(201)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def built(settings: Settings) -> Settings:
    """A home with a small build: one raw view, one mart."""
    import duckdb

    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(
            "create schema raw; create schema marts; create table raw.lines (amount bigint, region varchar)"
        )
        connection.execute(
            "create table marts.totals as select region, sum(amount) as total_krw from raw.lines group by region"
        )
    target = settings.build_database.parent / "dbt"
    compiled = target / "compiled" / "project" / "models" / "totals.sql"
    compiled.parent.mkdir(parents=True)
    compiled.write_text("select region, sum(amount) as total_krw from warehouse.raw.lines group by region")
    node = {
        "resource_type": "model", "schema": "marts", "name": "totals", "alias": "totals", "package_name": "project",
        "original_file_path": "models/totals.sql", "columns": {"total_krw": {"data_type": "bigint", "description": "합계"}},
        "depends_on": {"nodes": ["source.project.raw.lines"]},
    }  # fmt: skip
    source = {"resource_type": "source", "schema": "raw", "name": "lines", "identifier": "lines"}
    manifest = {"nodes": {"model.project.totals": node}, "sources": {"source.project.raw.lines": source}}
    (target / "manifest.json").write_text(json.dumps(manifest))
    return settings


def expect_lineage(event: dict) -> None:
    (output,) = event["outputs"]
    assert output["name"] == "marts.totals"
    (field,) = output["facets"]["columnLineage"]["fields"]["total_krw"]["inputFields"]
    assert (field["name"], field["field"]) == ("raw.lines", "amount")
    assert event["inputs"][0]["name"] == "raw.lines"


def test_events_to_a_file(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse.operations.lineage_events import emit_release_lineage

    assert emit_release_lineage(built) == 0
    monkeypatch.setenv("WAREHOUSE_LINEAGE", "file")
    assert emit_release_lineage(built) == 1
    expect_lineage(json.loads((built.home / "lineage" / "events.jsonl").read_text().splitlines()[0]))


def test_events_to_an_endpoint(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse.operations.lineage_events import emit_release_lineage

    Endpoint.received = []
    with http.server.HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("WAREHOUSE_LINEAGE", f"http://127.0.0.1:{server.server_port}")
        assert emit_release_lineage(built) == 1
        server.shutdown()
    expect_lineage(Endpoint.received[0])
