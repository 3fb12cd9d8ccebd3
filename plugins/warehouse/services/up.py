"""`warehouse up`: PostgreSQL, mail sink, sample sources and Airflow's four processes, watched as one."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from rich.console import Console

from warehouse.errors import SettingsError
from warehouse.services.airflow import process_environment
from warehouse.services.platform import loopback_servers, only_one, prepare_home
from warehouse.settings import Settings

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
ANSWER_WITHIN_SECONDS = 180


def up(settings: Settings, console: Console) -> int:
    """Run until interrupted; a component that dies ends the rest, with the place of its log."""
    with only_one(settings, "up"):
        with console.status("PostgreSQL, Airflow …"):
            prepare_home(settings)
        with loopback_servers(settings):
            processes = {name: _start(settings, name) for name in COMPONENTS}
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            try:
                _wait_for_answer(settings, processes, console)
                _show_addresses(settings, console)
                return _watch(settings, processes, console)
            except KeyboardInterrupt:
                return 0
            finally:
                _stop(processes)


def _start(settings: Settings, component: str) -> subprocess.Popen[bytes]:
    log = settings.home / "logs" / f"airflow-{component}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["--workers", "1"] if component == "api-server" else []
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "airflow", component, *arguments],
            env=process_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_for_answer(settings: Settings, processes: dict[str, subprocess.Popen[bytes]], console: Console) -> None:
    address = f"http://127.0.0.1:{settings.airflow_port}/api/v2/monitor/health"
    give_up_at = time.monotonic() + ANSWER_WITHIN_SECONDS
    with console.status("Airflow …"):
        while time.monotonic() < give_up_at:
            _refuse_dead(settings, processes)
            with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=2):
                return
            time.sleep(1)
    raise SettingsError(
        f"Airflow did not answer on port {settings.airflow_port} within {ANSWER_WITHIN_SECONDS} seconds.",
        remedy=f"See {settings.home / 'logs'}/airflow-api-server.log; a taken port is changed with"
        " WAREHOUSE_AIRFLOW_PORT.",
    )


def _refuse_dead(settings: Settings, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise SettingsError(
                f"Airflow's {name} ended with exit code {process.returncode}.",
                remedy=f"The end of {settings.home / 'logs'}/airflow-{name}.log says why.",
            )


def _watch(settings: Settings, processes: dict[str, subprocess.Popen[bytes]], console: Console) -> int:
    while True:
        time.sleep(2)
        try:
            _refuse_dead(settings, processes)
        except SettingsError as error:
            console.print(f"[red]{error}[/]")
            return 1


def _stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    for process in processes.values():
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _show_addresses(settings: Settings, console: Console) -> None:
    secrets = settings.home / "secrets"
    console.print(f"Airflow     http://127.0.0.1:{settings.airflow_port}  (admin, viewer)")
    console.print(f"            log-ins: {secrets / 'airflow_passwords.json'}")
    console.print(f"PostgreSQL  127.0.0.1:{settings.postgres_port}, database warehouse, role bi_reader")
    console.print(f"            password: {secrets / 'postgres_bi_reader'}")
    console.print(f"Mails       {settings.outbox_directory}")
    console.print("Ctrl-C stops Airflow and the mail sink; `make down` stops PostgreSQL as well.")
