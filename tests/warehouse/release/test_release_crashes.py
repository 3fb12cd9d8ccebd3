"""Kills and restarts in the middle: the last release keeps serving, and the next run is clean."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.release import files, registry
from warehouse.release.copy import copy_marts
from warehouse.release.schemas import MARTS, NEXT, read_stamp, release_lock
from warehouse.release.swap import publish
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

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


def test_postgresql_restarted_in_the_middle_of_a_copy(server_directory, build, monkeypatch):
    """A server of its own, stopped while rows are under way and started again."""
    import warehouse.release.copy as copy_module
    from warehouse.database import CONNECTION_VARIABLE

    monkeypatch.delenv(CONNECTION_VARIABLE)
    home = Settings(WAREHOUSE_HOME=str(server_directory()), WAREHOUSE_POSTGRES_PORT=_port())
    home.build_database.parent.parent.mkdir(parents=True)
    build.build_database.parent.rename(home.build_database.parent)
    server = EmbeddedPostgres(home)
    server.start()
    try:
        _release(home, FIRST)
        with connect(home, autocommit=True) as connection:
            connection.execute("comment on schema marts is null")  # so that nothing is reused
        original = copy_module._stream

        def stream_and_restart(*arguments):
            server.stop()
            server.start()
            original(*arguments)

        monkeypatch.setattr(copy_module, "_stream", stream_and_restart)
        with pytest.raises(ReleaseError, match=r"stopped answering.*keeps serving"):
            copy_marts(home, SECOND)
        monkeypatch.setattr(copy_module, "_stream", original)
        with connect(home) as connection:
            assert connection.execute("select count(*) from marts.regions").fetchone()[0] == 300
            assert read_stamp(connection, NEXT) is None
        _release(home, SECOND)
        assert registry.serving_release(home) == SECOND
        with connect(home) as connection:
            assert read_stamp(connection, MARTS).tables["regions"].row_count == 300
    finally:
        server.stop()


def _port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
