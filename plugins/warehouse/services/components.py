"""Airflow's processes of one home: started, noted on disk, stopped with all they started, also those of a killed `up`."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys

import psutil

from warehouse.errors import SettingsError
from warehouse.services.airflow import process_environment
from warehouse.settings import Settings

SERVER = "api-server"
# Logs are read from the disk they are written to: Airflow's log servers would listen on every interface (3.3.2).
COMPONENTS: dict[str, tuple[str, ...]] = {
    SERVER: ("--workers", "1"),
    "scheduler": ("--skip-serve-logs",),
    "dag-processor": (),
    "triggerer": ("--skip-serve-logs",),
}
PATIENCE_SECONDS = 20


class Components:
    """Each component leads a session of its own, by which everything it started is found again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.note = settings.home / "up.processes.json"  # not in state/, which back-ups take to other machines
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start_server(self) -> None:
        """First, and alone: a task that begins before its API server answers loses an attempt (3.3.2)."""
        self._start(SERVER)

    def start_others(self) -> None:
        for name in COMPONENTS:
            if name != SERVER:
                self._start(name)

    def refuse_dead(self) -> None:
        """SettingsError that names the component that ended, and its log."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise SettingsError(
                    f"Airflow's {name} ended with exit code {process.returncode}.",
                    remedy=f"The end of {self.settings.home / 'logs'}/airflow-{name}.log says why.",
                )

    def stop(self) -> None:
        """The API server last: until then tasks under way can end and say so."""
        _stop_sessions([process.pid for name, process in self.processes.items() if name != SERVER])
        _stop_sessions([process.pid for name, process in self.processes.items() if name == SERVER])
        for process in self.processes.values():
            process.wait()
        self.note.unlink(missing_ok=True)

    def stop_survivors(self) -> int:
        """Ends what a killed `up` left running; returns how many processes that were."""
        try:
            noted = json.loads(self.note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0
        stopped = _stop_sessions([entry["pid"] for entry in noted if not _is_anothers(**entry)])
        self.note.unlink(missing_ok=True)
        return stopped

    def _start(self, name: str) -> None:
        log = self.settings.home / "logs" / f"airflow-{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "airflow", name, *COMPONENTS[name]],
                env=process_environment(self.settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._write_note()

    def _write_note(self) -> None:
        entries = []
        for process in self.processes.values():
            with contextlib.suppress(psutil.NoSuchProcess):
                entries.append({"pid": process.pid, "started_at": psutil.Process(process.pid).create_time()})
        self.note.write_text(json.dumps(entries), encoding="utf-8")


def _is_anothers(pid: int, started_at: float) -> bool:
    """Whether the number has been given to another program since (after a restart of the machine, for instance)."""
    try:
        return abs(psutil.Process(pid).create_time() - started_at) > 1
    except psutil.NoSuchProcess:
        return False  # the leader is gone; while others of its session live, its number is not given away


def _stop_sessions(leaders: list[int]) -> int:
    """Leaders are asked to end and end their own; what is left then, or when patience ends, is killed."""
    members = _members(leaders)
    asked = [process for process in members if process.pid in leaders]
    for process in asked:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs(asked, timeout=PATIENCE_SECONDS)
    left = _members(leaders)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=1)
    return len(members)


def _members(leaders: list[int]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(process.pid) in leaders and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found
