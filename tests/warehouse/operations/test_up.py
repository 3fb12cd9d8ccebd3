"""`warehouse up`: says what is in its way, listens on loopback only, ends whole, and comes back after a kill."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests

sys.path.insert(0, str(Path(__file__).parent))
from server import free_port, wait_for

from warehouse.errors import SettingsError
from warehouse.services import mail_sink
from warehouse.services.components import Components
from warehouse.services.mail_sink import MailSink
from warehouse.settings import Settings

WAREHOUSE = Path(sys.executable).parent / "warehouse"
PORTS = ("POSTGRES", "SMTP", "SAMPLE", "AIRFLOW")


@pytest.fixture
def environment(server_directory: Callable[[], Path]) -> dict[str, str]:
    """A home of its own with ports of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "WAREHOUSE"))}
    ports = {f"WAREHOUSE_{name}_PORT": str(free_port()) for name in PORTS}
    return {**inherited, **ports, "WAREHOUSE_HOME": str(server_directory())}


@pytest.mark.parametrize("name", ["AIRFLOW", "SMTP", "SAMPLE"])
def test_a_taken_port_is_said_before_anything_is_started(environment: dict[str, str], name: str) -> None:
    variable = f"WAREHOUSE_{name}_PORT"
    with socket.create_server(("127.0.0.1", int(environment[variable]))):
        result = subprocess.run([WAREHOUSE, "up"], env=environment, capture_output=True, text=True, timeout=120)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    said = " ".join(result.stderr.split())
    assert f"Port {environment[variable]} on 127.0.0.1 is taken" in said and variable in said
    assert not (Path(environment["WAREHOUSE_HOME"]) / "sample" / "postgres").exists()


@pytest.mark.parametrize("command", ["up", "run"])
def test_a_full_disk_is_said_before_anything_is_started(environment: dict[str, str], command: str) -> None:
    home = environment["WAREHOUSE_HOME"]
    mount = ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", home]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user cannot mount a small file system")
    try:
        result = subprocess.run([WAREHOUSE, command], env=environment, capture_output=True, text=True, timeout=120)
    finally:
        subprocess.run(["umount", home], check=True)
    said = " ".join(result.stderr.split())
    assert result.returncode == 1 and "MiB free" in said and "Free space there" in said and "Traceback" not in said


def test_another_homes_mail_sink_is_not_taken_for_ones_own(tmp_path: Path) -> None:
    port = free_port()
    with MailSink(tmp_path / "one", port):
        assert mail_sink.answers(tmp_path / "one", port)
        assert not mail_sink.answers(tmp_path / "other", port)
        with pytest.raises(SettingsError, match="taken by another program"):
            MailSink(tmp_path / "other", port).start()


def is_alive(process: psutil.Process) -> bool:
    """A dead process whose parent has not looked yet is dead."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def left_over() -> Iterator[subprocess.Popen[bytes]]:
    """A process with a child, as a killed `up` leaves one, in a session of its own."""
    process = subprocess.Popen(["sh", "-c", "sleep 600 & wait"], start_new_session=True)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize(("age_seconds", "stopped"), [(0, 2), (3600, 0)], ids=["its own", "a number given away since"])
def test_what_a_killed_up_left_is_stopped_and_nothing_else(
    tmp_path: Path, left_over: subprocess.Popen[bytes], age_seconds: int, stopped: int
) -> None:
    settings = Settings(WAREHOUSE_HOME=str(tmp_path))
    settings.home.mkdir()
    children = wait_for("its child", psutil.Process(left_over.pid).children, give_up_after=10, every=0.05)
    entry = {"pid": left_over.pid, "started_at": psutil.Process(left_over.pid).create_time() - age_seconds}
    (settings.home / "up.processes.json").write_text(json.dumps([entry]))
    assert Components(settings).stop_survivors() == stopped
    assert (left_over.poll() is not None) is bool(stopped)
    assert any(is_alive(child) for child in children) is not bool(stopped)
    assert Components(settings).stop_survivors() == 0


class Up:
    """`warehouse up` as a person starts it, and what it left behind."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.home = Path(environment["WAREHOUSE_HOME"]) / "sample"
        self.address = f"http://127.0.0.1:{environment['WAREHOUSE_AIRFLOW_PORT']}"
        self.said = ""

    def start(self) -> None:
        log = Path(self.environment["WAREHOUSE_HOME"]) / "up.log"
        with log.open("wb") as output:
            self.process = subprocess.Popen([WAREHOUSE, "up"], env=self.environment, stderr=output)

        def ready() -> bool:
            self.said = log.read_text(encoding="utf-8")
            assert self.process.poll() is None, self.said
            return "Ctrl-C stops" in self.said

        wait_for("Airflow", ready, give_up_after=300)
        noted = self.home / "up.processes.json"

        def all_noted() -> list[dict] | None:
            entries = json.loads(noted.read_text())
            return entries if len(entries) == 4 else None

        self.leaders = [entry["pid"] for entry in wait_for("its processes' note", all_noted, give_up_after=30)]

    def members(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if os.getsid(process.pid) in self.leaders and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (ProcessLookupError, psutil.NoSuchProcess):
                pass
        return found

    def state_of(self, dag_id: str) -> str | None:
        password = json.loads((self.home / "secrets" / "airflow_passwords.json").read_text())["admin"]
        login = {"username": "admin", "password": password}
        token = requests.post(f"{self.address}/auth/token", json=login, timeout=30).json()["access_token"]
        runs = requests.get(
            f"{self.address}/api/v2/dags/{dag_id}/dagRuns", headers={"Authorization": f"Bearer {token}"}, timeout=30
        ).json()
        return next((run["state"] for run in runs.get("dag_runs", [])), None)


@pytest.fixture
def up(environment: dict[str, str]) -> Iterator[Up]:
    one = Up(environment)
    yield one
    if one.process.poll() is None:
        one.process.send_signal(signal.SIGINT)
        one.process.wait(90)
    subprocess.run([WAREHOUSE, "down"], env=environment, check=True)


def listening(processes: list[psutil.Process]) -> set[str]:
    return {
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }


@pytest.mark.full  # Airflow starts twice, and pulls meanwhile: three minutes
def test_it_listens_on_loopback_ends_whole_and_comes_back_after_a_kill(up: Up) -> None:
    up.start()
    assert listening([*up.members(), psutil.Process(up.process.pid)]) == {"127.0.0.1"}
    wait_for(
        "the nightly back-up", lambda: up.state_of("backup") == "success", give_up_after=900, every=5
    )  # behind a whole first round

    up.process.kill()
    up.process.wait()
    left = {process.pid for process in up.members()}
    assert left >= set(up.leaders), "Airflow outlives a killed `up`; the next one must clear it away"
    up.start()
    assert "was killed" in up.said and not left & {process.pid for process in psutil.process_iter()}
    assert up.state_of("backup") == "success"

    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(90) == 0
    assert up.members() == []
    for name in ("SMTP", "SAMPLE", "AIRFLOW"):
        with socket.create_server(("127.0.0.1", int(up.environment[f"WAREHOUSE_{name}_PORT"]))):
            pass
    with socket.create_connection(("127.0.0.1", int(up.environment["WAREHOUSE_POSTGRES_PORT"])), 5):
        pass  # the marts are served on, until `down`
