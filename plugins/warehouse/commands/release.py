"""`warehouse release list|show|diff|rollback`: what BI reads, what it read before, and the way back."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from warehouse.settings import load_settings

application = typer.Typer(no_args_is_help=True, help="공개판 · releases")


@application.command("list")
def list_releases() -> None:
    """Releases, newest first, with status and verdict."""
    from warehouse.release import registry

    table = Table("release", "built", "published", "status", "verdict", "files")
    for row in registry.list_releases(load_settings()):
        table.add_row(
            row["release_id"],
            f"{row['built_at']:%Y-%m-%d %H:%M}",
            f"{row['published_at']:%Y-%m-%d %H:%M}" if row["published_at"] else "–",
            row["status"],
            row["verdict"] or "–",
            row["files_path"] or "–",
        )
    Console().print(table)


@application.command()
def show(release_id: str) -> None:
    """One release: rows, loads, checks."""
    from warehouse.release import registry

    Console().print_json(data=registry.show_release(load_settings(), release_id), default=str)


@application.command()
def diff(older: str, newer: str) -> None:
    """What changed between two releases, table by table."""
    from warehouse.release import registry

    table = Table("table", older, newer, "±", "changed")
    for row in registry.diff_releases(load_settings(), older, newer):
        before, after = ("–" if row[name] is None else f"{row[name]:,}" for name in ("before", "after"))
        changed = {True: "✓", False: "", None: "?"}[row["changed"]]
        table.add_row(row["table"], before, after, f"{row['row_change']:+,}", changed)
    Console().print(table)


@application.command()
def rollback(
    to: Annotated[
        str | None, typer.Argument(help="an older release whose files are kept; default: the one before")
    ] = None,
    by: Annotated[str, typer.Option(help="who decided")] = getpass.getuser(),
    reason: Annotated[str, typer.Option(help="why")] = "rolled back by hand",
) -> None:
    """Serve an earlier release again."""
    from warehouse.release import swap

    typer.echo(f"{swap.rollback(load_settings(), by=by, reason=reason, to=to)} serves now.")
