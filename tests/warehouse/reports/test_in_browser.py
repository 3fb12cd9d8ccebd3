"""The report page and the quality page in a real Chromium: search, evidence, keyboard, phone, print, log-in."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path

import duckdb
import pytest

from warehouse.database import CONNECTION_VARIABLE
from warehouse.reports.html_report import write_html_report
from warehouse.settings import Settings

pytestmark = pytest.mark.full
HERE = Path(__file__).parent


def _module(name: str):
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


browser_module, sample, airflow = _module("browser"), _module("test_html_report"), _module("airflow_server")


@pytest.fixture
def tab(chromium, tmp_path):
    with browser_module.browser(chromium, tmp_path / "profile") as page:
        yield page
        assert page.problems == []


@pytest.fixture
def report(tmp_path) -> str:
    directory = tmp_path / "release"
    directory.mkdir()
    with duckdb.connect(str(directory / "warehouse.duckdb")) as connection:
        connection.execute(sample.TABLES + sample.ROWS)
    write_html_report(Settings(WAREHOUSE_HOME=str(tmp_path)), "release-20260101T000000", directory)
    return (directory / "report.html").as_uri()


def test_a_number_opens_its_evidence_and_escape_closes_it(tab, report):
    tab.open(report)
    tab.run("document.querySelector('button.w[data-w=f1]').click()")
    text = tab.run("document.querySelector('dialog[open]').innerText")
    assert "총 3459억원" in text and "345,900,000,000" in text and "press-1" in text
    assert not tab.run("[...document.querySelectorAll('dialog a')].some(a => a.href.startsWith('javascript'))")
    tab.press("Escape", 27)
    assert tab.run("document.querySelector('dialog').open") is False


def test_search_finds_by_several_words_and_shows_text_as_text(tab, report):
    tab.open(report)
    tab.run("document.getElementById('search').focus()")
    tab.call("Input.insertText", text="챗봇 해운대 29")
    tab.wait("document.querySelectorAll('#found tr').length === 1")
    assert "사업 29 챗봇" in tab.run("document.getElementById('found').innerText")
    tab.run("const s = document.getElementById('search'); s.value = 'script'; s.dispatchEvent(new Event('input'))")
    tab.wait("document.getElementById('found').innerText.includes('<script>alert(1)')")
    assert tab.run("document.querySelectorAll('#found script, #found img').length") == 0


def test_keyboard_alone_reaches_the_evidence(tab, report):
    tab.open(report)
    for _ in range(40):
        tab.press("Tab", 9)
        if tab.run("document.activeElement.matches('button.w')"):
            break
    tab.press("Enter", 13)
    assert tab.run("document.querySelector('dialog').open") is True
    assert tab.run("document.activeElement.className") == "close"


def test_a_bar_starts_a_search(tab, report):
    tab.open(report)
    tab.run("document.querySelector('g[data-s]').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert tab.run("document.getElementById('search').value") == "인공지능"
    tab.wait("document.querySelectorAll('#found tr').length === 30")


def test_on_a_phone_nothing_hangs_over_and_on_paper_no_search(tab, report):
    tab.width(390)
    tab.open(report)
    assert tab.run("document.documentElement.scrollWidth") <= 390
    tab.call("Emulation.setEmulatedMedia", media="print")
    assert tab.run("getComputedStyle(document.querySelector('.no-print')).display") == "none"
    assert len(tab.call("Page.printToPDF")["data"]) > 10_000


def test_the_quality_page_after_a_real_log_in(tab, server, settings, loads, releases, tmp_path):
    """The browser logs in at Airflow's own form, then reads the page by keyboard and on a phone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {
        CONNECTION_VARIABLE: os.environ[CONNECTION_VARIABLE],
        "WAREHOUSE_HOME": str(tmp_path),
        "WAREHOUSE_LANG": "ko",
    }
    with airflow.airflow_server(tmp_path / "airflow", port, variables) as address:
        tab.open(f"{address}/warehouse/?lang=ko")
        assert "열 수 없습니다" in tab.run("document.body.innerText")
        tab.problems.clear()  # the browser notes the 401, which is what we want
        tab.open(tab.run("document.querySelector('main a').href"))
        tab.wait("document.querySelector('input[name=username]') && document.querySelector('input[name=password]')")
        for name in ("username", "password"):
            tab.run(f"document.querySelector('input[name={name}]').focus()")
            tab.call("Input.insertText", text="admin")
        tab.press("Enter", 13)
        tab.wait("!location.pathname.includes('login')")
        tab.problems.clear()  # Airflow's own pages are not ours to judge
        for width in (390, 1200):
            tab.width(width)
            for path in ("", "loads", "releases", "checks", "quarantine", "baselines", "sources"):
                tab.open(f"{address}/warehouse/{path}?lang=ko")
                assert tab.run("document.querySelector('h1') !== null && document.documentElement.lang") == "ko", path
                assert tab.run("document.documentElement.scrollWidth") <= width, path
                tab.picture(tmp_path / f"{path or 'overview'}-{width}.png")  # for whoever wants to look
        tab.open(f"{address}/warehouse/?lang=ko")
        tab.press("Tab", 9)
        assert tab.run("document.activeElement.className") == "skip"
        tab.open(f"{address}/")
        tab.wait("document.body.innerText.length > 50")
        tab.problems.clear()
