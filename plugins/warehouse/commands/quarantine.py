"""`warehouse quarantine list|show|replay|dismiss`: rows that were held back, and their way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from warehouse.settings import Language, load_settings

application = typer.Typer(no_args_is_help=True, help="격리 · quarantine")


@application.command("list")
def list_rows(
    table: Annotated[str | None, typer.Option(help="only this raw table")] = None,
    status: Annotated[str, typer.Option(help="waiting, replayed, dismissed or all")] = "waiting",
) -> None:
    """Rows in quarantine, newest first."""
    from warehouse.quality.quarantine import list_quarantine

    settings = load_settings()
    shown = Table("id", "table", "check", "이유 · reason", "load", "status")
    for row in list_quarantine(settings, table_name=table, status=None if status == "all" else status):
        reason = row["reason_ko" if settings.language is Language.KO else "reason_en"]
        shown.add_row(row["quarantine_id"], row["table_name"], row["check_id"], reason, row["load_id"], row["status"])
    Console().print(shown)


@application.command()
def show(quarantine_id: str) -> None:
    """One row as the source sent it, with reason and load."""
    from warehouse.quality.quarantine import show_quarantine

    Console().print_json(data=show_quarantine(load_settings(), quarantine_id), default=str)


@application.command()
def replay(
    quarantine_id: Annotated[list[str] | None, typer.Argument()] = None,
    corrections: Annotated[Path | None, typer.Option(help="YAML: id → corrected fields")] = None,
    by: Annotated[str, typer.Option(help="who decided")] = "",
    note: Annotated[str, typer.Option(help="why")] = "",
) -> None:
    """Send rows back through the same gate, corrected by a person or by today's parser."""
    from warehouse.loading.quarantine_replay import replay_quarantine

    for line in replay_quarantine(load_settings(), quarantine_id or [], corrections=corrections, by=by, note=note):
        typer.echo(line)


@application.command()
def dismiss(quarantine_id: list[str], by: Annotated[str, typer.Option()], note: Annotated[str, typer.Option()]) -> None:
    """Record that rows are rightly left out, with who and why."""
    from warehouse.quality.quarantine import dismiss as dismiss_rows

    dismiss_rows(load_settings(), quarantine_id, by=by, note=note)
