"""The one way out: a session with time limits, throttle, bounded retries, size limits and no key in anything it says."""

from __future__ import annotations

import logging
import os
import random
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import requests
import tenacity
import urllib3
from requests.adapters import HTTPAdapter

from warehouse.sources.addresses import GuardedAdapter, check_address, origin
from warehouse.sources.failures import (
    EnvelopeError,
    ForbiddenAddressError,
    KeyRefusedError,
    RequestRefusedError,
    TransientError,
)
from warehouse.sources.masking import KEY_PARAMETERS, MASK, Masker
from warehouse.sources.text import excerpt

T = TypeVar("T")
# Some government front ends drop clients that do not look like a browser (lofin365 notes, 2026); the second half says
# who we are, for operators of small municipal sites.
USER_AGENT = "Mozilla/5.0 (compatible; digital-innovation-warehouse/0.1; public-data research)"
LEGACY_TLS_HOST = "www.lofin365.go.kr"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_WAIT = 120.0  # a Retry-After beyond this is not waited for inside a run
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})  # servers also write "UTF-8" there, which packs nothing
_ANY_HEADER = zlib.MAX_WBITS | 32  # gzip or zlib, told by the first bytes
_ZLIB_OR_GZIP = b"\x78\x1f"  # what their headers begin with; anything else is deflate without a header
# urllib3 writes whole addresses, keys included, at this level (2.8, connectionpool.urlopen): dropped at the logger, so
# that no configuration of levels brings them back.
logging.getLogger("urllib3.connectionpool").addFilter(lambda record: record.levelno > logging.DEBUG)


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """Bounds of one client. Times in seconds; each may be replaced by `WAREHOUSE_HTTP_<NAME>`."""

    connect_timeout: float = 10.0
    read_timeout: float = 30.0  # between two pieces of an answer
    total_timeout: float = 300.0  # for one answer, however it trickles
    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 30.0
    maximum_bytes: int = 64 * 1024 * 1024
    calls_per_second: float | None = None
    concurrency: int = 4

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> HttpLimits:
        """Limits from a contract's options, then from the environment."""
        values: dict[str, Any] = {}
        for name, default in ((f, getattr(cls(), f)) for f in cls.__dataclass_fields__):
            given = os.environ.get(f"WAREHOUSE_HTTP_{name.upper()}", options.get(name, default))
            kind = float if name == "calls_per_second" else type(default)
            values[name] = None if given is None else kind(given)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what may be shown, and apart from it what must not (key parameters, headers, a key in the path)."""

    url: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    form: Mapping[str, str] | None = None
    secret_parameters: Mapping[str, str] = field(default_factory=dict)
    secret_headers: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_in_path: str | None = None  # replaces `{key}` in the url

    @property
    def real_url(self) -> str:
        """The address as it is sent."""
        return self.url.replace("{key}", quote(self.secret_in_path or "", safe=""))

    def shown(self) -> dict[str, Any]:
        """The request for archive and messages."""
        open_ = {k: v for k, v in {**self.parameters, **(self.form or {})}.items() if k.lower() not in KEY_PARAMETERS}
        return {"method": self.method, "url": self.url.replace("{key}", MASK), "parameters": open_}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str  # where it came from in the end, masked


class LegacyTlsAdapter(HTTPAdapter):
    """lofin365 offers only old TLS 1.2 settings: OpenSSL 3 needs SECLEVEL=1 and legacy renegotiation (A §7.1).

    Certificates are verified as everywhere else.
    """

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Use a context of our own for this host."""
        context = ssl.create_default_context()
        context.set_ciphers("DEFAULT:@SECLEVEL=1")
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
        super().init_poolmanager(*arguments, ssl_context=context, **options)


class HttpClient:
    """Asks one source. Safe to use from several threads; close it when done."""

    def __init__(
        self,
        source: str,
        *,
        limits: HttpLimits | None = None,
        masker: Masker | None = None,
        trusted: Collection[str] = (),
        from_outside: bool = False,  # addresses come from feeds and pages, not from the configuration
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.source = source
        self.limits = limits or HttpLimits()
        self.masker = masker or Masker()
        self._trusted = frozenset(trusted)
        self._from_outside = from_outside
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._not_before = 0.0
        # However many threads ask: so many requests are under way at once.
        self._slots = threading.BoundedSemaphore(max(1, self.limits.concurrency))
        self._session = self._make_session()

    def _make_session(self) -> requests.Session:
        session = requests.Session()
        session.headers.update(
            {
                "User-Agent": USER_AGENT,
                "Accept": "*/*",
                "Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5",
                "Accept-Encoding": "gzip, deflate",
            }
        )
        # No proxy or .netrc for addresses on this machine.
        session.trust_env = not any(where.startswith(("127.", "localhost:", "::1:")) for where in self._trusted)
        pool: dict[str, Any] = {
            "pool_connections": 8,
            "pool_maxsize": max(4, self.limits.concurrency),
            "pool_block": True,
        }
        if self._from_outside:
            adapter: HTTPAdapter = GuardedAdapter(self._trusted, **pool)
        else:
            adapter = HTTPAdapter(**pool)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        if not self._from_outside:
            session.mount(f"https://{LEGACY_TLS_HOST}/", LegacyTlsAdapter(**pool))
        return session

    @property
    def trusted(self) -> frozenset[str]:
        """Origins that may be private because the operator named them."""
        return self._trusted

    def trust(self, origins: Iterable[str]) -> None:
        """Add configured origins; connections made so far are closed."""
        self._trusted = self._trusted | frozenset(origins)
        self._session.close()
        self._session = self._make_session()

    def check(self, url: str) -> None:
        """Raise `ForbiddenAddressError` for an address that must not be opened."""
        check_address(url, self._trusted)

    def close(self) -> None:
        """Release the connections."""
        self._session.close()

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self, call: Call, read: Callable[[Answer], T], *, what: str, before: Callable[[], None] = lambda: None
    ) -> T:
        """Ask until `read` accepts the answer; transient trouble is retried with back-off, the rest is raised.

        `read` raises `TransientError` or `EnvelopeError` for an answer worth asking for again. `before` runs before
        each attempt (the quota ledger counts there).
        """

        def once() -> T:
            self._wait_for_turn()
            before()
            with self._slots:
                answer = self.send(call)
            return read(answer)

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.limits.attempts),
            wait=self._wait,
            retry=tenacity.retry_if_exception_type((TransientError, EnvelopeError)),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(once)
        except (TransientError, EnvelopeError) as problem:
            remedy = (
                problem.remedy
                or "The source is in trouble or unreachable from here: run again later; what was read is kept."
            )
            tries = f"{self.limits.attempts} attempts"
            raise type(problem)(
                self.masker.text(f"{self.source}: {what}: {problem.what} (after {tries})."), remedy=remedy
            ) from None

    def send(self, call: Call) -> Answer:
        """One attempt, redirects within the same host included."""
        url = call.real_url
        for _ in range(5):
            if self._from_outside:
                check_address(url, self._trusted)
            answer, location = self._send_once(call, url)
            if location is None:
                return answer
            url = self._redirected(url, location, call)
        raise RequestRefusedError(f"{self.source}: too many redirects.", remedy="Check the configured address.")

    def _redirected(self, url: str, location: str, call: Call) -> str:
        target = urljoin(url, location)
        carries_key = bool(call.secret_parameters or call.secret_headers or call.secret_in_path)
        same_host = urlsplit(target).hostname == urlsplit(url).hostname and urlsplit(target).scheme in ("http", "https")
        downgrade = urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https"
        if not same_host or downgrade or (carries_key and origin(target) != origin(url)):
            where = self.masker.text(f"{urlsplit(target).scheme}://{urlsplit(target).hostname}")
            raise ForbiddenAddressError(
                f"{self.source}: redirected to another place ({excerpt(where)}), which is not followed.",
                remedy="If the source has moved, set its address (WAREHOUSE_BASE_URL_… or the feed list).",
            )
        return target

    def _send_once(self, call: Call, url: str) -> tuple[Answer, str | None]:
        limits = self.limits
        first = url == call.real_url
        try:
            with self._session.request(
                call.method if first else "GET",
                url,
                params={**call.parameters, **call.secret_parameters} if first else None,
                data=call.form if first else None,
                headers={**call.headers, **call.secret_headers},
                timeout=(limits.connect_timeout, limits.read_timeout),
                stream=True,
                allow_redirects=False,
            ) as response:
                location = response.headers.get("Location") if response.status_code in _REDIRECTS else None
                body = b"" if location else self._body(response)
                return Answer(response.status_code, dict(response.headers), body, self.masker.text(url)), location
        except ForbiddenAddressError:
            raise
        except (
            requests.exceptions.InvalidURL,
            requests.exceptions.MissingSchema,
            requests.exceptions.InvalidSchema,
        ) as problem:
            raise ForbiddenAddressError(
                f"{self.source}: not an address that can be opened ({type(problem).__name__})."
            ) from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as problem:
            # `from None`: the text of these exceptions carries the whole address, key included.
            raise TransientError(f"no complete answer ({_plain(problem)})") from None

    def _body(self, response: requests.Response) -> bytes:
        deadline = self._clock() + self.limits.total_timeout
        pieces, size = [], 0
        # One look at the wire at a time: a server that trickles must not hold us longer than the total time.
        while piece := response.raw.read1(1024 * 1024, decode_content=False):
            pieces.append(piece)
            size += len(piece)
            self._check_size(size)
            if self._clock() > deadline:
                raise TransientError(f"an answer took longer than {self.limits.total_timeout:.0f} s")
        # `read1` ends quietly where a connection is closed early (urllib3 2.8, Python 3.11).
        if response.raw.length_remaining:
            raise TransientError("the answer broke off in the middle")
        body = b"".join(pieces)
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        return self._unpacked(body) if encoding in _PACKED else body

    def _unpacked(self, body: bytes) -> bytes:
        """The bytes that were packed with gzip or deflate; urllib3 (2.8) takes a stream without its end for whole."""
        pieces, size = [], 0
        try:
            while body:
                unpack = zlib.decompressobj(_ANY_HEADER if body[0] in _ZLIB_OR_GZIP else -zlib.MAX_WBITS)
                pieces.append(unpack.decompress(body, self.limits.maximum_bytes + 1 - size))
                size += len(pieces[-1])
                self._check_size(size)
                if not unpack.eof:
                    raise TransientError("the answer broke off in the middle")
                body = unpack.unused_data.lstrip(b"\0")  # further members; padding ends with nothing
        except zlib.error:
            raise TransientError("the answer's compression is broken") from None
        return b"".join(pieces)

    def _check_size(self, size: int) -> None:
        if size > self.limits.maximum_bytes:
            raise RequestRefusedError(
                f"{self.source}: an answer is larger than {self.limits.maximum_bytes:,} bytes.",
                remedy="If that is right, raise maximum_bytes in the contract's options.",
            )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        problem = state.outcome.exception() if state.outcome else None
        asked = getattr(problem, "retry_after", None)
        if asked is not None and asked > _LONGEST_WAIT:
            raise TransientError(
                f"asks to wait {asked:.0f} s", remedy=f"Run again in {asked / 60:.0f} minutes; what was read is kept."
            )
        backoff = min(self.limits.longest_wait, self.limits.first_wait * 2 ** (state.attempt_number - 1))
        wait = max(asked or 0.0, backoff * random.uniform(0.75, 1.25))  # noqa: S311 - jitter, not security
        if asked is not None:
            # The whole source was asked to slow down, not only this thread.
            with self._lock:
                self._not_before = max(self._not_before, self._clock() + asked)
        return wait

    def _wait_for_turn(self) -> None:
        with self._lock:
            now = self._clock()
            start = max(now, self._not_before)
            rate = self.limits.calls_per_second
            if rate:
                self._not_before = start + 1 / rate
        if start > now:
            self._sleep(start - now)


def check_status(answer: Answer) -> None:
    """For answers that carry no envelope: the status is all there is to go by."""
    status = answer.status
    if status == 429:
        raise TransientError("asked to slow down (HTTP 429)", retry_after=retry_after(answer.headers))
    if status in (408, 425) or status >= 500:
        raise TransientError(f"the server is in trouble (HTTP {status})", retry_after=retry_after(answer.headers))
    if status in (401, 403):
        raise KeyRefusedError(
            f"access refused (HTTP {status}).", remedy="Check the key, its approval and whether this address may call."
        )
    if status >= 400:
        raise RequestRefusedError(
            f"request refused (HTTP {status}).", remedy="The address may have moved: check it by hand."
        )


def _plain(problem: BaseException) -> str:
    """What happened, without the address that these exceptions carry in their text."""
    names = {
        "ConnectTimeout": "no connection in time",
        "ReadTimeout": "the answer stalled",
        "ConnectionError": "the connection failed or was cut",
        "ChunkedEncodingError": "the answer broke off in the middle",
        "SSLError": "the TLS handshake failed",
        "ProxyError": "the proxy refused",
        "ContentDecodingError": "the answer's compression is broken",
        "DecodeError": "the answer's compression is broken",
        "IncompleteRead": "the answer broke off in the middle",
        "ProtocolError": "the answer broke off in the middle",
        "ReadTimeoutError": "the answer stalled",
    }
    return names.get(type(problem).__name__, type(problem).__name__)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asks to wait: a number or an HTTP date."""
    value = {name.lower(): text for name, text in headers.items()}.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
