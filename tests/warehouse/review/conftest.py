"""The press source with articles that each test writes itself, an empty home, and a database of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from warehouse.database import CONNECTION_VARIABLE
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings
from warehouse.sources.contract import Interval, SourceContract
from warehouse.sources.press.contract import CONTRACT

_numbers = itertools.count()
DAY = Interval(date(2026, 3, 11), date(2026, 3, 12))


@pytest.fixture
def settings(server: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty home whose warehouse database is a fresh one."""
    name = f"review_{os.getpid()}_{next(_numbers)}"
    with server.superuser_connection() as connection:
        connection.execute(f"create database {name} owner warehouse")
    password = (server.settings.home / "secrets" / "postgres_warehouse").read_text()
    monkeypatch.setenv(CONNECTION_VARIABLE, f"postgresql://warehouse:{password}@127.0.0.1:{server.port}/{name}")
    return Settings(WAREHOUSE_HOME=str(tmp_path / "var"), WAREHOUSE_POSTGRES_PORT=server.port)


@pytest.fixture
def press() -> Callable[..., SourceContract]:
    """The real contract; only the network is replaced by the given texts (document id → article)."""

    def make(articles: dict[str, str], **changes: Any) -> SourceContract:
        def fetch(contract: Any, interval: Any, settings: Any, archive: Any, progress: Any) -> None:
            for number, (document_id, text) in enumerate(articles.items(), start=1):
                archive.add(
                    text.encode(),
                    request={
                        "table": "press_documents", "set": "test", "round": 1, "page": number, "document_id": document_id,
                        "url": f"https://press.example/{document_id}", "media_type": "text/plain", "origin": "feed",
                        "published_on": "2026-03-10", "is_sample": True,
                    },
                    headers={},
                )  # fmt: skip

        return replace(CONTRACT, fetch=fetch, **changes)

    return make
