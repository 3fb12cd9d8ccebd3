"""Brings an empty home back from a back-up: every checksum first, then databases, then files, then migrations."""

from __future__ import annotations

import shutil
from pathlib import Path

from warehouse.database import connect
from warehouse.operations.backup import FOLDERS, contained, read_manifest, verify_backup
from warehouse.operations.dump import BackupError, addresses, restore
from warehouse.release.files import point_latest
from warehouse.release.registry import serving_release
from warehouse.services.airflow import uses_embedded_postgres
from warehouse.services.platform import prepare_home
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings


def restore_backup(settings: Settings, backup: Path) -> dict:
    """Restore into the home and the PostgreSQL of `settings`, which must be empty; returns the manifest."""
    manifest = read_manifest(backup)
    if manifest["mode"] != settings.mode.value:
        raise BackupError(
            f"{backup} holds {manifest['mode']} data, this home is for {settings.mode.value}.",
            remedy=f"Set WAREHOUSE_MODE={manifest['mode']}.",
        )
    verify_backup(backup)
    _refuse_used_files(settings)
    if uses_embedded_postgres():
        settings.home.mkdir(parents=True, exist_ok=True)
        EmbeddedPostgres(settings).start()
    _refuse_used_database(settings)
    for database, address in addresses(settings).items():
        restore(address, backup / f"{database}.dump")
    _put_back(settings, backup, manifest)
    prepare_home(settings)
    if serving := serving_release(settings):
        point_latest(settings, serving)
    return manifest


def _put_back(settings: Settings, backup: Path, manifest: dict) -> None:
    for name in manifest["files"]:
        folder, _, inside = name.partition("/")
        if folder in FOLDERS and inside:
            destination = contained(settings.home, name)
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(contained(backup, name), destination)


def _refuse_used_files(settings: Settings) -> None:
    for folder in ("archive", "raw", "releases"):
        place = settings.home / folder
        if place.exists() and any(place.iterdir()):
            raise BackupError(
                f"{place} is not empty: a restore would mix two histories.",
                remedy="Restore into another WAREHOUSE_HOME, or move the old home away first (`warehouse down`, then mv).",
            )


def _refuse_used_database(settings: Settings) -> None:
    with connect(settings) as connection:
        row = connection.execute(
            "select count(*) from information_schema.tables where table_schema in ('marts', 'quality')"
        ).fetchone()
    if row and row[0]:
        raise BackupError(
            f"The warehouse's PostgreSQL already holds {row[0]} tables: a restore would overwrite them.",
            remedy="Restore into an empty server, or drop the database `warehouse` there first.",
        )
