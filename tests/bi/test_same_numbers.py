"""psql, pandas, Arrow and DuckDB read the same numbers from one release, by the one-liners the handbook gives."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from warehouse.database import CONNECTION_VARIABLE
from warehouse.release import registry
from warehouse.release.build import manifest_path
from warehouse.release.copy import copy_marts
from warehouse.release.files import commit_files, stage_files
from warehouse.release.swap import publish
from warehouse.services.postgres import BINARIES, EmbeddedPostgres
from warehouse.settings import Settings

RELEASE = "release-20260101T000000"
COUNT, TOTAL = 5000, 5000 * 4999 // 2 * 7


@pytest.fixture(scope="module")
def release(server_directory: Callable[[], Path]) -> Iterator[tuple[Settings, Path]]:
    """A server and a release of one table, made by the release room itself."""
    home = server_directory()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(WAREHOUSE_HOME=str(home), WAREHOUSE_POSTGRES_PORT=port)
    given = os.environ.pop(CONNECTION_VARIABLE, None)
    server = EmbeddedPostgres(settings)
    server.start()
    try:
        _build(settings)
        registry.start_release(settings, RELEASE)
        copy_marts(settings, RELEASE)
        stage_files(settings, RELEASE)
        publish(settings, RELEASE)
        yield settings, commit_files(settings, RELEASE)
    finally:
        server.stop()
        if given:
            os.environ[CONNECTION_VARIABLE] = given


def _build(settings: Settings) -> None:
    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_database)) as build:
        build.execute("create schema marts")
        build.execute(
            "create table marts.budget_lines as select i::varchar as line_id, '사업 ' || i as name_ko,"
            f" (i * 7)::bigint as amount_krw from range({COUNT}) t(i)"
        )
    columns = {name: {"description": name, "config": {"meta": {}}} for name in ("line_id", "name_ko", "amount_krw")}
    node = {
        "unique_id": "a", "package_name": "warehouse", "original_file_path": "a.sql", "compiled_code": "select 1",
        "depends_on": {"nodes": []}, "resource_type": "model", "schema": "marts", "alias": "budget_lines", "name": "budget_lines",
        "fqn": ["w", "marts", "budget", "budget_lines"], "description": "Lines.", "columns": columns,
        "config": {"materialized": "table", "meta": {"label_ko": "예산", "primary_key": ["line_id"]}},
    }  # fmt: skip
    manifest_path(settings).parent.mkdir(parents=True)
    described = {"metadata": {"project_name": "warehouse"}, "macros": {}, "sources": {}, "nodes": {"a": node}}
    manifest_path(settings).write_text(json.dumps(described), encoding="utf-8")


def _psql(settings: Settings, query: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            str(BINARIES / "psql"), "-h", "127.0.0.1", "-p", str(settings.postgres_port), "-U", "bi_reader", "-At",
            "-v", "ON_ERROR_STOP=1", "-c", query, "warehouse",
        ],
        env={**os.environ, "PGPASSWORD": "bi_reader"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_every_reader_sees_the_same_numbers(release):
    settings, directory = release
    by_psql = _psql(settings, "select count(*), sum(amount_krw) from marts.budget_lines").stdout.strip()
    frame = pd.read_parquet(directory / "budget_lines.parquet")
    arrow = pq.read_table(directory / "budget_lines.parquet")
    with duckdb.connect(str(directory / "warehouse.duckdb"), read_only=True) as file:
        by_file = file.sql("select count(*), sum(amount_krw) from marts.budget_lines").fetchone()
    by_parquet = duckdb.sql(f"select count(*), sum(amount_krw) from '{directory}/*.parquet'").fetchone()
    assert by_psql == f"{COUNT}|{TOTAL}"
    assert (len(frame), int(frame["amount_krw"].sum())) == (COUNT, TOTAL)
    assert (arrow.num_rows, sum(arrow["amount_krw"].to_pylist())) == (COUNT, TOTAL)
    assert tuple(map(int, by_file)) == tuple(map(int, by_parquet)) == (COUNT, TOTAL)


def test_psql_shows_labels_and_refuses_to_write(release):
    settings, _ = release
    assert "예산" in _psql(settings, "select obj_description('marts.budget_lines'::regclass)").stdout
    for statement in (
        "delete from marts.budget_lines",
        "create table marts.mine (a int)",
        "select * from marts_next.x",
    ):
        refused = _psql(settings, statement)
        assert refused.returncode != 0 and "ERROR" in refused.stderr
    assert _psql(settings, "select release_id, status from quality.releases").stdout.strip() == f"{RELEASE}|published"
