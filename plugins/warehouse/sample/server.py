"""The sample sources over real HTTP on loopback: one threaded server for all families."""

from __future__ import annotations

import socket
import struct
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from warehouse.sample.clock import Today, korean_today
from warehouse.sample.exchange import Request, Response
from warehouse.sample.faults import Faults
from warehouse.sample.misbehaviour import misbehave
from warehouse.sample.routes import answer

LOOPBACK = "127.0.0.1"
REMEMBERED_REQUESTS = 10_000  # a server that runs for weeks must not grow
SAMPLE_HEADER = "X-Sample-Data"  # every answer says that it is made up


class SampleServer:
    """`with SampleServer() as server: requests.get(server.base_url + …)`.

    `today` fixes the day, `faults` plants faults, `requests` remembers what was asked last.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        host: str = LOOPBACK,
        today: Today | None = None,
        faults: Faults | Iterable[str] | None = None,
    ) -> None:
        if faults is None:
            faults = Faults.from_environment()
        self.faults = faults if isinstance(faults, Faults) else Faults(faults)
        self.today = today or korean_today
        self.requests: deque[Request] = deque(maxlen=REMEMBERED_REQUESTS)
        self._http = _HttpServer((host, port), _handler(self.handle))
        self._thread: Thread | None = None

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def base_url(self) -> str:
        """Scheme, host and port; the value for every WAREHOUSE_BASE_URL_<family>."""
        return f"http://{LOOPBACK}:{self.port}"

    def handle(self, request: Request) -> Response:
        """What this server answers, planted faults included."""
        self.requests.append(request)
        try:
            return misbehave(request, lambda asked: answer(asked, self.today(), self.faults), self.faults)
        except Exception:
            # Not a planted fault but one of our own: whoever runs a test must see it, not a silent hang-up.
            traceback.print_exc()
            return Response(b"the sample server itself failed: see its error output", "text/plain", 500)

    def start(self) -> SampleServer:
        """Serve in a thread of its own until `stop`."""
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        if self._thread:
            self._thread.join()

    def serve_forever(self) -> None:
        """Serve in the calling thread until interrupted."""
        try:
            self._http.serve_forever()
        finally:
            self._http.server_close()

    def __enter__(self) -> SampleServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a burst of parallel pages must not be refused

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the game."""


def _handler(handle: Callable[[Request], Response]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are reused
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body leave together

        def do_GET(self) -> None:
            self._answer("")

        def do_HEAD(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._answer(self.rfile.read(length).decode("utf-8", "replace"))

        def _answer(self, form: str) -> None:
            _send(self, handle(_request(self, form)))

        def log_message(self, format: str, *arguments: Any) -> None:
            """Quiet: addresses hold keys."""

    return Handler


def _request(handler: BaseHTTPRequestHandler, form: str) -> Request:
    address = urlsplit(handler.path)
    host = handler.headers.get("Host") or LOOPBACK
    return Request(
        handler.command, host, unquote(address.path), _pairs(address.query), dict(handler.headers.items()), _pairs(form)
    )


def _pairs(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        pairs.setdefault(name, value)
    return pairs


def _send(handler: BaseHTTPRequestHandler, response: Response) -> None:
    if response.manner == "reset":
        _reset(handler.connection)
        handler.close_connection = True
        return
    if response.manner == "stall":
        time.sleep(float(response.body or b"60"))
        handler.close_connection = True
        return
    handler.send_response(response.status)
    handler.send_header("Content-Type", response.content_type)
    handler.send_header("Content-Length", str(len(response.body)))
    handler.send_header(SAMPLE_HEADER, "1")
    for name, value in response.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    half = len(response.body) // 2 if response.manner == "half_body" else None
    if handler.command != "HEAD":
        handler.wfile.write(response.body[:half])
    handler.wfile.flush()
    handler.close_connection = handler.close_connection or half is not None


def _reset(connection: socket.socket) -> None:
    """Close with a RST packet instead of an orderly end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
