"""Fixtures of the sources' tests: servers that stop by themselves, a clean environment, pulls without waiting."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from warehouse import settings
from warehouse.settings import Settings, load_settings
from warehouse.sources.contract import SourceContract
from warehouse.sources.registry import contract as find_contract

from .support import FAMILIES, KEYS, SECRET, Behaviour, LoopbackServer, Pull


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], LoopbackServer]]:
    """Starts servers and stops them after the test."""
    running: list[LoopbackServer] = []

    def start(behaviour: Behaviour) -> LoopbackServer:
        running.append(LoopbackServer(behaviour))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith("WAREHOUSE_") or name in KEYS or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(settings, "_read_dotenv", lambda: None)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("WAREHOUSE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("WAREHOUSE_HTTP_CONNECT_TIMEOUT", "5")
    monkeypatch.setenv("WAREHOUSE_HTTP_READ_TIMEOUT", "5")


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Pull]:
    """A pull in live mode with every address replaced by a test's server and keys set."""

    def make(source: str | SourceContract, server: LoopbackServer, **environment: str) -> Pull:
        monkeypatch.setenv("WAREHOUSE_MODE", "live")
        for family in FAMILIES:
            monkeypatch.setenv(f"WAREHOUSE_BASE_URL_{family}", server.url)
        for key in KEYS:
            monkeypatch.setenv(key, SECRET)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        found = find_contract(source) if isinstance(source, str) else source
        return Pull(found, load_settings())

    return make
