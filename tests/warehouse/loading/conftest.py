"""A made-up source whose answers each test writes itself, and a PostgreSQL of this worker's own."""

from __future__ import annotations

import itertools
import json
import os
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from warehouse.database import CONNECTION_VARIABLE
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings
from warehouse.sources.contract import (
    Column,
    DriftWarning,
    Interval,
    Label,
    Licence,
    ParsedBatch,
    RejectedRecord,
    SourceContract,
    TableContract,
)

_numbers = itertools.count()
DAY = Interval(date(2026, 3, 11), date(2026, 3, 12))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def offline_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty home with no PostgreSQL."""
    monkeypatch.delenv(CONNECTION_VARIABLE, raising=False)
    return Settings(WAREHOUSE_HOME=str(tmp_path / "var"), WAREHOUSE_POSTGRES_PORT=free_port())


@pytest.fixture
def settings(server: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty home whose warehouse database is a fresh one."""
    name = f"loading_{os.getpid()}_{next(_numbers)}"
    with server.superuser_connection() as connection:
        connection.execute(f"create database {name} owner warehouse")
    password = (server.settings.home / "secrets" / "postgres_warehouse").read_text()
    monkeypatch.setenv(CONNECTION_VARIABLE, f"postgresql://warehouse:{password}@127.0.0.1:{server.port}/{name}")
    return Settings(WAREHOUSE_HOME=str(tmp_path / "var"), WAREHOUSE_POSTGRES_PORT=server.port)


def parks_table(**changes: Any) -> TableContract:
    return TableContract(
        **{
            "name": "parks",
            "title": Label("공원", "Parks"),
            "columns": (
                Column("park_id", pa.string(), Label("공원 번호", "Park id"), source_field="id", nullable=False),
                Column("name_ko", pa.string(), Label("이름", "Name"), source_field="name"),
                Column("area_m2", pa.int64(), Label("면적", "Area"), source_field="area"),
            ),
            "key": ("park_id",),
            **changes,
        }
    )


def parse_pages(contract: SourceContract, interval: Interval, archive: Any) -> Iterator[Any]:
    """One JSON list of records per answer; a record whose area is no number is rejected."""
    table = contract.tables[0]
    for response in archive.responses():
        rows = []
        for number, record in enumerate(json.loads(response.body), start=1):
            place = {"_archive_sha256": response.sha256, "_record_number": number}
            if not isinstance(record.get("area"), int | None):
                reason = Label("면적이 숫자가 아닙니다.", "The area is not a number.")
                yield RejectedRecord(table.name, record, reason, "area_is_a_number", response.sha256, number)
                continue
            if "surprise" in record:
                yield DriftWarning(table.name, "unknown_field", "surprise", (str(record["surprise"]),))
            row = {"park_id": record.get("id"), "name_ko": record.get("name"), "area_m2": record.get("area")}
            rows.append({**row, "_extra": None, **place})
        schema = pa.schema([field.with_nullable(True) for field in table.parsed_schema])
        yield ParsedBatch(table.name, pa.RecordBatch.from_pylist(rows, schema=schema))


@pytest.fixture
def make_contract() -> Callable[..., SourceContract]:
    """A source that sends the given pages."""

    def make(pages: list[Any], *, table: TableContract | None = None, **changes: Any) -> SourceContract:
        def fetch(contract: Any, interval: Any, settings: Any, archive: Any, progress: Any) -> None:
            done = {response.request["page"] for response in archive.responses()}
            for number, page in enumerate(pages, start=1):
                if number in done:
                    continue
                if isinstance(page, Exception):
                    raise page
                body = page if isinstance(page, bytes) else json.dumps(page, ensure_ascii=False).encode()
                archive.add(body, request={"page": number}, status=200, headers={"Set-Cookie": "a=b", "ETag": "x"})

        return SourceContract(
            **{
                "name": "parks",
                "title": Label("공원", "Parks"),
                "provider": Label("시험", "Test"),
                "homepage": "https://example.org",
                "licence": Licence.KOGL_1,
                "owner": "tester",
                "schedule": None,
                "start_on": date(2026, 1, 1),
                "tables": (table or parks_table(),),
                "fetch": fetch,
                "parse": parse_pages,
                "default_interval": lambda moment: DAY,
                **changes,
            }
        )

    return make


def park(number: int, area: Any = 100, **more: Any) -> dict[str, Any]:
    return {"id": f"p{number}", "name": f"공원 {number}", "area": area, **more}
