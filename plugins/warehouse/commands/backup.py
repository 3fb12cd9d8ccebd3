"""`warehouse backup create|list|verify|restore`: one directory that brings everything back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from warehouse.settings import load_settings

application = typer.Typer(no_args_is_help=True, help="백업과 복구 · back-up and restore")

Folder = Annotated[
    Path | None, typer.Option(help="folder of back-ups; default: WAREHOUSE_BACKUP_DIRECTORY or the home")
]


@application.command()
def create(to: Folder = None, keep: Annotated[int, typer.Option(min=1, help="how many back-ups stay")] = 7) -> None:
    """Dump both databases and copy archive, raw zone and releases, while everything runs."""
    from warehouse.operations.backup import create_backup

    typer.echo(str(create_backup(load_settings(), to, keep=keep)))


@application.command("list")
def list_all(folder: Folder = None) -> None:
    """Complete back-ups, newest first."""
    from warehouse.operations.backup import backup_directory, list_backups, read_manifest

    table = Table("back-up", "files", "MiB", "mode")
    for backup in list_backups(folder or backup_directory(load_settings())):
        manifest = read_manifest(backup)
        size = sum(entry["bytes"] for entry in manifest["files"].values())
        table.add_row(str(backup), str(len(manifest["files"])), f"{size / 2**20:.1f}", manifest["mode"])
    Console().print(table)


@application.command()
def verify(backup: Path) -> None:
    """Read every file of a back-up again and compare its checksum."""
    from warehouse.operations.backup import verify_backup

    typer.echo(f"{verify_backup(backup)} files are as they were written.")


@application.command()
def restore(backup: Path) -> None:
    """Bring back an empty home (WAREHOUSE_HOME) and its PostgreSQL from a back-up."""
    from warehouse.operations.restore import restore_backup

    manifest = restore_backup(load_settings(), backup)
    typer.echo(f"Restored the state of {manifest['finished_at']}; `warehouse doctor` checks it.")
