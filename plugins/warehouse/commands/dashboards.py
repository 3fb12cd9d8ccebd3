"""`warehouse dashboards import|export`: the dashboards of this repository into Superset."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, unquote, urlsplit

import typer

from warehouse.settings import Settings, load_settings

application = typer.Typer(no_args_is_help=True, help="대시보드 · dashboards")

Server = Annotated[
    str | None, typer.Option(help="host:port of PostgreSQL as Superset sees it; default: this home's own")
]


@application.command("import")
def import_dashboards(
    superset: Annotated[str, typer.Option(help="address of Superset")] = "http://127.0.0.1:8088",
    user: Annotated[str, typer.Option()] = "admin",
    password_file: Annotated[
        Path | None, typer.Option(help="file with its password; default: secret superset_admin")
    ] = None,
    database_server: Server = None,
) -> None:
    """Create or replace database, datasets, charts and the three dashboards."""
    from warehouse.dashboards.bundle import bundle
    from warehouse.dashboards.superset import Superset

    settings = load_settings()
    session = Superset(superset, user, _superset_password(password_file))
    session.import_bundle(bundle(_address(settings, database_server)), _reader_password(settings))
    for name in ("initiatives", "money", "regions"):
        typer.echo(f"{superset.rstrip('/')}/superset/dashboard/warehouse-{name}/")


@application.command()
def export(file: Path, database_server: Server = None) -> None:
    """Write the bundle as a ZIP file, to be imported by hand (Superset: Settings → Import)."""
    from warehouse.dashboards.bundle import bundle

    file.write_bytes(bundle(_address(load_settings(), database_server)))
    typer.echo(str(file))


def _superset_password(file: Path | None) -> str:
    from warehouse.secrets import given_secret

    if file:
        return file.read_text(encoding="utf-8").strip()
    return (
        os.environ.get("SUPERSET_PASSWORD")
        or given_secret("superset_admin")
        or typer.prompt("Superset password", hide_input=True)
    )


def _reader_password(settings: Settings) -> str:
    from warehouse.database import reader_address

    return unquote(urlsplit(reader_address(settings)).password or "")


def _address(settings: Settings, server: str | None) -> str:
    """Superset's address of the marts, with the mask that stands for the password."""
    where = server or f"127.0.0.1:{settings.postgres_port}"
    return f"postgresql+psycopg2://bi_reader:{quote('XXXXXXXXXX')}@{where}/warehouse"
