"""`warehouse sources list|check`: what the sources are, and whether they answer as expected."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from warehouse.settings import load_settings

application = typer.Typer(no_args_is_help=True, help="출처 · the sources")


@application.command("list")
def list_sources() -> None:
    """Every source with provider, cadence, key and raw tables."""
    from warehouse.sources.registry import all_contracts

    settings = load_settings()
    table = Table("source", "제목 · title", "제공 · provider", "cron (KST)", "key", "raw tables")
    for contract in all_contracts():
        key = "–"
        if contract.key_name:
            key = f"{contract.key_name} {'✓' if settings.key(contract.key_name) else '✗'}"
        tables = "\n".join(table.name for table in contract.tables)
        title = f"{contract.title.ko}\n{contract.title.en}"
        table.add_row(contract.name, title, contract.provider.ko, contract.schedule or "–", key, tables)
    Console().print(table)


@application.command()
def check(names: Annotated[list[str] | None, typer.Argument(help="default: every source")] = None) -> None:
    """Call each source once with a tiny request: key, quota, envelope and schema in one line each."""
    from warehouse.services.platform import loopback_servers
    from warehouse.sources.check import check_sources

    settings, fine = load_settings(), True
    with loopback_servers(settings):
        for row in check_sources(settings, names or ()):
            fine = fine and row.is_fine
            mark = "[green]✓[/]" if row.is_fine else "[red]✗[/]"
            parts = " · ".join(f"{name} {getattr(row, name)}" for name in ("key", "quota", "envelope", "schema"))
            Console(width=200).print(f"{mark} {row.source}: {parts} {row.message}", highlight=False, soft_wrap=True)
    raise typer.Exit(0 if fine else 1)
