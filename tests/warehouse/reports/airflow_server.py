"""Starts Airflow's own API server on a home of its own, with the plugin folder of this repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def airflow_server(home: Path, port: int, environment: dict[str, str]):
    """Yields the address; users admin and viewer have their name as password."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "passwords.json").write_text(json.dumps({"admin": "admin", "viewer": "viewer"}))
    variables = {
        **os.environ,
        **environment,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "no dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin,viewer:viewer",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__API_AUTH__JWT_SECRET": "s" * 64,
        "AIRFLOW__API__SECRET_KEY": "k" * 64,
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
    }
    initialise = "from airflow.utils.db import initdb; initdb()"
    subprocess.run([sys.executable, "-c", initialise], env=variables, check=True, capture_output=True)
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "uvicorn",
                "airflow.api_fastapi.main:app",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
            ],
            env={**variables, "AIRFLOW_API_APPS": "core"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/api/v2/version", server, home / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def token(address: str, user: str) -> str:
    """Airflow's own token for a user."""
    answer = httpx.post(f"{address}/auth/token", json={"username": user, "password": user})
    answer.raise_for_status()
    return answer.json()["access_token"]


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            if httpx.get(address, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"Airflow's API server does not answer:\n{log.read_text()[-3000:]}")
