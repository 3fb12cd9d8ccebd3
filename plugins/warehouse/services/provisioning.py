"""Roles, databases and grants of a PostgreSQL server, embedded or somebody's own; may be run again without harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import psycopg
from psycopg import sql

# bi_reader reads marts and quality and nothing else; new releases inherit the grant by default privileges.
WAREHOUSE_GRANTS = """
create schema if not exists marts authorization warehouse;
create schema if not exists quality authorization warehouse;
revoke all on schema public from public;
grant connect on database warehouse to bi_reader;
grant usage on schema marts, quality to bi_reader;
alter default privileges for role warehouse in schema quality grant select on tables to bi_reader;
grant select on all tables in schema quality to bi_reader;
alter role bi_reader set default_transaction_read_only = on;
alter role bi_reader set statement_timeout = '60s';
alter role bi_reader set search_path = marts, quality;
"""


def provision(
    superuser_connection: Callable[[str], psycopg.Connection], *, roles: Mapping[str, str], owners: Mapping[str, str]
) -> None:
    """Make `roles` (name → password) and databases (name → owner), among them `warehouse` with its grants.

    `superuser_connection` opens an autocommit connection to the database named.
    """
    with superuser_connection("postgres") as connection:
        for role, password in roles.items():
            _ensure_role(connection, role, password)
        connection.execute("revoke all on database postgres from public")
        for database, owner in owners.items():
            _ensure_database(connection, database, owner)
    with superuser_connection("warehouse") as connection:
        connection.execute(WAREHOUSE_GRANTS)


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    verb = sql.SQL("alter" if exists else "create")
    connection.execute(
        sql.SQL("{} role {} login password {}").format(verb, sql.Identifier(role), sql.Literal(password))
    )


def _ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        connection.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(owner)))
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
