"""`python -m warehouse.operations.setup_server`: once per start of a server, before anything else; harmless to repeat.

Makes roles, databases and grants on the PostgreSQL server, migrates Airflow's metadata, makes schema `quality` and
the build pool.
"""

from __future__ import annotations

import os
import sys

import psycopg

from warehouse.errors import SettingsError, WarehouseError
from warehouse.operations.backup import backup_directory
from warehouse.secrets import given_secret
from warehouse.services.platform import prepare_home
from warehouse.services.provisioning import provision
from warehouse.settings import load_settings

# database → the role that owns it, whose password is the secret `postgres_<role>`
OWNERS = {"airflow": "airflow", "warehouse": "warehouse", "superset": "superset"}


def superuser_connection(database: str) -> psycopg.Connection:
    """As the server's superuser, whose password only this one-shot service is given."""
    host, _, port = os.environ.get("WAREHOUSE_POSTGRES_SERVER", "postgres:5432").partition(":")
    try:
        return psycopg.connect(
            host=host, port=int(port or 5432), user="postgres", password=given_secret("postgres_superuser"),
            dbname=database, autocommit=True, connect_timeout=10,
        )  # fmt: skip
    except psycopg.OperationalError as error:
        raise SettingsError(
            f"PostgreSQL at {host}:{port} does not let the superuser in: {str(error).splitlines()[0]}.",
            remedy="The data volume keeps the password it was made with: put that one into the file postgres_superuser.",
        ) from None


def main() -> None:
    """Provision, then migrate; one sentence when something stands in the way."""
    try:
        roles = {role: given_secret(f"postgres_{role}") for role in (*OWNERS.values(), "bi_reader")}
        missing = [f"postgres_{role}" for role, password in roles.items() if not password]
        if missing:
            raise SettingsError(
                f"Secrets are missing: {', '.join(missing)}.",
                remedy="Make them with `sh docs/deployment/make-secrets.sh`.",
            )
        provision(superuser_connection, roles={role: password or "" for role, password in roles.items()}, owners=OWNERS)
        settings = load_settings()
        for directory in (
            settings.home,
            settings.archive_directory,
            settings.releases_directory,
            backup_directory(settings),
        ):
            directory.mkdir(parents=True, exist_ok=True)
        prepare_home(settings)
    except WarehouseError as error:
        sys.exit(f"✗ {error.what}\n  {error.remedy}")


if __name__ == "__main__":
    main()
