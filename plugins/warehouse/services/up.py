"""`warehouse up`: PostgreSQL, mail sink, sample sources and Airflow's four processes, watched as one."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
import urllib.error
import urllib.request

from rich.console import Console

from warehouse.errors import SettingsError
from warehouse.services.components import Components
from warehouse.services.platform import loopback_servers, only_one, prepare_home, refuse_full_disk
from warehouse.services.ports import refuse_taken_port
from warehouse.settings import Settings

ANSWER_WITHIN_SECONDS = 180


def up(settings: Settings, console: Console) -> int:
    """Run until interrupted; a component that dies ends the rest, with the place of its log."""
    refuse_full_disk(settings)
    with only_one(settings, "up"):
        airflow = Components(settings)
        if survivors := airflow.stop_survivors():
            console.print(
                f"[yellow]An earlier `warehouse up` was killed: its {survivors} processes are stopped now.[/]"
            )
        refuse_taken_port(settings.airflow_port, "Airflow", "WAREHOUSE_AIRFLOW_PORT")
        with loopback_servers(settings):
            with console.status("PostgreSQL, Airflow …"):
                prepare_home(settings)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a script put it into the background
            try:
                airflow.start_server()
                _wait_for_answer(settings, airflow, console)
                airflow.start_others()
                _show_addresses(settings, console)
                return _watch(airflow, console)
            except KeyboardInterrupt:
                return 0
            finally:
                _stop(airflow, console)


def _stop(airflow: Components, console: Console) -> None:
    """A second Ctrl-C must not leave half of them running."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    console.print("Stopping Airflow; tasks under way have a moment to end …")
    airflow.stop()
    console.print("Stopped. PostgreSQL keeps serving the marts; `make down` stops it.")


def _wait_for_answer(settings: Settings, airflow: Components, console: Console) -> None:
    address = f"http://127.0.0.1:{settings.airflow_port}/api/v2/monitor/health"
    give_up_at = time.monotonic() + ANSWER_WITHIN_SECONDS
    with console.status("Airflow …"):
        while time.monotonic() < give_up_at:
            airflow.refuse_dead()
            with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=2):
                return
            time.sleep(1)
    raise SettingsError(
        f"Airflow did not answer on port {settings.airflow_port} within {ANSWER_WITHIN_SECONDS} seconds.",
        remedy=f"See {settings.home / 'logs'}/airflow-api-server.log.",
    )


def _watch(airflow: Components, console: Console) -> int:
    while True:
        time.sleep(2)
        try:
            airflow.refuse_dead()
        except SettingsError as error:
            console.print(f"[red]{error}[/]")
            return 1


def _show_addresses(settings: Settings, console: Console) -> None:
    secrets = settings.home / "secrets"
    console.print(f"Airflow     http://127.0.0.1:{settings.airflow_port}  (admin, viewer)")
    console.print(f"            log-ins: {secrets / 'airflow_passwords.json'}")
    console.print(f"PostgreSQL  127.0.0.1:{settings.postgres_port}, database warehouse, role bi_reader")
    console.print(f"            password: {secrets / 'postgres_bi_reader'}")
    console.print(f"Mails       {settings.outbox_directory}")
    console.print("Ctrl-C stops Airflow and the mail sink; `make down` stops PostgreSQL as well.")
