"""What can go wrong while pulling, by what to do about it: retry, wait for midnight, fix the key, fix the request."""

from __future__ import annotations

from enum import StrEnum

from warehouse.errors import SourceError


class Outcome(StrEnum):
    """How an answer is to be treated, whatever envelope said it."""

    OK = "ok"
    EMPTY = "empty"  # success with no rows
    TRANSIENT = "transient"  # ask again, later and slower
    QUOTA = "quota"  # nothing more today (Korean time)
    KEY = "key"  # the key, its approval or its address is refused
    WINDOW = "window"  # too much asked at once: halve the window
    REQUEST = "request"  # the request itself is wrong: a fault of the connector, or the service was retired


class EnvelopeError(SourceError):
    """An answer that no known envelope describes (truncated, binary, hostile); asking again may help."""


class TransientError(SourceError):
    """The source could not answer just now; `retry_after` is what it asked us to wait, in seconds."""

    def __init__(self, what: str, *, remedy: str = "", retry_after: float | None = None) -> None:
        super().__init__(what, remedy=remedy)
        self.retry_after = retry_after


class QuotaError(SourceError):
    """Today's calls of a key are used up; `resume_at` (ISO, Korean time) is when a run makes sense again."""

    def __init__(self, what: str, *, remedy: str = "", resume_at: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.resume_at = resume_at


class KeyRefusedError(SourceError):
    """The source refuses the key: missing, wrong, expired, or not approved for this service."""


class RequestRefusedError(SourceError):
    """The source refuses the request as such; asking again the same way cannot help."""


class WindowTooLargeError(SourceError):
    """The source refuses the size of the window; the caller halves it and asks again."""


class ForbiddenAddressError(SourceError):
    """An address from outside that must not be opened (private network, other host, other scheme, robots.txt)."""
