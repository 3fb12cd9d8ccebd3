"""Faults that a test or a judge plants: `name`, `name=value`, `name@/path`, `name=value@/path`, separated by commas."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

FAULTS_VARIABLE = "WAREHOUSE_SAMPLE_FAULTS"

KNOWN = {
    # Bad rows in the data: of QWGJK; of residents and procurement only where the fault names their path.
    "negative_amount": "one line with a negative 예산현액",
    "unknown_region": "one line of a body that exists nowhere",
    "duplicate_key": "one line twice, with different spending",
    "text_amount": "one line whose amount is a word",
    "bad_funding_sum": "one line whose funding shares do not sum to its budget",
    "missing_key_field": "one line without its body's code",
    "unknown_field": "every row carries a field nobody knows",
    "vanished_field": "no row carries fld_nm",
    "vanished_key_field": "no row carries laf_cd",
    "changed_type": "spending arrives as an object",
    "amounts_in_thousands": "all amounts arrive in 1,000 won instead of won",
    "doubled_snapshot": "every row stands twice",
    "shrunken_snapshot": "one row in twenty is left",
    # Paging.
    "wrong_total": "the total is 7 higher than the rows that come",
    "changing_total": "from page 2 on the total is 3 higher (first read only)",
    "missing_page": "page N (default 2) is empty",
    "repeated_page": "page N (default 2) answers page N-1 once more",
    "short_page": "page N (default 2) has one row less than it should",
    "late_load": "the last N days (default 3) are not loaded yet",
    # Errors inside the protocol.
    "quota": "the daily quota is used up from page N (default 2) on",
    "key_error": "every key is refused",
    "gateway_xml": "refusals of the data.go.kr gateway come as XML with HTTP 200 even to a JSON request",
    "html_block": "the first request of a page is answered by a block page",
    # Forms an answer may take; the content stays the same.
    "byte_order_mark": "a BOM before the body",
    "json_in_string": "the JSON text inside a JSON string",
    "wrong_content_type": "text/html whatever the body is",
    "classic_items": "procurement in the older form: items.item, one row as object, none as empty text with code 03",
    "robots_forbid": "robots.txt forbids the press pages",
    # Errors of the connection; each meets the first request of a page N (default 2), the repetition is fine.
    "http_429": "429 with Retry-After: 1",
    "http_429_bare": "429 without Retry-After, plain text",
    "http_500": "500 with an HTML page",
    "reset": "the connection is reset",
    "half_body": "half the body, then the connection ends",
    "stall": "nothing for N seconds (default 60), then the connection ends",
    "latency": "every answer takes N milliseconds (default 100)",
    "dead": "every request is answered 503",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault."""

    name: str
    value: str | None = None
    path: str | None = None  # only requests whose path starts so

    def number(self, default: int) -> int:
        return int(self.value) if self.value else default

    def concerns(self, path: str) -> bool:
        return self.path is None or path.startswith(self.path)


class Faults:
    """All planted faults of one server, with the memory that faults of the first attempt need."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.planted = [parse(text) for text in texts if text.strip()]
        self._met: dict[str, int] = {}
        self._lock = Lock()

    @classmethod
    def from_environment(cls) -> Faults:
        """Faults named in WAREHOUSE_SAMPLE_FAULTS."""
        return cls(os.environ.get(FAULTS_VARIABLE, "").split(","))

    def find(self, name: str, path: str) -> Fault | None:
        """The planted fault of this name that concerns this path."""
        return next((fault for fault in self.planted if fault.name == name and fault.concerns(path)), None)

    def has(self, name: str, path: str) -> bool:
        return self.find(name, path) is not None

    def is_first(self, what: str) -> bool:
        """True the first time this is asked about `what`, and never again."""
        with self._lock:
            self._met[what] = self._met.get(what, 0) + 1
            return self._met[what] == 1


def parse(text: str) -> Fault:
    """`half_body=3@/lf/hub` → half body on page 3 of addresses that start with /lf/hub."""
    rest, _, path = text.strip().partition("@")
    name, _, value = rest.partition("=")
    if name not in KNOWN:
        raise ValueError(f"unknown sample fault {name!r}; known are {', '.join(KNOWN)}")
    return Fault(name, value or None, path or None)
