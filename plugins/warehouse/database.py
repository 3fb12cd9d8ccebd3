"""Where the marts and the quality history live: one PostgreSQL address for everybody."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from warehouse.errors import SettingsError
from warehouse.secrets import GIVEN_SECRETS_VARIABLE, known_secret
from warehouse.settings import Settings

CONNECTION_VARIABLE = "AIRFLOW_CONN_WAREHOUSE_POSTGRES"
READER = "bi_reader"


def warehouse_address(settings: Settings) -> str:
    """`postgresql://` address of the warehouse database, password included: never print it.

    The Airflow connection `warehouse_postgres` wins; otherwise the embedded server's own.
    """
    given = os.environ.get(CONNECTION_VARIABLE)
    if given:
        return _as_postgresql(given)
    return embedded_address(settings, "warehouse")


def reader_address(settings: Settings) -> str:
    """What a BI tool connects to: the same server and database, as role `bi_reader`."""
    given = os.environ.get(CONNECTION_VARIABLE)
    if not given:
        return embedded_address(settings, "warehouse", READER)
    parts = urlsplit(_as_postgresql(given))
    where = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{READER}:{_password(settings, READER)}@{where}"))


def embedded_address(settings: Settings, database: str, role: str = "warehouse") -> str:
    """Address of `database` on the embedded server, as `role`."""
    return f"postgresql://{role}:{_password(settings, role)}@127.0.0.1:{settings.postgres_port}/{database}"


def _password(settings: Settings, role: str) -> str:
    """Of a role, fit for an address."""
    if password := known_secret(settings, f"postgres_{role}"):
        return quote(password, safe="")
    raise SettingsError(
        f"No password of PostgreSQL's role {role} is known for {settings.home}.",
        remedy=f"`make run` sets a home up; on a server put the file postgres_{role} into {GIVEN_SECRETS_VARIABLE}.",
    )


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
