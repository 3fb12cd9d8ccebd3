"""`airflow backfill` over ten years of a source, with Airflow's own processes: it stops at the quota and goes on after."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from warehouse.database import embedded_address
from warehouse.settings import Settings
from warehouse.sources.quota import KOREA

WAREHOUSE = Path(sys.executable).parent / "warehouse"
SOURCE = "lofin_settled_independence"  # once a year, asked for every month: ten years are 120 runs
DAILY_CALLS = 6
YEARS = [f"{year}-01-01_{year}-12-31" for year in range(2016, 2026)]

pytestmark = pytest.mark.full  # ten minutes of Airflow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lofin(ThreadingHTTPServer):
    """Fiscal independence of 25 districts for any year; notes which years were asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.years: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            year = parse_qs(parts.query).get("fyr", [""])[0]
            if parts.path != "/lf/hub/FNCST":
                return self.answer({"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}})
            self.server.years.append(year)
            rows = [
                {"fyr": year, "wa_laf_cd": "1100000", "wa_laf_hg_nm": "서울", "laf_cd": f"11{number}000",
                 "laf_hg_nm": f"서울{number}구", "pfa_amt2": 1000 + number, "pfa_amt3": 500, "rate2": 50.1}
                for number in range(11, 36)
            ]  # fmt: skip
            head = [{"list_total_count": len(rows)}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": "정상"}}]
            return self.answer({"FNCST": [{"head": head}, {"row": rows}]})

        def answer(self, document: dict) -> None:
            body = json.dumps(document, ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...


class Home:
    """A live home of its own whose only key is the one of the source."""

    def __init__(self, directory: Path, server: Lofin) -> None:
        self.settings = Settings(
            WAREHOUSE_HOME=str(directory), WAREHOUSE_MODE="live", WAREHOUSE_POSTGRES_PORT=free_port()
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "WAREHOUSE"))}
        self.environment = kept | {
            "WAREHOUSE_HOME": str(directory),
            "WAREHOUSE_MODE": "live",
            "WAREHOUSE_POSTGRES_PORT": str(self.settings.postgres_port),
            "WAREHOUSE_SMTP_PORT": str(free_port()),
            "WAREHOUSE_AIRFLOW_PORT": str(free_port()),
            "WAREHOUSE_BASE_URL_LOFIN365": f"http://127.0.0.1:{server.server_address[1]}",
            "WAREHOUSE_DAILY_CALLS_LOFIN365": str(DAILY_CALLS),
            "LOFIN365_API_KEY": "made-up",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(WAREHOUSE), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def airflow(self, statement: str, *values: object) -> list[tuple]:
        """What Airflow's database says."""
        with psycopg.connect(embedded_address(self.settings, "airflow")) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def runs(self) -> dict[str, int]:
        query = "select state, count(*) from dag_run where dag_id = %s and run_type = 'backfill' group by state"
        return dict(self.airflow(query, f"ingest_{SOURCE}"))

    def put_off(self) -> list[datetime]:
        query = (
            "select r.reschedule_date from task_reschedule r join task_instance t on t.id = r.ti_id"
            " where t.dag_id = %s and t.state = 'up_for_reschedule'"
        )
        return [moment for (moment,) in self.airflow(query, f"ingest_{SOURCE}")]

    def let_midnight_pass(self) -> None:
        """Today's calls become yesterday's, and what waits for tomorrow waits no longer."""
        with sqlite3.connect(self.settings.home / "state" / "quota.sqlite") as ledger:
            ledger.execute("update calls set day_kst = date(day_kst, '-1 day')")
        self.airflow("update task_reschedule set reschedule_date = now()")

    def loaded(self) -> list[str]:
        names = [path.name for path in (self.settings.raw_directory / SOURCE).glob(f"{SOURCE}-*")]
        return sorted(name.removeprefix(f"{SOURCE}-").rpartition("-")[0] for name in names)


def wait_for(what: str, look: Callable[[], object], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < until, f"{what} did not happen within {seconds:.0f} s"
        time.sleep(3)


@pytest.fixture
def server() -> Iterator[Lofin]:
    one = Lofin()
    yield one
    one.shutdown()


@pytest.fixture
def home(server: Lofin, server_directory: Callable[[], Path]) -> Iterator[Home]:
    one = Home(server_directory(), server)
    up = one.start("up")
    try:
        assert up.stdout is not None
        first = up.stdout.readline()
        assert first.startswith("Airflow"), first + up.stdout.read()
        yield one
    finally:
        up.terminate()
        up.wait(60)
        one.start("down").wait(60)


def test_ten_years_stop_at_the_quota_and_end_complete(home: Home, server: Lofin) -> None:
    # The run that was due of itself pulls the last four years, within the quota.
    wait_for("the scheduled run", lambda: home.loaded() == YEARS[-4:], 240)
    span = ("--from-date", "2016-01-01", "--to-date", "2025-12-31", "--max-active-runs", "4")
    created = home.start("airflow", "backfill", "create", "--dag-id", f"ingest_{SOURCE}", *span)
    output, _ = created.communicate(timeout=120)
    assert created.returncode == 0, output

    wait_for("the end of the quota", lambda: len(home.put_off()) == 4, 1500)
    assert len(server.years) == DAILY_CALLS, "not one call more than a day allows"
    midnight = (datetime.now(KOREA) + timedelta(days=1)).replace(hour=0, minute=5, second=0, microsecond=0)
    assert {moment.astimezone(UTC) for moment in home.put_off()} == {midnight.astimezone(UTC)}
    assert "failed" not in home.runs()

    home.let_midnight_pass()
    wait_for("the end of the backfill", lambda: home.runs() == {"success": 120}, 2400)
    assert home.loaded() == YEARS, "every year, and every year once"
    assert sorted(server.years) == [str(year) for year in range(2016, 2026)]
