"""Where the marts and the quality history live: one PostgreSQL address for everybody."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from warehouse.errors import SettingsError
from warehouse.settings import Settings

CONNECTION_VARIABLE = "AIRFLOW_CONN_WAREHOUSE_POSTGRES"


def warehouse_address(settings: Settings) -> str:
    """`postgresql://` address of the warehouse database, password included: never print it.

    The Airflow connection `warehouse_postgres` wins; otherwise the embedded server's own.
    """
    given = os.environ.get(CONNECTION_VARIABLE)
    if given:
        return _as_postgresql(given)
    return embedded_address(settings, "warehouse")


def embedded_address(settings: Settings, database: str, role: str = "warehouse") -> str:
    """Address of `database` on the embedded server, as `role`."""
    secret = settings.home / "secrets" / f"postgres_{role}"
    if not secret.exists():
        raise SettingsError(
            f"The embedded PostgreSQL of {settings.home} is not set up.",
            remedy="Run `make run` (or `warehouse doctor` to see what is missing).",
        )
    password = quote(secret.read_text(encoding="utf-8").strip(), safe="")
    return f"postgresql://{role}:{password}@127.0.0.1:{settings.postgres_port}/{database}"


def connect(settings: Settings, **options: Any) -> psycopg.Connection[Any]:
    """An open connection to the warehouse database (autocommit off); raises SettingsError when none answers."""
    try:
        return psycopg.connect(warehouse_address(settings), connect_timeout=10, application_name="warehouse", **options)
    except psycopg.OperationalError as error:
        raise SettingsError(
            f"PostgreSQL does not answer: {str(error).splitlines()[0]}.",
            remedy="Start it with `make run` or `make up`, or check the connection `warehouse_postgres`.",
        ) from None


def _as_postgresql(address: str) -> str:
    """Airflow writes `postgres://` or `postgresql+psycopg2://`; psycopg wants `postgresql://`."""
    parts = urlsplit(address)
    return urlunsplit(("postgresql", parts.netloc, parts.path, parts.query, ""))
