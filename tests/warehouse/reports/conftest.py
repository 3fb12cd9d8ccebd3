"""A PostgreSQL of this worker's own with a history in schema `quality`, and an SMTP server that keeps mails."""

from __future__ import annotations

import itertools
import json
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse.database import CONNECTION_VARIABLE, connect
from warehouse.quality.history import ensure_schema
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

_numbers = itertools.count()
NOW = datetime.now(UTC).replace(microsecond=0)
NASTY = '=HYPERLINK("http://evil.example","click") <script>alert(1)</script>'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def settings(server: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of an empty home whose warehouse database is a fresh one with schema `quality`."""
    name = f"reports_{os.getpid()}_{next(_numbers)}"
    with server.superuser_connection() as connection:
        connection.execute(f"create database {name} owner warehouse")
    password = (server.settings.home / "secrets" / "postgres_warehouse").read_text()
    monkeypatch.setenv(CONNECTION_VARIABLE, f"postgresql://warehouse:{password}@127.0.0.1:{server.port}/{name}")
    for variable in (
        "WAREHOUSE_MAIL_TO",
        "WAREHOUSE_MAIL_OWNERS",
        "WAREHOUSE_MAIL_DIGEST",
        "AIRFLOW_CONN_SMTP_DEFAULT",
    ):
        monkeypatch.delenv(variable, raising=False)
    settings = Settings(
        WAREHOUSE_HOME=str(tmp_path), WAREHOUSE_POSTGRES_PORT=server.port, WAREHOUSE_SMTP_PORT=free_port()
    )
    with connect(settings) as connection:
        ensure_schema(connection)
    return settings


@pytest.fixture
def english(settings: Settings) -> Settings:
    """The same home, in English."""
    return settings.model_copy(update={"language": type(settings.language)("en")})


@pytest.fixture
def history(settings: Settings) -> Callable[..., None]:
    """Writes loads, checks, quarantine and releases as the gates would."""

    def add(table: str, **values: object) -> None:
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        parameters = [
            json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) and n != "load_ids" else v
            for n, v in values.items()
        ]
        with connect(settings) as connection:
            connection.execute(f"insert into quality.{table} ({names}) values ({marks})", parameters)

    return add


@pytest.fixture
def loads(history: Callable[..., None]) -> list[str]:
    """Twelve good loads of press, then one that warned and held a nasty row back; one old load of lofin."""
    for day in range(12, 0, -1):
        _load(history, f"press-{day}", "press", NOW - timedelta(days=day), 100 + (12 - day) * 7)
    _load(history, "lofin-1", "lofin", NOW - timedelta(days=9), 440_000, table="lofin_budget_lines")
    _load(
        history,
        "press-0",
        "press",
        NOW,
        203,
        verdict="passed_with_warnings",
        quarantined_count=2,
        drift=[{"table": "press_documents", "kind": "unknown_field", "field": "reporter"}],
    )
    history(
        "checks",
        check_id="raw.press_budgets.amount_within_range",
        layer="raw",
        table_name="press_budgets",
        level="field",
        severity="warning",
        owner="budget-team",
        sentence_ko="금액은 그 종류의 보통 범위 안에 있습니다.",
        sentence_en="An amount lies within the usual range of its kind.",
        remedy_ko="기사 원문과 견주어 보세요.",
        remedy_en="Compare with the article.",
    )
    rows = [{"document_id": f"d{number}", "title": NASTY, "amount_krw": 784} for number in range(14)]
    history(
        "check_results",
        check_id="raw.press_budgets.amount_within_range",
        load_id="press-0",
        outcome="failed",
        severity="warning",
        applied_count=203,
        failed_count=14,
        failing_rows=rows,
        checked_at=NOW,
    )
    history(
        "check_results",
        check_id="raw.press_documents.title_is_filled",
        load_id="press-0",
        outcome="passed",
        severity="warning",
        applied_count=30,
        failed_count=0,
        checked_at=NOW,
    )
    history(
        "quarantine",
        quarantine_id="q1",
        load_id="press-0",
        source="press",
        table_name="press_budgets",
        check_id="raw.press_budgets.amount_krw_is_filled",
        reason_ko="금액이 없습니다.",
        reason_en="There is no amount.",
        record={"title": NASTY, "amount_krw": None},
        created_at=NOW,
    )
    return ["press-0"]


def _load(history, load_id, source, started_at, rows, *, table="press_documents", verdict="passed", **more):
    history(
        "loads",
        load_id=load_id,
        source=source,
        interval_key=f"{started_at:%Y-%m-%d}",
        interval_start=started_at.date(),
        interval_end=started_at.date() + timedelta(days=1),
        mode="sample",
        started_at=started_at,
        finished_at=started_at + timedelta(seconds=8),
        verdict=verdict,
        dag_run_id=f"manual__{load_id}",
        row_counts={table: rows},
        step_seconds={"parse": 2.5, "gate": 1.25},
        **more,
    )


@pytest.fixture
def releases(history: Callable[..., None], tmp_path: Path) -> list[str]:
    """Two published releases and one that the mart gate refused."""
    files = tmp_path / "release files"
    files.mkdir()
    (files / "report.html").write_text("<!doctype html>")
    for number, rows in ((1, 900), (2, 950)):
        history(
            "releases",
            release_id=f"release-2026010{number}T000000",
            mode="sample",
            built_at=NOW - timedelta(days=3 - number),
            published_at=NOW - timedelta(days=3 - number),
            status="published" if number == 2 else "superseded",
            verdict="passed",
            row_counts={"initiatives": rows, "regions": 243},
            load_ids=["press-0"],
            step_seconds={"copy": 2.0, "audit": 11.5},
            files_path=str(files),
        )
    history(
        "releases",
        release_id="release-20260103T000000",
        mode="sample",
        built_at=NOW,
        status="failed",
        verdict="failed",
        error="release-20260103T000000 is not published",
    )
    history(
        "checks",
        check_id="marts.region_years.total_equals_parts",
        layer="marts",
        table_name="region_years",
        level="table",
        severity="critical",
        owner="owner@example.kr",
        sentence_ko="합계는 부분의 합과 같습니다.",
        sentence_en="The total equals its parts.",
        remedy_ko="중간 모델을 확인하세요.",
        remedy_en="Look at the model.",
    )
    history(
        "check_results",
        check_id="marts.region_years.total_equals_parts",
        release_id="release-20260103T000000",
        outcome="failed",
        severity="critical",
        applied_count=226,
        failed_count=1,
        failing_rows=[{"region_code": "1100000000", "fiscal_year": 2022}],
        checked_at=NOW,
    )
    return ["release-20260101T000000", "release-20260102T000000", "release-20260103T000000"]
