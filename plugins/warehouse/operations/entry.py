"""`python -m warehouse.operations.entry PROGRAM …`: a container's first process, which turns secret files into settings.

Passwords come from one file each in the directory `WAREHOUSE_SECRETS` (Docker mounts `/run/secrets`), never from the
image, the Compose file or `docker inspect`. The program replaces this process, so that signals reach it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from urllib.parse import quote

from warehouse.errors import SettingsError, WarehouseError
from warehouse.secrets import GIVEN_SECRETS_VARIABLE, given_secret
from warehouse.services.airflow import METADATA_VARIABLE, SMTP_VARIABLE

KEY_NAMES = ("LOFIN365_API_KEY", "DATA_GO_KR_SERVICE_KEY", "SEOUL_OPENAPI_KEY", "KOSIS_API_KEY")


def server_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Connections, keys and addresses of a server, made from its secret files and host names."""
    postgres = environment.get("WAREHOUSE_POSTGRES_SERVER", "postgres:5432")
    metadata = f"postgresql+psycopg2://airflow:{_quoted('postgres_airflow')}@{postgres}/airflow"
    settings = {
        "AIRFLOW_CONN_WAREHOUSE_POSTGRES": f"postgresql://warehouse:{_quoted('postgres_warehouse')}@{postgres}/warehouse",
        METADATA_VARIABLE: metadata,
        SMTP_VARIABLE: given_secret("smtp_connection") or environment.get("WAREHOUSE_MAIL_SINK", ""),
    }
    if environment.get("AIRFLOW__CORE__EXECUTOR") == "CeleryExecutor":
        redis = environment.get("WAREHOUSE_REDIS_SERVER", "redis:6379")
        settings["AIRFLOW__CELERY__BROKER_URL"] = f"redis://:{_quoted('redis')}@{redis}/0"
        settings["AIRFLOW__CELERY__RESULT_BACKEND"] = metadata.replace("postgresql+psycopg2", "db+postgresql")
    for name in KEY_NAMES:
        settings[name] = given_secret(name.lower()) or ""
    return {name: value for name, value in settings.items() if value and not environment.get(name)}


def _quoted(name: str) -> str:
    value = given_secret(name)
    if value is None:
        raise SettingsError(
            f"The secret {name} is missing in {os.environ.get(GIVEN_SECRETS_VARIABLE) or 'WAREHOUSE_SECRETS (not set)'}.",
            remedy="Make all secrets with `sh docs/deployment/make-secrets.sh` and start again.",
        )
    return quote(value, safe="")


def main(command: list[str]) -> None:
    """Become `command`, with every setting in its environment."""
    try:
        if not command:
            raise SettingsError(
                "No program was named.", remedy="Usage: python -m warehouse.operations.entry airflow scheduler"
            )
        os.environ.update(server_settings(os.environ))
        from warehouse.services.airflow import process_environment
        from warehouse.settings import load_settings

        environment = process_environment(load_settings())
    except WarehouseError as error:
        sys.exit(f"✗ {error.what}\n  {error.remedy}")
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606 (no shell is wanted)
    except FileNotFoundError:
        sys.exit(f"✗ {command[0]} is not a program of this image.")


if __name__ == "__main__":
    main(sys.argv[1:])
