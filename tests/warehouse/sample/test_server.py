"""The server itself: made-up data says so, a fixed day, several at once, a process of its own."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import requests

from warehouse.sample.clock import korean_today
from warehouse.sample.server import SampleServer


def test_every_answer_says_that_it_is_made_up(server: SampleServer) -> None:
    for path in ("/press/feeds.txt", "/lf/hub/QWGJK", "/nothing/here"):
        assert requests.get(server.base_url + path, timeout=10).headers["X-Sample-Data"] == "1"


def test_servers_side_by_side_have_their_own_day() -> None:
    question = {"Key": "k", "Type": "json", "fyr": "2026", "exe_ymd": "20260105", "pSize": "1"}
    with SampleServer(today=lambda: date(2026, 1, 5)) as early, SampleServer(today=lambda: date(2026, 1, 6)) as later:
        assert early.port != later.port
        assert "INFO-200" in requests.get(f"{early.base_url}/lf/hub/QWGJK", params=question, timeout=30).text
        assert "INFO-000" in requests.get(f"{later.base_url}/lf/hub/QWGJK", params=question, timeout=30).text
        assert [request.path for request in early.requests] == ["/lf/hub/QWGJK"]


def test_connections_are_reused_and_parallel_pages_served(server: SampleServer) -> None:
    question = {"Key": "k", "Type": "json", "fyr": "2025", "exe_ymd": "20251231", "pSize": "500"}

    def page(number: int) -> int:
        answer = session.get(f"{server.base_url}/lf/hub/QWGJK", params=question | {"pIndex": number}, timeout=30)
        return len(answer.json()["QWGJK"][1]["row"])

    with requests.Session() as session, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(page, range(1, 13))) == [500] * 12


def test_the_day_can_be_fixed_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_SAMPLE_TODAY", "2024-02-29")
    assert korean_today() == date(2024, 2, 29)


def test_standalone_process() -> None:
    command = [sys.executable, "-m", "warehouse.sample", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address
        try:
            assert requests.get(f"{address[0]}/robots.txt", timeout=10).status_code == 200
        finally:
            process.terminate()


def test_a_failure_of_its_own_is_seen(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("warehouse.sample.server.answer", fail)
    with SampleServer(faults=[]) as broken:
        assert requests.get(f"{broken.base_url}/robots.txt", timeout=10).status_code == 500
    assert "ZeroDivisionError" in capfd.readouterr().err
