"""A home of its own, with a database for the warehouse and one for Airflow, in which `rounds` runs DAGs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.database import CONNECTION_VARIABLE
from warehouse.services.airflow import METADATA_VARIABLE, process_environment
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import PROJECT_ROOT, Settings

LIMIT_SECONDS = 540


@dataclass(frozen=True)
class AirflowHome:
    """What a test needs to start rounds and to look at what they left."""

    settings: Settings
    environment: dict[str, str]
    directory: Path

    def run(self, name: str) -> dict[str, Any]:
        """Run one kind of rounds in a process of its own; what it says of itself."""
        log = self.directory / f"{name}.log"
        with log.open("w", encoding="utf-8") as output:
            result = subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "tests.warehouse.quality.rounds", name, str(self.directory)],
                cwd=PROJECT_ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT,
                timeout=LIMIT_SECONDS, check=False,
            )  # fmt: skip
        assert result.returncode == 0, log.read_text(encoding="utf-8")[-5000:]
        return json.loads((self.directory / f"{name}.json").read_text(encoding="utf-8"))

    def planted(self) -> list[dict[str, Any]]:
        """Which record carries which fault, as the planters wrote it down."""
        diary = self.directory / "planted.jsonl"
        return [json.loads(line) for line in diary.read_text(encoding="utf-8").splitlines()]


def environment_for(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of Airflow's processes for a home that these variables describe, and nothing of the caller's."""
    others = {key: value for key, value in os.environ.items() if not key.startswith(("AIRFLOW", "WAREHOUSE"))}
    before = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(others | {"WAREHOUSE_ONE_SHOT": "1"} | dict(variables))
        return process_environment(Settings())
    finally:
        os.environ.clear()
        os.environ.update(before)


def airflow_home(server: EmbeddedPostgres, directory: Path, name: str, *, ports: tuple[int, int, int]) -> AirflowHome:
    """Two new databases on the server, and the environment of Airflow's processes for them."""
    with server.superuser_connection() as connection:
        for database in (name, f"{name}_airflow"):
            connection.execute(f"create database {database} owner warehouse")
    password = (server.settings.home / "secrets" / "postgres_warehouse").read_text()
    address = f"warehouse:{password}@127.0.0.1:{server.port}"
    own = {
        "WAREHOUSE_HOME": str(directory / "var"),
        "WAREHOUSE_POSTGRES_PORT": str(server.port),
        "WAREHOUSE_SAMPLE_PORT": str(ports[0]),
        "WAREHOUSE_SMTP_PORT": str(ports[1]),
        "WAREHOUSE_AIRFLOW_PORT": str(ports[2]),
        CONNECTION_VARIABLE: f"postgresql://{address}/{name}",
        METADATA_VARIABLE: f"postgresql+psycopg2://{address}/{name}_airflow",
    }
    settings = Settings(
        WAREHOUSE_HOME=own["WAREHOUSE_HOME"], WAREHOUSE_POSTGRES_PORT=server.port, WAREHOUSE_SMTP_PORT=ports[1]
    )
    return AirflowHome(settings, environment_for(own), directory)
