"""What tests of several rooms share: a real PostgreSQL, a place for servers that must be reachable by others, and
Debian's programs for `make test-full`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

ROOT = Path(__file__).parent
# Files with whole loads in them: begun last, each would keep one core waiting for the other (measured 2026-11-22).
LONGEST_FIRST = ("warehouse/test_whole_way.py", "warehouse/quality", "warehouse/review", "warehouse", "bi", "dags")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest come first; `--no-loadscope-reorder` keeps this order when they are dealt out."""

    def rank(item: pytest.Item) -> int:
        place = item.path.relative_to(ROOT).as_posix()
        return next((n for n, start in enumerate(LONGEST_FIRST) if place.startswith(start)), len(LONGEST_FIRST))

    items.sort(key=rank)


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


def debian_program(name: str, *packages: str, service: str = "") -> str:
    """Path of a program that no Python package brings; Debian's packages are installed when it is missing.

    The service that Debian starts with a package is stopped again: tests start their own, on ports of their own.
    """
    if found := shutil.which(name):
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip(f"{name} is not installed, and this user cannot install {', '.join(packages)} with apt-get")
    apt = ["apt-get", "--quiet", "--yes", "--option", "DPkg::Lock::Timeout=300", "--option", "Acquire::Retries=3"]
    for command in (["update"], ["install", "--no-install-recommends", *packages]):
        result = subprocess.run(
            [*apt, *command], capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
    if service and Path("/run/systemd/system").exists():
        subprocess.run(["systemctl", "disable", "--now", service], capture_output=True)
    found = shutil.which(name)
    assert found, f"apt-get could not install {', '.join(packages)}:\n{result.stdout[-1000:]}{result.stderr[-2000:]}"
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """A real browser, with a font that has Korean letters."""
    return debian_program("chromium", "chromium", "fonts-nanum")


@pytest.fixture(scope="session")
def redis_program() -> str:
    """A real Redis, and its client beside it."""
    return debian_program("redis-server", "redis-server", "redis-tools", service="redis-server")


@pytest.fixture(scope="session")
def java() -> str:
    """A Java runtime, which Spark needs."""
    return debian_program("java", "openjdk-17-jre-headless")
