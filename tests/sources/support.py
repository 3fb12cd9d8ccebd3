"""What the tests of the sources share: an archive in memory, and servers on loopback that do as they are told."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa

from warehouse.settings import Settings
from warehouse.sources.contract import (
    ArchivedResponse,
    DriftWarning,
    Interval,
    ParsedBatch,
    RejectedRecord,
    SourceContract,
    no_progress,
)

FAMILIES = ("LOFIN365", "DATA_GO_KR", "SEOUL", "KOSIS", "ODCLOUD", "JUMIN")
KEYS = ("LOFIN365_API_KEY", "DATA_GO_KR_SERVICE_KEY", "SEOUL_OPENAPI_KEY", "KOSIS_API_KEY")
SECRET = "S3CRET+/=key"


class MemoryArchive:
    """Archive writer and reader in one."""

    def __init__(self, entries: list[ArchivedResponse] | None = None) -> None:
        self.entries = entries or []
        self._lock = threading.Lock()

    def add(self, body: bytes, *, request: Any, status: int | None = None, headers: Any = None) -> ArchivedResponse:
        with self._lock:
            entry = ArchivedResponse(
                len(self.entries) + 1,
                json.loads(json.dumps(dict(request))),
                status,
                dict(headers or {}),
                datetime.now(UTC),
                hashlib.sha256(body).hexdigest(),
                body,
            )
            self.entries.append(entry)
            return entry

    def responses(self) -> Iterator[ArchivedResponse]:
        return iter(list(self.entries))


@dataclass
class Ask:
    """One request as a test's server sees it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]
    number: int  # how many requests came before it, from 1


@dataclass
class Reply:
    """What a test's server sends; `fault` breaks it on the wire."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "application/json;charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""  # "reset", "half", "stall"


Behaviour = Callable[[Ask], Reply]


class LoopbackServer:
    """Serves a behaviour until closed."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.asks: list[Ask] = []
        self._lock = threading.Lock()
        self._released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer._answer(self, dict(parse_qsl(body.decode(), keep_blank_values=True)))

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        parts = urlsplit(handler.path)
        with self._lock:
            ask = Ask(
                handler.command,
                parts.path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                {name.lower(): value for name, value in handler.headers.items()},
                form,
                len(self.asks) + 1,
            )
            self.asks.append(ask)
        self._send(handler, self.behaviour(ask))

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        handler.close_connection = bool(reply.fault)
        if reply.fault == "reset":
            handler.connection.close()
            return
        handler.send_response(reply.status)
        handler.send_header("Content-Type", reply.content_type)
        if reply.fault == "endless_chunks":
            handler.send_header("Transfer-Encoding", "chunked")
        else:
            wrong = {"announced_longer": 100, "announced_shorter": -100}.get(reply.fault, 0)
            handler.send_header("Content-Length", str(max(0, len(body) + wrong)))
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        self._send_body(handler, body, reply.fault)

    def _send_body(self, handler: BaseHTTPRequestHandler, body: bytes, fault: str) -> None:
        half = body[: len(body) // 2]
        if fault == "stall":
            handler.wfile.write(half)
            handler.wfile.flush()
            self._released.wait(20)
        elif fault == "drip":
            for byte in body:
                handler.wfile.write(bytes([byte]))
                if self._released.wait(0.05):
                    return
        elif fault == "endless_chunks":  # the last chunk, which says that all came, is missing
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(body), body))
        else:
            handler.wfile.write(half if fault == "half" else body)


@dataclass
class Pull:
    """Pulls and parses a source against a test's server."""

    contract: SourceContract
    settings: Settings
    naps: list[float] = field(default_factory=list)
    archive: MemoryArchive = field(default_factory=MemoryArchive)

    def fetch(self, interval: Interval) -> MemoryArchive:
        self.contract.fetch(self.contract, interval, self.settings, self.archive, no_progress, sleep=self.naps.append)  # type: ignore[call-arg]
        return self.archive

    def events(self, interval: Interval) -> list[Any]:
        return list(self.contract.parse(self.contract, interval, self.archive))

    def rows(self, interval: Interval, table: str | None = None) -> list[dict[str, Any]]:
        """Everything: fetch, parse, and the rows of one table."""
        self.fetch(interval)
        return rows_of(self.events(interval), table or self.contract.tables[0].name)


def rows_of(events: list[Any], table: str) -> list[dict[str, Any]]:
    """The rows of one table among events."""
    batches = [event.rows for event in events if isinstance(event, ParsedBatch) and event.table == table]
    return pa.Table.from_batches(batches).to_pylist() if batches else []


def rejected_of(events: list[Any]) -> list[RejectedRecord]:
    return [event for event in events if isinstance(event, RejectedRecord)]


def drift_of(events: list[Any]) -> list[DriftWarning]:
    return [event for event in events if isinstance(event, DriftWarning)]


def one_day(text: str) -> Interval:
    day = date.fromisoformat(text)
    return Interval(day, date.fromordinal(day.toordinal() + 1))
