"""`warehouse run`: one complete load through Airflow in front of a person, with progress and a summary."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from warehouse.orchestration.progress import PROGRESS_VARIABLE
from warehouse.services.airflow import process_environment
from warehouse.services.platform import loopback_servers, only_one, prepare_home, refuse_full_disk
from warehouse.settings import Mode, Settings
from warehouse.sources.registry import all_contracts
from warehouse.summary import show_summary


def run(
    settings: Settings,
    *,
    source: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    console: Console | None = None,
) -> int:
    """Pull the sources, build, audit, publish, report; exit code 0 only when marts were published.

    With `source`, only that one is pulled (for the days given), and nothing is built.
    """
    console = console or _console()
    refuse_full_disk(settings)
    started_at = datetime.now(UTC)
    with only_one(settings, "run"), loopback_servers(settings):
        with console.status("PostgreSQL, Airflow …"):
            prepare_home(settings)
        dag_ids = dag_ids_to_run(settings, source, console)
        configuration = _configuration(first_day, last_day)
        log = settings.home / "logs" / f"run-{started_at:%Y%m%dT%H%M%S}.log"
        exit_code = _run_dags(settings, dag_ids, configuration, log, console)
    published = show_summary(settings, started_at, log, console, built="build_marts" in dag_ids)
    if exit_code:
        refuse_full_disk(settings)  # what filled up meanwhile is the reason, whatever the log says
    return 0 if exit_code == 0 and (published or "build_marts" not in dag_ids) else 1


def dag_ids_to_run(settings: Settings, source: str | None, console: Console) -> list[str]:
    """The ingest DAGs whose sources can be pulled here, then build_marts; says which are left out."""
    if source:
        return [f"ingest_{source}"]
    dag_ids = []
    for contract in all_contracts():
        missing_key = contract.key_name and settings.mode is Mode.LIVE and settings.key(contract.key_name) is None
        if missing_key:
            console.print(f"[yellow]–[/] {contract.title.ko} · {contract.title.en}: {contract.key_name} is not set")
        else:
            dag_ids.append(f"ingest_{contract.name}")
    return [*dag_ids, "build_marts"]


def _console() -> Console:
    """Tables of the summary need room that a pipe does not announce."""
    console = Console(stderr=True)
    return console if console.is_terminal else Console(stderr=True, width=120)


def _configuration(first_day: date | None, last_day: date | None) -> str:
    days = {"from": first_day, "to": last_day or first_day}
    return json.dumps({name: day.isoformat() for name, day in days.items() if day})


def _run_dags(settings: Settings, dag_ids: Sequence[str], configuration: str, log: Path, console: Console) -> int:
    """The DAGs run in a process of their own, so that its environment is Airflow's and its output a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    reading, writing = os.pipe()
    environment = {
        **process_environment(settings),
        PROGRESS_VARIABLE: str(writing),
        "WAREHOUSE_ONE_SHOT": "1",
        "PYTHONWARNINGS": "ignore",
    }
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "warehouse.orchestration.one_shot", configuration, *dag_ids],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=(writing,),
        )
        os.close(writing)
        watcher = threading.Thread(target=_watch, args=(reading, len(dag_ids), console))
        watcher.start()
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait(30)
            raise
        finally:
            watcher.join()


def _watch(descriptor: int, dag_count: int, console: Console) -> None:
    """Shows the child's events as one bar over all DAGs and one over the step at hand."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with (
        Progress(*columns, console=console, transient=True) as progress,
        os.fdopen(descriptor, encoding="utf-8") as lines,
    ):
        overall = progress.add_task("DAG", total=dag_count)
        step = progress.add_task("", total=None, visible=False)
        for line in lines:
            _show(json.loads(line), progress, overall, step, console)


def _show(event: dict, progress: Progress, overall: TaskID, step: TaskID, console: Console) -> None:
    match event["event"]:
        case "dag_started":
            progress.update(overall, description=event["dag"])
        case "dag_finished":
            good = event["state"] == "success"
            console.print(f"{'[green]✓' if good else '[red]✗'}[/] {event['dag']} {event['state']}")
            progress.advance(overall)
            progress.update(step, visible=False)
        case "progress":
            text = f"  {event['step']} {event.get('what') or ''}"
            progress.update(step, description=text, completed=event["done"], total=event["total"], visible=True)
