"""PostgreSQL crashes or runs out of disk while rows are under way: the last release serves, the next one is whole."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.database import CONNECTION_VARIABLE, connect
from warehouse.errors import ReleaseError
from warehouse.release import registry
from warehouse.release.copy import copy_marts
from warehouse.release.schemas import NEXT, read_stamp, schema_exists
from warehouse.release.swap import publish
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

pytestmark = pytest.mark.full  # servers of their own and a few hundred megabytes: half a minute
FIRST, SECOND = "release-20260101T000000", "release-20260102T000000"


@pytest.fixture
def own_server(
    server_directory: Callable[[], Path], build: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EmbeddedPostgres]:
    """A server for this test alone, not started yet, with the small build beside it."""
    monkeypatch.delenv(CONNECTION_VARIABLE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = Settings(WAREHOUSE_HOME=str(server_directory()), WAREHOUSE_POSTGRES_PORT=port)
    home.home.mkdir(parents=True)
    build.build_database.parent.rename(home.build_database.parent)
    server = EmbeddedPostgres(home)
    yield server
    server.stop()


def release(settings: Settings, release_id: str) -> None:
    registry.start_release(settings, release_id)
    copy_marts(settings, release_id)
    publish(settings, release_id)


def grow(settings: Settings, rows: int) -> None:
    """The regions of the next release, each as long as a page of text that does not compress."""
    with duckdb.connect(str(settings.build_database)) as build:
        build.execute(
            "insert into marts.regions (region_code, name_ko) select 'x' || i,"
            f" list_aggregate([md5((i * 40 + n)::varchar) for n in range(40)], 'string_agg', '') from range({rows}) t(i)"
        )


def regions(settings: Settings) -> int:
    with connect(settings) as connection:
        return connection.execute("select count(*) from marts.regions").fetchone()[0]


def nothing_half(settings: Settings) -> bool:
    with connect(settings) as connection:
        return not schema_exists(connection, NEXT) or read_stamp(connection, NEXT) is None


def test_a_crash_while_rows_are_under_way(own_server: EmbeddedPostgres) -> None:
    server, home = own_server, own_server.settings
    server.start()
    release(home, FIRST)
    grow(home, 200_000)
    crashed_after: list[int] = []

    def crash() -> None:
        with server.superuser_connection("warehouse") as watching:
            for _ in range(20_000):
                row = watching.execute("select max(tuples_processed) from pg_stat_progress_copy").fetchone()
                if (row[0] or 0) > 1000:
                    crashed_after.append(row[0])
                    break
                time.sleep(0.002)
        server._run("pg_ctl", "-m", "immediate", "-D", str(server.data), "stop")

    thread = threading.Thread(target=crash)
    thread.start()
    try:
        with pytest.raises(ReleaseError, match=r"stopped answering.*keeps serving.*Run again"):
            copy_marts(home, SECOND)
    finally:
        thread.join()
    assert 1000 < crashed_after[0] < 200_000
    server.start()
    assert regions(home) == 300 and registry.serving_release(home) == FIRST and nothing_half(home)
    release(home, SECOND)
    assert regions(home) == 200_300


@pytest.fixture
def small_disk(own_server: EmbeddedPostgres) -> Iterator[Callable[[str], None]]:
    """A real small file system under PostgreSQL's data, which can be made larger: only that fills up as a disk does."""
    folder = str(own_server.settings.postgres_directory)
    own_server.settings.postgres_directory.mkdir(parents=True)

    def mount(*options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", folder]
        return os.geteuid() == 0 and subprocess.run(command, capture_output=True).returncode == 0

    if not mount("size=150m"):
        pytest.skip("this user cannot mount a small file system")
    yield lambda size: None if mount("remount", f"size={size}") else pytest.fail("the disk cannot be made larger")
    own_server.stop()
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_fills_up_during_the_copy(own_server: EmbeddedPostgres, small_disk: Callable[[str], None]) -> None:
    server, home = own_server, own_server.settings
    server.start()
    release(home, FIRST)
    grow(home, 100_000)
    with pytest.raises(ReleaseError, match=r"disk is full.*keeps serving.*Free space"):
        copy_marts(home, SECOND)
    assert regions(home) == 300 and registry.serving_release(home) == FIRST and nothing_half(home)
    small_disk("900m")
    release(home, SECOND)
    assert regions(home) == 100_300
