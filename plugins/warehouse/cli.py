"""The command line `warehouse`: a table of contents; each command calls one room."""

from __future__ import annotations

import sys
import warnings
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from warehouse.commands import backup, baselines, dashboards, documents, quarantine, release, review, sources
from warehouse.commands.lineage import lineage
from warehouse.errors import WarehouseError
from warehouse.settings import load_settings

application = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="지방정부 디지털 혁신 데이터 창고 · the warehouse of local governments' digital initiatives",
)
application.add_typer(sources.application, name="sources")
application.add_typer(quarantine.application, name="quarantine")
application.add_typer(baselines.application, name="baselines")
application.add_typer(review.application, name="review")
application.add_typer(documents.application, name="documents")
application.add_typer(release.application, name="release")
application.add_typer(backup.application, name="backup")
application.add_typer(dashboards.application, name="dashboards")
application.command()(lineage)


@application.command()
def run(
    source: Annotated[str | None, typer.Option(help="pull only this source, build nothing")] = None,
    first_day: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    last_day: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
) -> None:
    """One complete load through Airflow: pull, build, audit, publish, report."""
    from warehouse.runner import run as run_everything

    code = run_everything(
        load_settings(),
        source=source,
        first_day=first_day.date() if first_day else None,
        last_day=last_day.date() if last_day else None,
    )
    raise typer.Exit(code)


@application.command()
def up() -> None:
    """Airflow with scheduler and UI, PostgreSQL and the mail sink, until interrupted."""
    from warehouse.services.up import up as bring_up

    raise typer.Exit(bring_up(load_settings(), Console(stderr=True)))


@application.command()
def down() -> None:
    """Stop what keeps serving: the embedded PostgreSQL of this home, and Airflow where an `up` was killed."""
    from warehouse.services.components import Components
    from warehouse.services.platform import only_one
    from warehouse.services.postgres import EmbeddedPostgres

    settings = load_settings()
    if not settings.home.exists():
        return
    with only_one(settings, "up"):
        Components(settings).stop_survivors()
    EmbeddedPostgres(settings).stop()


@application.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def airflow(context: typer.Context) -> None:
    """Airflow's own command line for this home: `warehouse airflow backfill create --dag-id …`."""
    from warehouse.services.airflow import run_airflow

    raise typer.Exit(run_airflow(load_settings(), context.args))


@application.command()
def connection() -> None:
    """Print the address a BI tool connects to (role bi_reader, read only)."""
    from warehouse.database import reader_address

    typer.echo(reader_address(load_settings()))


@application.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="articles: .txt or .html")],
    explain: Annotated[bool, typer.Option(help="show the article with its facts marked")] = False,
    html: Annotated[Path | None, typer.Option(help="write the marked article as an HTML page here")] = None,
) -> None:
    """Facts of articles as JSON Lines, each with its witness."""
    from warehouse.documents.commands import extract as extract_files

    extract_files(files, explain=explain, html=html)


@application.command()
def classify(file: Annotated[Path, typer.Argument(help="CSV with columns name, field")]) -> None:
    """Say of each budget line whether it is digital innovation, and which technologies."""
    from warehouse.classification.commands import classify_file

    classify_file(file)


@application.command()
def replay(
    source: str,
    which: Annotated[str | None, typer.Argument(help="an interval (2026-03-11) or a load's id; default: all")] = None,
) -> None:
    """Load archived bytes again, with today's parser and no network."""
    from warehouse.loading.replay import replay as replay_loads
    from warehouse.sources.registry import contract

    for result in replay_loads(load_settings(), contract(source), which):
        typer.echo(f"{result.load_id}  {result.verdict}  {dict(result.row_counts)}")


@application.command()
def report(
    release_id: Annotated[str | None, typer.Option("--release", help="default: the newest release")] = None,
    send: Annotated[bool, typer.Option(help="mail it again")] = False,
    output: Annotated[Path | None, typer.Option(help="write the mail as .eml here")] = None,
) -> None:
    """The report of a release again: as a file, or as a mail."""
    from warehouse.reports.commands import report_again

    report_again(load_settings(), release_id=release_id, send=send, output=output)


@application.command()
def doctor() -> None:
    """What is wrong with this installation, in words."""
    from warehouse.doctor import diagnose

    raise typer.Exit(diagnose(load_settings(), Console()))


def main() -> None:
    """Entry point: expected failures end in one sentence, not in a traceback."""
    warnings.filterwarnings("ignore", module="platformdirs")
    try:
        application()
    except WarehouseError as error:
        Console(stderr=True).print(f"[red]✗[/] {error.what}\n  {error.remedy}", highlight=False, markup=True)
        sys.exit(1)
