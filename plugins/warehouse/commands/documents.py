"""`warehouse documents compare|accept`: what a new version of the extractor changes, and letting it in."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from warehouse.errors import WarehouseError
from warehouse.settings import Settings, load_settings
from warehouse.sources.contract import SourceContract

application = typer.Typer(no_args_is_help=True, help="추출기 판 · versions of the extractor")
SourceName = Annotated[str | None, typer.Option("--source", help="only this source; default: all that read articles")]


@application.command()
def compare(
    which: Annotated[str | None, typer.Argument(help="an interval (2026-03-11) or a load's id; default: all")] = None,
    html: Annotated[Path | None, typer.Option(help="also write the comparison as an HTML page here")] = None,
    source: SourceName = None,
) -> None:
    """Read the archive again with today's extractor and tell fact by fact what it would change; loads nothing."""
    from warehouse.documents.change_report import count_changes, html_changes, terminal_changes
    from warehouse.loading.comparison import compare_with_archive
    from warehouse.reports.words import speaker

    settings = load_settings()
    say = speaker(settings.language)
    contracts = _reading_articles(settings, source, which)
    compared = [one for contract in contracts for one in compare_with_archive(settings, contract, which)]
    changes = [change for one in compared for change in one.changes]
    titles = {document: title for one in compared for document, title in one.documents.items()}
    versions = ", ".join(sorted({one.old_version or "–" for one in compared}))
    heading = say("what_changed", versions, contracts[0].parser_version)
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
    source: SourceName = None,
) -> None:
    """Let today's extractor in: recorded with what it changes, then everything archived is loaded again with it."""
    from warehouse.loading.comparison import accept_version

    settings = load_settings()
    for contract in _reading_articles(settings, source):
        for result in accept_version(settings, contract, by=by or getpass.getuser(), why=why):
            typer.echo(f"{result.load_id}  {result.verdict}  {dict(result.row_counts)}")
        typer.echo(f"{contract.name}: {contract.parser_version}")


def _reading_articles(settings: Settings, source: str | None, which: str | None = None) -> list[SourceContract]:
    """The sources whose versions a person accepts and of which something is archived."""
    from warehouse.loading.archive import archived_loads
    from warehouse.sources.registry import all_contracts

    names = {source} if source else {which.partition("-")[0]} if which and which[0].isalpha() else None
    contracts = [
        contract
        for contract in all_contracts()
        if contract.version_needs_acceptance
        and (names is None or contract.name in names)
        and archived_loads(settings, contract.name, which if which and which[0].isdigit() else None)
    ]
    if not contracts:
        raise WarehouseError(
            "Nothing that the extractor of articles reads is archived here.",
            remedy="`warehouse run` pulls articles; `warehouse sources list` shows the sources.",
        )
    return contracts
