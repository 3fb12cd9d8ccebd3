"""`warehouse documents compare|accept`: what a new version of the extractor changes, and letting it in."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from warehouse.settings import load_settings

application = typer.Typer(no_args_is_help=True, help="추출기 판 · versions of the extractor")
SOURCE = "press"


@application.command()
def compare(
    which: Annotated[str | None, typer.Argument(help="an interval (2026-03-11) or a load's id; default: all")] = None,
    html: Annotated[Path | None, typer.Option(help="also write the comparison as an HTML page here")] = None,
) -> None:
    """Read the archive again with today's extractor and tell fact by fact what it would change; loads nothing."""
    from warehouse.documents.change_report import count_changes, html_changes, terminal_changes
    from warehouse.errors import WarehouseError
    from warehouse.loading.comparison import compare_with_archive
    from warehouse.reports.words import speaker
    from warehouse.sources.registry import contract as contract_of

    settings, contract = load_settings(), contract_of(SOURCE)
    say = speaker(settings.language)
    compared = list(compare_with_archive(settings, contract, which))
    changes = [change for one in compared for change in one.changes]
    titles = {document: title for one in compared for document, title in one.documents.items()}
    versions = ", ".join(sorted({one.old_version or "–" for one in compared}))
    heading = say("what_changed", versions, contract.parser_version)
    counts = {name: count_changes(changes)[name] for name in ("added", "removed", "changed")}
    summary = say("changes_counted", documents=len(titles), facts=sum(one.fact_count for one in compared), **counts)
    console = Console()
    console.print(terminal_changes(changes, titles, say))
    console.print(heading, summary, sep="\n", highlight=False, markup=False)
    if html is not None:
        try:
            html.write_text(html_changes(heading, summary, changes, titles, say), encoding="utf-8")
        except OSError as error:
            raise WarehouseError(
                f"The page {html} cannot be written ({error.strerror}).", remedy="Choose another place."
            ) from None


@application.command()
def accept(
    why: Annotated[str, typer.Option(help="까닭 · the reason")],
    by: Annotated[str, typer.Option(help="who decides; default: this account")] = "",
) -> None:
    """Let today's extractor in: recorded with what it changes, then everything archived is loaded again with it."""
    from warehouse.loading.comparison import accept_version
    from warehouse.sources.registry import contract as contract_of

    settings, contract = load_settings(), contract_of(SOURCE)
    for result in accept_version(settings, contract, by=by or getpass.getuser(), why=why):
        typer.echo(f"{result.load_id}  {result.verdict}  {dict(result.row_counts)}")
    typer.echo(f"{contract.name}: {contract.parser_version}")
