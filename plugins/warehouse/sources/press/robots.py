"""robots.txt of each host, read once per pull and obeyed for pages."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

from protego import Protego

from warehouse.sources.addresses import origin
from warehouse.sources.failures import ForbiddenAddressError
from warehouse.sources.http import USER_AGENT, Answer, Call, HttpClient, check_status

_LONGEST_DELAY = 60.0
_POLITE_DELAY = 1.0


class Robots:
    """Says whether a page may be read, and how long to wait between two pages of a host."""

    def __init__(self, client: HttpClient, local: frozenset[str]) -> None:
        self._client = client
        self._local = local  # configured addresses on this machine or network need no politeness
        self._rules: dict[str, Protego] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raise `ForbiddenAddressError` when the host does not want this page read."""
        if not self._of(url).can_fetch(url, USER_AGENT):
            raise ForbiddenAddressError(f"robots.txt of {origin(url)} does not allow this page.")

    def delay(self, url: str) -> float:
        """Seconds between two requests to the host."""
        asked = self._of(url).crawl_delay(USER_AGENT)
        default = 0.0 if origin(url) in self._local else _POLITE_DELAY
        return min(_LONGEST_DELAY, float(asked)) if asked is not None else default

    def _of(self, url: str) -> Protego:
        parts = urlsplit(url)
        where = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            known = self._rules.get(where)
        if known is None:
            known = Protego.parse(self._read(f"{where}/robots.txt"))
            with self._lock:
                self._rules[where] = known
        return known

    def _read(self, url: str) -> str:
        def text(answer: Answer) -> str:
            if 400 <= answer.status < 500 and answer.status != 429:
                return ""  # no rules: everything is allowed (RFC 9309)
            check_status(answer)
            return answer.body[:500_000].decode("utf-8", "replace")

        return self._client.ask(Call(url), text, what=f"robots.txt of {origin(url)}")
