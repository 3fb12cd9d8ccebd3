"""The restore drill: what a back-up holds comes back on an empty machine, and nothing else is ever overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from warehouse.database import connect, embedded_address
from warehouse.operations.backup import create_backup, list_backups, read_manifest, verify_backup
from warehouse.operations.dump import BackupError, addresses
from warehouse.operations.restore import restore_backup
from warehouse.services.platform import prepare_home
from warehouse.settings import Settings

LOAD = "regions/regions-2026-03-20260301T000000000000"


def fill(settings: Settings) -> None:
    """A release, a recorded load and the files behind it."""
    with connect(settings) as connection:
        connection.execute(
            "create table marts.initiatives (initiative_id text primary key, name_ko text, amount_krw bigint)"
        )
        connection.execute(
            "insert into marts.initiatives select 'i' || n, '사업 ' || n, n * 1000 from generate_series(1, 5000) n"
        )
        connection.execute("comment on column marts.initiatives.name_ko is '사업명'")
        connection.execute("grant select on marts.initiatives to bi_reader")
        connection.execute(
            "insert into quality.releases (release_id, mode, built_at, status) values ('release-1', 'sample', now(), 'published')"
        )
    for name, content in {
        f"archive/{LOAD}/index.jsonl": b'{"sequence": 1}\n',
        f"archive/{LOAD}/0001.zst": bytes(range(256)) * 40,
        f"raw/{LOAD}/load.json": b"{}",
        "raw/.staging/half/load.json": b"never part of a back-up",
        "releases/release-1/initiatives.parquet": b"PAR1",
        "state/quota.json": b'{"calls": 3}',
        "secrets/postgres_warehouse.txt": b"secret",
    }.items():
        path = settings.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def marts(settings: Settings, role: str = "warehouse") -> tuple[int, int, str]:
    with psycopg.connect(embedded_address(settings, "warehouse", role)) as connection:
        return connection.execute(
            "select count(*), sum(amount_krw)::bigint, col_description('marts.initiatives'::regclass, 2) from marts.initiatives"
        ).fetchone()


@pytest.mark.full  # two servers and two migrations of Airflow's metadata: half a minute
def test_restore_drill(new_home: Callable[[str], Settings], tmp_path: Path) -> None:
    lost = new_home("lost")
    prepare_home(lost)
    fill(lost)
    with psycopg.connect(addresses(lost)["airflow"]) as airflow:
        airflow.execute(
            "insert into slot_pool (pool, slots, description, include_deferred) values ('drill', 7, '', false)"
        )
    backup = create_backup(lost, tmp_path / "elsewhere")

    # The first back-up is whole, and a second one costs no second copy of what did not change.
    names = set(read_manifest(backup)["files"])
    assert {"warehouse.dump", "airflow.dump", f"archive/{LOAD}/0001.zst", f"raw/{LOAD}/load.json"} <= names
    assert not any("secret" in name or ".staging" in name for name in names)
    assert verify_backup(backup) == len(names)
    second = create_backup(lost, tmp_path / "elsewhere")
    assert (second / f"archive/{LOAD}/0001.zst").stat().st_ino == (backup / f"archive/{LOAD}/0001.zst").stat().st_ino

    # A home in use is left alone.
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(lost, backup)

    # An empty machine has everything again, for the BI reader as well, under passwords of its own.
    found = new_home("found")
    restore_backup(found, second)
    assert marts(found) == marts(lost) == (5000, 12_502_500_000, "사업명")
    assert marts(found, "bi_reader") == marts(lost, "bi_reader")
    assert (found.home / f"archive/{LOAD}/0001.zst").read_bytes() == (
        lost.home / f"archive/{LOAD}/0001.zst"
    ).read_bytes()
    with connect(found) as connection:
        assert connection.execute("select release_id from quality.releases").fetchall() == [("release-1",)]
    with psycopg.connect(addresses(found)["airflow"]) as airflow:
        assert airflow.execute("select slots from slot_pool where pool = 'drill'").fetchone() == (7,)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(found, second)


@pytest.fixture
def small_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_home: Callable[[str], Settings]
) -> tuple[Settings, Path]:
    """A back-up whose dumps are stand-ins: these tests are about files and manifest, not about PostgreSQL."""
    monkeypatch.setattr("warehouse.operations.backup.addresses", lambda settings: {"warehouse": "", "airflow": ""})
    monkeypatch.setattr("warehouse.operations.backup.dump", lambda address, file: file.write_bytes(b"dump"))
    settings = new_home("small")
    (settings.home / "archive" / "press").mkdir(parents=True)
    (settings.home / "archive" / "press" / "0001.zst").write_bytes(b"bytes")
    return settings, tmp_path / "backups"


def test_damage_is_found(small_backup: tuple[Settings, Path]) -> None:
    settings, folder = small_backup
    backup = create_backup(settings, folder)
    (backup / "archive" / "press" / "0001.zst").write_bytes(b"bYtes")
    with pytest.raises(BackupError, match="damaged"):
        verify_backup(backup)
    (backup / "archive" / "press" / "0001.zst").unlink()
    with pytest.raises(BackupError, match="missing"):
        verify_backup(backup)


def test_a_changed_file_is_copied_again(small_backup: tuple[Settings, Path]) -> None:
    settings, folder = small_backup
    first = create_backup(settings, folder)
    (settings.home / "archive" / "press" / "0001.zst").write_bytes(b"other bytes")
    second = create_backup(settings, folder)
    assert (first / "archive/press/0001.zst").read_bytes() == b"bytes"
    assert (second / "archive/press/0001.zst").read_bytes() == b"other bytes"
    assert verify_backup(first) == verify_backup(second) == 3


def test_old_backups_go_and_remains_of_killed_ones_too(small_backup: tuple[Settings, Path]) -> None:
    settings, folder = small_backup
    (folder / ".backup-20260101T000000000000.part").mkdir(parents=True)
    made = [create_backup(settings, folder, keep=2) for _ in range(3)]
    assert list_backups(folder) == [made[2], made[1]]
    assert not list(folder.glob(".backup-*"))


def test_a_failed_dump_leaves_no_backup(small_backup: tuple[Settings, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    settings, folder = small_backup

    def refuse(address: str, file: Path) -> None:
        raise BackupError("pg_dump failed.", remedy="Check.")

    monkeypatch.setattr("warehouse.operations.backup.dump", refuse)
    with pytest.raises(BackupError):
        create_backup(settings, folder)
    assert list_backups(folder) == [] and not list(folder.glob(".backup-*"))


def test_two_backups_at_once_are_refused(small_backup: tuple[Settings, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    settings, folder = small_backup

    def meanwhile(address: str, file: Path) -> None:
        with pytest.raises(BackupError, match="Another back-up"):
            create_backup(settings, folder)
        file.write_bytes(b"dump")

    monkeypatch.setattr("warehouse.operations.backup.dump", meanwhile)
    create_backup(settings, folder)


def test_a_full_disk_is_said_before_anything_is_written(
    small_backup: tuple[Settings, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, folder = small_backup
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("warehouse.operations.backup.shutil.disk_usage", lambda path: usage)
    with pytest.raises(BackupError, match="MiB free"):
        create_backup(settings, folder)
    assert not list(folder.glob("*backup-*"))


@pytest.mark.parametrize("name", ["../outside", "raw/../../outside", "/etc/passwd"])
def test_a_manifest_cannot_lead_out_of_its_folder(small_backup: tuple[Settings, Path], name: str) -> None:
    settings, folder = small_backup
    backup = create_backup(settings, folder)
    manifest = read_manifest(backup)
    manifest["files"][name] = {"sha256": "0" * 64, "bytes": 0}
    (backup / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BackupError, match="outside"):
        verify_backup(backup)


def test_a_future_format_and_another_mode_are_refused(
    small_backup: tuple[Settings, Path], new_home: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, folder = small_backup
    backup = create_backup(settings, folder)
    monkeypatch.setenv("WAREHOUSE_MODE", "live")
    live = new_home("live")
    assert live.mode.value == "live"
    with pytest.raises(BackupError, match="sample data"):
        restore_backup(live, backup)
    manifest = read_manifest(backup) | {"format": 99}
    (backup / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BackupError, match="format 99"):
        verify_backup(backup)
