"""What tests of several rooms share: a real PostgreSQL, and a place for servers that must be reachable by others."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server_directory() -> Iterator[Callable[[], Path]]:
    """Makes directories for PostgreSQL, removed at the end.

    Not under pytest's own temporary directory: every pytest that starts takes that one's permissions away from
    others, among them the user that PostgreSQL runs as when the tests run as root.
    """
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="warehouse-test-")))
        return made[-1]

    yield make
    for directory in made:
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def server(server_directory: Callable[[], Path]) -> Iterator[EmbeddedPostgres]:
    """One embedded PostgreSQL per worker; tests make databases of their own on it."""
    home = str(server_directory())
    postgres = EmbeddedPostgres(Settings(WAREHOUSE_HOME=home, WAREHOUSE_POSTGRES_PORT=free_port()))
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.stop()
