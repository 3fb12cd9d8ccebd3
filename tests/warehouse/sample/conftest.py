"""A sample server of a fixed day, shared by the tests that only read from it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests

from warehouse.sample.server import SampleServer

TODAY = date(2026, 9, 16)  # a Wednesday, after the reform of 2026-07-01


@pytest.fixture(scope="session")
def server() -> Iterator[SampleServer]:
    with SampleServer(today=lambda: TODAY, faults=[]) as running:
        yield running


@pytest.fixture(scope="session")
def get(server: SampleServer) -> Any:
    """`get(path, **parameters)`: an answer of the shared server."""
    session = requests.Session()

    def ask(path: str, headers: dict[str, str] | None = None, **parameters: Any) -> requests.Response:
        return session.get(f"{server.base_url}{path}", params=parameters, headers=headers, timeout=30)

    return ask


@pytest.fixture
def faulty() -> Iterator[Any]:
    """`faulty("reset", …)`: a server of its own with planted faults."""
    running: list[SampleServer] = []

    def start(*faults: str) -> SampleServer:
        running.append(SampleServer(today=lambda: TODAY, faults=faults).start())
        return running[-1]

    yield start
    for server in running:
        server.stop()
