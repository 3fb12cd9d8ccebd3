"""A disk that fills up while rows are under way: the last release serves, the next one is whole."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator

import pytest

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.release import registry
from warehouse.release.copy import copy_marts
from warehouse.release.schemas import NEXT, read_stamp, schema_exists
from warehouse.release.swap import publish
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

pytestmark = pytest.mark.full  # servers of their own and a few hundred megabytes: half a minute
FIRST, SECOND = "release-20260101T000000", "release-20260102T000000"


def release(settings: Settings, release_id: str) -> None:
    registry.start_release(settings, release_id)
    copy_marts(settings, release_id)
    publish(settings, release_id)


def regions(settings: Settings) -> int:
    with connect(settings) as connection:
        return connection.execute("select count(*) from marts.regions").fetchone()[0]


def nothing_half(settings: Settings) -> bool:
    with connect(settings) as connection:
        return not schema_exists(connection, NEXT) or read_stamp(connection, NEXT) is None


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


def test_a_disk_that_fills_up_during_the_copy(
    own_server: EmbeddedPostgres, grow: Callable[[int], None], small_disk: Callable[[str], None]
) -> None:
    server, home = own_server, own_server.settings
    server.start()
    release(home, FIRST)
    grow(100_000)
    with pytest.raises(ReleaseError, match=r"disk is full.*keeps serving.*Free space"):
        copy_marts(home, SECOND)
    assert regions(home) == 300 and registry.serving_release(home) == FIRST and nothing_half(home)
    small_disk("900m")
    release(home, SECOND)
    assert regions(home) == 100_300
