"""Kills and restarts in the middle: the last release keeps serving, and the next run is clean."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import psycopg
import pytest

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.release import files, registry
from warehouse.release.copy import copy_marts
from warehouse.release.schemas import NEXT, read_stamp, release_lock, schema_exists
from warehouse.release.swap import publish
from warehouse.services.postgres import EmbeddedPostgres

FIRST, SECOND = "release-20260101T000000", "release-20260102T000000"

# Runs the whole release and says where it is, so that the test can kill it exactly there.
PROGRAM = """
import sys, time
from warehouse.settings import load_settings
from warehouse.release import copy, files, registry, swap, schemas
settings, stop_at = load_settings(), sys.argv[1]
def stop(name):
    if name == stop_at:
        print("here", flush=True)
        time.sleep(600)
def before(module, name, label):
    original = getattr(module, name)
    def wrapped(*a, **k):
        stop(label)
        return original(*a, **k)
    setattr(module, name, wrapped)
before(copy, "_add_keys", "in the middle of a table")
before(copy, "write_stamp", "before the stamp")
before(files, "write_dictionary", "in the middle of the files")
before(swap, "_let_read", "in the middle of the swap")
before(swap, "tidy", "after the swap")
before(files, "_sync", "before the files are visible")
registry.start_release(settings, "release-20260102T000000")
copy.copy_marts(settings, "release-20260102T000000")
files.stage_files(settings, "release-20260102T000000")
swap.publish(settings, "release-20260102T000000")
files.commit_files(settings, "release-20260102T000000")
"""
BEFORE_THE_SWAP = [
    "in the middle of a table", "before the stamp", "in the middle of the files", "in the middle of the swap",
]  # fmt: skip
AFTER_THE_SWAP = ["after the swap", "before the files are visible"]


def _release(settings, release_id):
    registry.start_release(settings, release_id)
    copy_marts(settings, release_id)
    files.stage_files(settings, release_id)
    publish(settings, release_id)
    files.commit_files(settings, release_id)


@pytest.mark.parametrize("moment", BEFORE_THE_SWAP + AFTER_THE_SWAP)
def test_killed_with_nine(build, change_build, reader_address, moment):
    _release(build, FIRST)
    change_build("delete from marts.regions where region_code <> 'r1'")
    environment = {**os.environ, "WAREHOUSE_HOME": str(build.base_home), "WAREHOUSE_MODE": "sample"}
    victim = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, moment], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert victim.stdout.readline().strip() == "here"
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    serving, rows = (FIRST, 300) if moment in BEFORE_THE_SWAP else (SECOND, 1)
    assert registry.serving_release(build) == serving
    with psycopg.connect(reader_address) as reader:
        assert reader.execute("select count(*) from marts.regions").fetchone()[0] == rows
    _wait_for_the_lock(build)
    third = "release-20260103T000000"
    _release(build, third)
    assert registry.serving_release(build) == third
    assert (files.release_directory(build, serving) / "SHA256SUMS").exists()
    statuses = {row["release_id"]: row["status"] for row in registry.list_releases(build)}
    assert statuses[third] == "published" and "building" not in statuses.values()
    assert not (build.releases_directory / files.STAGING).exists() or not list(
        (build.releases_directory / files.STAGING).iterdir()
    )


def _wait_for_the_lock(settings):
    """PostgreSQL notices a vanished client when it next reads from it."""
    for _ in range(100):
        try:
            with connect(settings, autocommit=True) as connection, release_lock(connection):
                return
        except ReleaseError:
            time.sleep(0.1)
    raise AssertionError("the killed process still holds the lock")


@pytest.mark.parametrize("mode", ["fast", "immediate"])  # an administrator's restart, a crash
def test_postgresql_goes_in_the_middle_of_the_rows(
    own_server: EmbeddedPostgres, grow: Callable[[int], None], mode: str
) -> None:
    server, home = own_server, own_server.settings
    server.start()
    _release(home, FIRST)
    grow(60_000)
    rows_before: list[int] = []

    def stop_the_server() -> None:
        with server.superuser_connection("warehouse") as watching:
            for _ in range(20_000):
                row = watching.execute("select max(tuples_processed) from pg_stat_progress_copy").fetchone()
                if (row[0] or 0) > 1000:
                    rows_before.append(row[0])
                    break
                time.sleep(0.002)
        server._run("pg_ctl", "-w", "-m", mode, "-D", str(server.data), "stop")

    thread = threading.Thread(target=stop_the_server)
    thread.start()
    try:
        with pytest.raises(ReleaseError, match=r"stopped answering.*keeps serving.*Run again"):
            copy_marts(home, SECOND)
    finally:
        thread.join()
    assert 1000 < rows_before[0] < 60_000
    server.start()
    with connect(home) as connection:
        assert connection.execute("select count(*) from marts.regions").fetchone()[0] == 300
        assert not schema_exists(connection, NEXT) or read_stamp(connection, NEXT) is None
    assert registry.serving_release(home) == FIRST
    _release(home, SECOND)
    with connect(home) as connection:
        assert connection.execute("select count(*) from marts.regions").fetchone()[0] == 60_300
