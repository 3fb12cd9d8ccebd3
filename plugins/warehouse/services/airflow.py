"""Airflow's environment for one home: metadata on PostgreSQL, connections, log-ins, all on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from cryptography.fernet import Fernet

from warehouse.database import CONNECTION_VARIABLE, embedded_address
from warehouse.errors import SettingsError
from warehouse.secrets import secret
from warehouse.services.observability import observability_environment
from warehouse.settings import PROJECT_ROOT, Settings

SMTP_VARIABLE = "AIRFLOW_CONN_SMTP_DEFAULT"
METADATA_VARIABLE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
# Airflow 3 puts a refusal into a task's environment where the metadata's address was; the nightly back-up is a task.
METADATA_FOR_TASKS_VARIABLE = "WAREHOUSE_METADATA_ADDRESS"
BUILD_POOL = "warehouse_build"


def uses_embedded_postgres() -> bool:
    """Whether anything of this installation lives on the embedded server."""
    return not (os.environ.get(CONNECTION_VARIABLE) and os.environ.get(METADATA_VARIABLE))


def uses_embedded_mail_sink() -> bool:
    """Whether mails go to the local outbox, because no SMTP server was named."""
    return not os.environ.get(SMTP_VARIABLE)


def airflow_environment(settings: Settings) -> dict[str, str]:
    """Variables that every Airflow process of this home needs; what the caller's environment sets wins."""
    home = settings.airflow_home
    defaults = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT_ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT_ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # The DAG files are so short that they never say "airflow": look into every one of them.
        "AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Seoul",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(_parallelism()),
        "AIRFLOW__CORE__MAX_ACTIVE_RUNS_PER_DAG": "1",
        # A backfill's runs stand behind all others in each loop, also behind those that only wait for a retry: with
        # the default of 20 and as many sources in trouble a backfill never begins (Airflow 3.3.2, 2026-11).
        "AIRFLOW__SCHEDULER__MAX_DAGRUNS_PER_LOOP_TO_SCHEDULE": "100",
        "AIRFLOW__CORE__FERNET_KEY": secret(settings, "airflow_fernet", make=Fernet.generate_key().decode()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin,viewer:viewer",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords_file(settings)),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(settings.airflow_port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{settings.airflow_port}",
        "AIRFLOW__API__SECRET_KEY": secret(settings, "airflow_api", bytes_count=64),
        "AIRFLOW__API_AUTH__JWT_SECRET": secret(settings, "airflow_jwt", bytes_count=64),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{settings.airflow_port}/execution/",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__EMAIL__FROM_EMAIL": "warehouse@localhost",
        SMTP_VARIABLE: f"smtp://127.0.0.1:{settings.smtp_port}?disable_ssl=true&disable_tls=true",
        "GX_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        **observability_environment(settings),
    }
    defaults[METADATA_VARIABLE] = os.environ.get(METADATA_VARIABLE) or embedded_address(settings, "airflow").replace(
        "postgresql://", "postgresql+psycopg2://"
    )
    defaults[METADATA_FOR_TASKS_VARIABLE] = defaults[METADATA_VARIABLE]
    defaults[CONNECTION_VARIABLE] = os.environ.get(CONNECTION_VARIABLE) or embedded_address(settings, "warehouse")
    return {**defaults, **{name: os.environ[name] for name in defaults if os.environ.get(name)}}


def _parallelism() -> int:
    """How many tasks run at once. A first start finds every source due: here a task for each core, four at most;
    workers on Celery bound themselves, and Airflow's own default leaves room for more of them."""
    if os.environ.get("AIRFLOW__CORE__EXECUTOR", "LocalExecutor") != "LocalExecutor":
        return 32
    return min(4, max(2, os.cpu_count() or 2))


def process_environment(settings: Settings) -> dict[str, str]:
    """The caller's environment with Airflow's variables and this virtual environment's programs."""
    programs = str(Path(sys.executable).parent)
    path = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    return {**os.environ, **airflow_environment(settings), "PATH": path}


def prepare_metadata(settings: Settings) -> None:
    """Migrate Airflow's database when it is new or another version's, and make the build pool."""
    marker = settings.airflow_home / "migrated"
    wanted = f"{version('apache-airflow-core')} {_without_password(airflow_environment(settings)[METADATA_VARIABLE])}"
    if marker.exists() and marker.read_text(encoding="utf-8") == wanted:
        return
    settings.airflow_home.mkdir(parents=True, exist_ok=True)
    _airflow(settings, "db", "migrate")
    _airflow(settings, "pools", "set", BUILD_POOL, "1", "one writer at a time on the private build database")
    marker.write_text(wanted, encoding="utf-8")


def run_airflow(settings: Settings, arguments: Sequence[str]) -> int:
    """Airflow's command line in this home's environment; its exit code."""
    if uses_embedded_postgres():
        from warehouse.services.postgres import EmbeddedPostgres

        EmbeddedPostgres(settings).start()
    prepare_metadata(settings)
    return subprocess.run(
        [sys.executable, "-m", "airflow", *arguments], env=process_environment(settings), check=False
    ).returncode


def _airflow(settings: Settings, *arguments: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "airflow", *arguments],
        env=process_environment(settings),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if result.returncode:
        log = settings.home / "logs" / "airflow_setup.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(result.stdout + result.stderr, encoding="utf-8")
        raise SettingsError(
            f"`airflow {' '.join(arguments[:2])}` failed with exit code {result.returncode}.",
            remedy=f"Its output is in {log}.",
        )


def _passwords_file(settings: Settings) -> Path:
    """Log-ins of Airflow's simple auth manager, in the form it reads; a changed secret changes them."""
    passwords = {user: secret(settings, f"airflow_{user}", bytes_count=12) for user in ("admin", "viewer")}
    content = json.dumps(passwords)
    path = settings.home / "secrets" / "airflow_passwords.json"
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{os.getpid()}")  # several processes start at once
        draft.touch(mode=0o600)
        draft.write_text(content, encoding="utf-8")
        draft.replace(path)
    return path


def _without_password(address: str) -> str:
    return address.rpartition("@")[2]
