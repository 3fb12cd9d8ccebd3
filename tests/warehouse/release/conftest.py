"""A PostgreSQL of this worker's own, a database per test, and a small build database as dbt would leave it."""

from __future__ import annotations

import itertools
import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.database import CONNECTION_VARIABLE
from warehouse.release.build import manifest_path
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

_numbers = itertools.count()

MARTS_SQL = """
create schema marts;
create table marts.initiatives (
    initiative_id varchar not null, name_ko varchar, region_codes varchar[], started_on date,
    amount_krw bigint, confidence double, noted_at timestamptz, detail struct(a integer, b varchar));
insert into marts.initiatives values
    ('i1', '스마트 도시, "시범"', ['1100000000', 'a"b', null, 'NULL', 'x\\y', ''], date '2024-01-18', 345900000000, 0.1,
     timestamptz '2026-11-22 00:00:00+00', {'a': 1, 'b': 'x'}),
    ('i2', '', [], null, null, null, null, null),
    ('i3', null, null, date '2023-06-11', -1, 1e300, null, {'a': null, 'b': '\\N'}),
    ('i4', '\\N', ['한글'], null, 0, 0, null, null),
    ('i5', '줄' || chr(10) || '바꿈', null, null, 0, 0, null, null);
create table marts.regions (region_code varchar not null, name_ko varchar, population_count bigint);
insert into marts.regions select 'r' || i, '지역 ' || i, i * 1000 from range(300) t(i);
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def settings(server: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of an empty home whose warehouse database is a fresh one."""
    name = f"release_{os.getpid()}_{next(_numbers)}"
    with server.superuser_connection() as connection:
        connection.execute(f"create database {name} owner warehouse")
        connection.execute(f"revoke all on database {name} from public; grant connect on database {name} to bi_reader")
    with server.superuser_connection(name) as connection:
        connection.execute(
            "create schema marts authorization warehouse; create schema quality authorization warehouse;"
            "revoke all on schema public from public; grant usage on schema marts, quality to bi_reader"
        )
    password = (server.settings.home / "secrets" / "postgres_warehouse").read_text()
    address = f"postgresql://warehouse:{password}@127.0.0.1:{server.port}/{name}"
    monkeypatch.setenv(CONNECTION_VARIABLE, address)
    return Settings(WAREHOUSE_HOME=str(tmp_path), WAREHOUSE_POSTGRES_PORT=server.port)


@pytest.fixture
def reader_address(settings: Settings, server: EmbeddedPostgres) -> str:
    """How a BI tool connects."""
    name = os.environ[CONNECTION_VARIABLE].rpartition("/")[2]
    return f"postgresql://bi_reader:bi_reader@127.0.0.1:{server.port}/{name}"


@pytest.fixture
def build(settings: Settings) -> Settings:
    """A home whose build database and manifest stand as after `dbt build`."""
    settings.build_database.parent.mkdir(parents=True)
    _change_build(settings, MARTS_SQL)
    manifest_path(settings).parent.mkdir()
    manifest_path(settings).write_text(json.dumps(MANIFEST), encoding="utf-8")
    return settings


@pytest.fixture
def change_build(settings: Settings) -> Callable[[str], None]:
    """Runs statements on the build database, as a new build would change it."""
    return lambda statements: _change_build(settings, statements)


@pytest.fixture
def own_server(
    server_directory: Callable[[], Path], build: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EmbeddedPostgres]:
    """A server for this test alone, not started yet, with the small build beside it."""
    monkeypatch.delenv(CONNECTION_VARIABLE)
    home = Settings(WAREHOUSE_HOME=str(server_directory()), WAREHOUSE_POSTGRES_PORT=free_port())
    home.home.mkdir(parents=True)
    build.build_database.parent.rename(home.build_database.parent)
    server = EmbeddedPostgres(home)
    yield server
    server.stop()


@pytest.fixture
def grow(own_server: EmbeddedPostgres) -> Callable[[int], None]:
    """Gives the next release of `own_server` regions as long as a page of text that does not compress."""

    def add(rows: int) -> None:
        page = "list_aggregate([md5((i * 40 + n)::varchar) for n in range(40)], 'string_agg', '')"
        statement = f"insert into marts.regions (region_code, name_ko) select 'x' || i, {page} from range({rows}) t(i)"
        _change_build(own_server.settings, statement)

    return add


def _change_build(settings: Settings, statements: str) -> None:
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(statements)


def _model(name: str, mart: str, label: str, columns: dict[str, str], meta: dict) -> dict:
    return {
        "unique_id": f"model.warehouse.{name}",
        "package_name": "warehouse",
        "original_file_path": f"models/marts/{mart}/{name}.sql",
        "compiled_code": "select 1",
        "depends_on": {"nodes": ["source.warehouse.raw.press_documents"], "macros": []},
        "resource_type": "model",
        "name": name,
        "alias": name,
        "schema": "marts",
        "fqn": ["warehouse", "marts", mart, name],
        "description": f"All {name}.",
        "config": {"materialized": "table", "meta": {"label_ko": label, "label_en": name.title(), **meta}},
        "columns": {
            column: {
                "name": column,
                "description": f"The {column}.",
                "config": {"meta": {"label_ko": korean, "label_en": column}},
            }
            for column, korean in columns.items()
        },
    }


MANIFEST = {
    "metadata": {"project_name": "warehouse"},
    "macros": {},
    "sources": {
        "source.warehouse.raw.press_documents": {
            "unique_id": "source.warehouse.raw.press_documents",
            "resource_type": "source",
            "schema": "raw",
            "name": "press_documents",
            "identifier": "press_documents",
            "description": "Articles.",
        }
    },
    "nodes": {
        "model.warehouse.initiatives": _model(
            "initiatives",
            "initiative",
            "사업",
            {
                "initiative_id": "사업 번호",
                "name_ko": "사업명",
                "region_codes": "지역 코드",
                "started_on": "시작일",
                "amount_krw": "금액(원)",
                "confidence": "신뢰도",
                "noted_at": "기록 시각",
                "detail": "상세",
            },
            {"primary_key": ["initiative_id"], "indexes": [["started_on"], ["name_ko", "started_on"]]},
        ),
        "model.warehouse.regions": _model(
            "regions",
            "region",
            "지역",
            {"region_code": "지역 코드", "name_ko": "지역명", "population_count": "주민등록 인구"},
            {"primary_key": ["region_code"]},
        ),
    },
}
