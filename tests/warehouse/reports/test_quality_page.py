"""The quality page inside a real Airflow API server: closed without a log-in, complete with one."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path

import httpx
import pytest
from lxml import html as lxml_html

from warehouse.database import CONNECTION_VARIABLE, connect
from warehouse.quality.history import ensure_schema

_spec = importlib.util.spec_from_file_location("airflow_server", Path(__file__).with_name("airflow_server.py"))
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)

PATHS = ["", "loads", "releases", "checks", "quarantine", "reviews", "baselines", "sources"]


@pytest.fixture(scope="module")
def address(server, tmp_path_factory):
    """One API server for this file, on a database of its own."""
    home = tmp_path_factory.mktemp("airflow")
    name = f"pages_{os.getpid()}_{home.name}"
    with server.superuser_connection() as connection:
        connection.execute(f"create database {name} owner warehouse")
    password = (server.settings.home / "secrets" / "postgres_warehouse").read_text()
    database = f"postgresql://warehouse:{password}@127.0.0.1:{server.port}/{name}"
    with (
        socket_free_port() as port,
        _module.airflow_server(
            home, port, {CONNECTION_VARIABLE: database, "WAREHOUSE_HOME": str(home / "var"), "WAREHOUSE_LANG": "ko"}
        ) as running,
    ):
        yield running, database


def socket_free_port():
    import socket
    from contextlib import contextmanager

    @contextmanager
    def port():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            number = probe.getsockname()[1]
        yield number

    return port()


@pytest.fixture
def site(address, monkeypatch):
    """The address, with the history in the server's own database."""
    running, database = address
    monkeypatch.setenv(CONNECTION_VARIABLE, database)
    return running


@pytest.fixture
def settings(address, tmp_path, monkeypatch):
    """The reports' fixtures write into the server's database; emptied for each test."""
    from warehouse.settings import Settings

    monkeypatch.setenv(CONNECTION_VARIABLE, address[1])
    settings = Settings(WAREHOUSE_HOME=str(tmp_path))
    with connect(settings) as connection:
        ensure_schema(connection)
        tables = "loads, checks, check_results, quarantine, releases, baselines, approvals"
        connection.execute("truncate " + ", ".join(f"quality.{table}" for table in tables.split(", ")))
    return settings


@pytest.fixture
def admin(site):
    with httpx.Client(base_url=site, cookies={"_token": _module.token(site, "admin")}) as client:
        yield client


@pytest.fixture
def viewer(site):
    with httpx.Client(base_url=site, headers={"Authorization": f"Bearer {_module.token(site, 'viewer')}"}) as client:
        yield client


@pytest.mark.parametrize("path", [*PATHS, "loads/press-0", "quarantine/q1", "nonsense"])
def test_closed_without_a_log_in(site, loads, path):
    for headers in ({}, {"Authorization": "Bearer forged.token.here"}, {"Cookie": "_token=forged"}):
        answer = httpx.get(f"{site}/warehouse/{path}", headers=headers)
        assert answer.status_code in (401, 403) or (path == "nonsense" and answer.status_code == 404)
        assert "press" not in answer.text
    assert httpx.post(f"{site}/warehouse/baselines", data={"check_id": "x", "reason": "xxx"}).status_code in (401, 403)


def test_every_page_opens_in_both_languages(admin, loads, releases):
    for path in [
        *PATHS,
        "loads/press-0",
        f"releases/{releases[2]}",
        "quarantine/q1",
        "checks/raw.press_budgets.amount_within_range",
    ]:
        for lang in ("ko", "en"):
            answer = admin.get(f"/warehouse/{path}?lang={lang}")
            assert answer.status_code == 200, (path, answer.text[-500:])
            document = lxml_html.fromstring(answer.text)
            assert document.get("lang") == lang and "sample data" in document.text_content()
            assert not document.xpath("//script") and "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_overview_tells_what_is_wrong(admin, loads, releases):
    text = lxml_html.fromstring(admin.get("/warehouse/?lang=ko").text).text_content()
    assert "합계는 부분의 합과 같습니다." in text and "오래됨" in text and releases[2] in text


def test_every_link_of_every_page_works(admin, loads, releases):
    seen, waiting = set(), ["/warehouse/?lang=ko"]
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 80:
            continue
        seen.add(path)
        answer = admin.get(path)
        assert answer.status_code == 200, path
        for link in lxml_html.fromstring(answer.text).xpath("//a/@href"):
            if link.startswith("/warehouse"):
                waiting.append(link)
    assert len(seen) > 15


def test_quarantine_search_finds_and_escapes(admin, loads):
    found = admin.get("/warehouse/quarantine", params={"q": "HYPERLINK", "status": "waiting"})
    assert "press_budgets" in found.text and "<script>" not in found.text and "&lt;script&gt;" in found.text
    for text in ("%", "_nothing_", "' or 1=1 --"):
        rows = lxml_html.fromstring(admin.get("/warehouse/quarantine", params={"q": text}).text).xpath(
            "//tbody/tr/td[1]/a"
        )
        assert rows == [], text


def test_approving_a_baseline_needs_the_right_and_keeps_who_and_why(admin, viewer, settings, history, loads):
    from datetime import UTC, datetime

    check = "raw.press_documents.row_count_is_usual"
    history(
        "check_results",
        check_id=check,
        load_id="press-0",
        outcome="failed",
        severity="warning",
        applied_count=1,
        failed_count=1,
        checked_at=datetime.now(UTC),
        observed={"value": 203.0, "metric": "row_count", "season": "all"},
    )
    form = {"check_id": check, "season": "all", "metric": "row_count", "reason": "새 기관이 더해졌다"}
    assert '<form method="post"' not in viewer.get("/warehouse/baselines").text
    assert viewer.post("/warehouse/baselines", data=form).status_code == 403
    foreign = admin.post("/warehouse/baselines", data=form, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert '<form method="post"' in admin.get("/warehouse/baselines").text
    answer = admin.post("/warehouse/baselines?lang=ko", data=form)
    assert answer.status_code == 303
    assert "승인했습니다" in admin.get(answer.headers["location"]).text
    with connect(settings) as connection:
        rows = connection.execute("select approved_by, reason, value from quality.approvals").fetchall()
    assert [(who.lower(), why, value) for who, why, value in rows] == [("admin", "새 기관이 더해졌다", 203.0)]
    again = admin.post("/warehouse/baselines", data={**form, "check_id": "no.such.check"})
    assert again.status_code == 409 and "no unusual value" in again.text
    assert admin.post("/warehouse/baselines", data={**form, "reason": ""}).status_code == 422


def test_airflow_lists_the_page_in_its_navigation(site):
    headers = {"Authorization": f"Bearer {_module.token(site, 'admin')}"}
    plugins = httpx.get(f"{site}/api/v2/plugins", headers=headers).json()["plugins"]
    (ours,) = [plugin for plugin in plugins if plugin["name"] == "warehouse"]
    assert [view["href"] for view in ours["external_views"]] == ["/warehouse/"]
    errors = httpx.get(f"{site}/api/v2/plugins/importErrors", headers=headers).json()
    assert errors["import_errors"] == []


def test_airflow_executes_no_other_file_of_the_plugins_folder(address, tmp_path):
    import subprocess
    import sys

    program = (
        "import sys; from airflow.plugins_manager import ensure_plugins_loaded; ensure_plugins_loaded();"
        "print(sorted(n for n in sys.modules if n in ('fetch', 'parse', 'contract', 'settings', 'errors', 'copy_marts')))"
    )
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(_module.ROOT / "plugins"),
    }
    output = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert re.search(r"^\[\]$", output.stdout, re.M), output.stdout
