"""Homes of their own with a real PostgreSQL on a free port."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings

PROJECT_ROOT = Path(__file__).resolve().parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def project_root() -> Path:
    return PROJECT_ROOT


@pytest.fixture
def new_home(
    server_directory: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Settings]]:
    """Settings of another empty home; its PostgreSQL, if it was started, stops with the test."""
    for name in (
        "AIRFLOW_CONN_WAREHOUSE_POSTGRES",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
        "WAREHOUSE_SECRETS",
        "WAREHOUSE_MODE",
    ):
        monkeypatch.delenv(name, raising=False)
    directory = server_directory()
    made: list[Settings] = []

    def make(name: str) -> Settings:
        settings = Settings(WAREHOUSE_HOME=str(directory / name), WAREHOUSE_POSTGRES_PORT=free_port())
        monkeypatch.setenv("WAREHOUSE_HOME", str(directory / name))
        monkeypatch.setenv("WAREHOUSE_POSTGRES_PORT", str(settings.postgres_port))
        made.append(settings)
        return settings

    yield make
    for settings in made:
        with suppress(Exception):
            EmbeddedPostgres(settings).stop()
