"""A server made of native processes: every command of docker-compose.yml, started as it stands there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psutil
import requests
from composed import Composed

from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

Found = TypeVar("Found")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what: str, look: Callable[[], Found | None], *, give_up_after: float, every: float = 1.0) -> Found:
    """What `look` finds, as soon as it finds it."""
    until = time.monotonic() + give_up_after
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(every)
    raise AssertionError(f"{what} did not happen within {give_up_after:.0f} s")


class Server:
    """Processes, ports and secrets of one rehearsal."""

    def __init__(self, root: Path, directory: Path) -> None:
        self.root, self.directory = root, directory
        self.ports = {name: free_port() for name in ("api", "postgres", "redis", "sample", "mail")}
        self.composed = Composed(root, {"WAREHOUSE_EXECUTOR": "CeleryExecutor"})
        self.secrets = directory / "secrets"
        self.logs = directory / "process_logs"
        self.logs.mkdir()
        subprocess.run(
            ["sh", str(root / "docs/deployment/make-secrets.sh"), str(self.secrets)], check=True, capture_output=True
        )
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.postgres = EmbeddedPostgres(
            Settings(WAREHOUSE_HOME=str(directory / "postgres_home"), WAREHOUSE_POSTGRES_PORT=self.ports["postgres"])
        )

    def secret(self, name: str) -> str:
        return (self.secrets / name).read_text()

    def environment(self, service: str, **more: str) -> dict[str, str]:
        """The service's own environment, with this machine's loopback where the file has host names."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AIRFLOW", "WAREHOUSE", "PYTEST", "COV"))
        }
        here = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "WAREHOUSE_HOME": str(self.directory / "home"),
            "WAREHOUSE_BACKUP_DIRECTORY": str(self.directory / "backups"),
            "WAREHOUSE_SECRETS": str(self.secrets),
            "WAREHOUSE_POSTGRES_SERVER": f"127.0.0.1:{self.ports['postgres']}",
            "WAREHOUSE_REDIS_SERVER": f"127.0.0.1:{self.ports['redis']}",
            "REDIS_PORT": str(self.ports["redis"]),
            "WAREHOUSE_SAMPLE_SERVER": f"http://127.0.0.1:{self.ports['sample']}",
            "WAREHOUSE_MAIL_SINK": f"smtp://127.0.0.1:{self.ports['mail']}?disable_ssl=true&disable_tls=true",
            "AIRFLOW_HOME": str(self.directory / "airflow" / service),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.ports["api"]),
            "AIRFLOW__API__BASE_URL": self.address,
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.address}/execution/",
            # A lost worker is noticed after 15 s instead of Airflow's 300: the rehearsal does not wait longer than needed.
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "15",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "3",
            # What the lost worker had reserved and not begun goes to the other one after a minute instead of ten.
            "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
            "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "15",
            "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "60",
            "WAREHOUSE_APPROVAL_HOURS": "0.025",  # nobody answers: a minute and a half instead of twelve hours
        }
        return {**inherited, **self.composed.environment(service), **here, **more}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports['api']}"

    def command(self, service: str) -> list[str]:
        """The file's own command; only the sample sources' port is another."""
        program, *arguments = [
            part.replace("18080", str(self.ports["sample"])) for part in self.composed.command(service)
        ]
        return [sys.executable if program == "python" else program, *arguments]

    def start_postgres(self) -> None:
        """As the image would leave it: a superuser with the password of the secret, and no database of ours."""
        self.postgres.settings.home.mkdir(parents=True)
        self.postgres.start()
        with self.postgres.superuser_connection() as connection:
            for database in ("airflow", "warehouse"):
                connection.execute(f"drop database {database}")
            connection.execute(f"alter role postgres password '{self.secret('postgres_superuser')}'")

    def run(self, service: str) -> None:
        """A one-shot service, to its end."""
        result = subprocess.run(
            self.command(service), env=self.environment(service), capture_output=True, text=True, timeout=300
        )
        (self.logs / f"{service}.log").write_text(result.stdout + result.stderr)
        assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]

    def start(self, service: str, name: str | None = None, **more: str) -> None:
        name = name or service
        with (self.logs / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                self.command(service), env=self.environment(service, **more), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True, cwd=self.directory,
            )  # fmt: skip

    def healthy(self, service: str, **more: str) -> bool:
        """The service's own health check."""
        replaced = [part.replace("http://api-server:8080", self.address).replace("http://127.0.0.1:8080", self.address)
                    .replace("18080", str(self.ports["sample"])) for part in self.composed.health(service)]  # fmt: skip
        command = [sys.executable if replaced[0] == "python" else replaced[0], *replaced[1:]]
        return (
            subprocess.run(command, env=self.environment(service, **more), capture_output=True, timeout=120).returncode
            == 0
        )

    def kill_tree(self, name: str) -> None:
        """As a machine that loses power: the process and all its children at once."""
        parent = psutil.Process(self.processes.pop(name).pid)
        for process in [*parent.children(recursive=True), parent]:
            process.kill()

    def owner_of(self, pid: int) -> str | None:
        """The worker that the process `pid` belongs to."""
        try:
            ancestors = {process.pid for process in [psutil.Process(pid), *psutil.Process(pid).parents()]}
        except psutil.NoSuchProcess:
            return None
        return next((name for name, process in self.processes.items() if process.pid in ancestors), None)

    def api(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Airflow's REST API, logged in as the administrator of the secret."""
        credentials = {"username": "admin", "password": self.secret("airflow_admin")}
        token = requests.post(f"{self.address}/auth/token", json=credentials, timeout=30).json()["access_token"]
        answer = requests.request(
            method, f"{self.address}/api/v2/{path}", headers={"Authorization": f"Bearer {token}"}, timeout=30, **options
        )
        answer.raise_for_status()
        return answer.json()

    def stop(self) -> None:
        for name in list(self.processes):
            parent = self.processes[name]
            if parent.poll() is None:
                self.kill_tree(name)
        self.postgres.stop()
        shutil.rmtree(self.directory / "postgres_home", ignore_errors=True)
