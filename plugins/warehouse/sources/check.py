"""`warehouse sources check`: one tiny request per source, and one line on key, quota, envelope and schema."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.errors import SourceError, WarehouseError
from warehouse.settings import Settings
from warehouse.sources.api import base_url
from warehouse.sources.contract import (
    ArchivedResponse,
    ArchiveReader,
    ArchiveWriter,
    DriftWarning,
    Interval,
    ParsedBatch,
    RejectedRecord,
    SourceContract,
)
from warehouse.sources.failures import (
    EnvelopeError,
    KeyRefusedError,
    QuotaError,
    RequestRefusedError,
    TransientError,
    WindowTooLargeError,
)
from warehouse.sources.quota import korean_now
from warehouse.sources.registry import all_contracts, contract
from warehouse.sources.text import excerpt


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What one source said. Each field is "ok", "-" (not reached or not needed) or what is wrong."""

    source: str
    address: str
    key: str
    quota: str
    envelope: str
    schema: str
    message: str

    @property
    def is_fine(self) -> bool:
        """Whether nothing is wrong."""
        return {self.key, self.quota, self.envelope, self.schema} <= {"ok", "-"}


class _EnoughError(Exception):
    """The first answer with data is in: nothing more is asked."""


class _FirstAnswer:
    """An archive that keeps the first answer with data and then stops the pull.

    Lists that lead to data (feeds, a discovery document) and single addresses that do not answer are counted, and the
    pull goes on to what they lead to.
    """

    def __init__(self) -> None:
        self.entries: list[ArchivedResponse] = []
        self.lists = 0
        self.failures: list[str] = []

    def add(self, body: bytes, *, request: Any, status: int | None = None, headers: Any = None) -> ArchivedResponse:
        entry = ArchivedResponse(
            1, dict(request), status, dict(headers or {}), korean_now(), hashlib.sha256(body).hexdigest(), body
        )
        if "failure" in request:
            self.failures.append(f"{request.get('url', '')} ({excerpt(body)})")
        elif "purpose" in request:
            self.lists += 1
        else:
            self.entries.append(entry)
            raise _EnoughError
        return entry

    def responses(self) -> Iterator[ArchivedResponse]:
        return iter(self.entries)


def check_sources(settings: Settings, names: Iterable[str] = (), now: datetime | None = None) -> Iterator[CheckRow]:
    """One row per source, as soon as it has answered."""
    chosen = [contract(name) for name in names] or list(all_contracts())
    for one in chosen:
        yield check_source(one, settings, now or korean_now())


def check_source(one: SourceContract, settings: Settings, now: datetime) -> CheckRow:
    """Ask for the first page of the interval that is due, read it with the real parser, keep nothing."""
    small = tiny(one)
    archive = _FirstAnswer()
    interval = one.default_interval(now)
    try:
        small.fetch(small, interval, settings, _as_writer(archive), lambda done, total=None, what="": None)
    except _EnoughError:
        pass
    except WarehouseError as problem:
        return _failed(one, settings, problem)
    return _read(small, interval, settings, archive)


def tiny(one: SourceContract) -> SourceContract:
    """The same source, asking for one small page with one attempt at a time."""
    tables = tuple(
        dataclasses.replace(table, options={**table.options, "page_size": 10, "fallback_page_sizes": ()})
        for table in one.tables
    )
    return dataclasses.replace(one, tables=tables, options={**one.options, "concurrency": 1, "attempts": 2})


def _as_writer(archive: _FirstAnswer) -> ArchiveWriter:
    return archive


def _read(one: SourceContract, interval: Interval, settings: Settings, archive: _FirstAnswer) -> CheckRow:
    key = "ok" if one.key_name else "-"
    where = base_url(one, settings) or "-"
    reader: ArchiveReader = archive
    try:
        events = list(one.parse(one, interval, reader)) if archive.entries else []
    except SourceError as problem:
        return CheckRow(one.name, where, key, "ok", "ok", problem.what, problem.remedy)
    rows = sum(event.rows.num_rows for event in events if isinstance(event, ParsedBatch))
    drift = [f"{event.kind} {event.field}" for event in events if isinstance(event, DriftWarning)]
    refused = [event.rule for event in events if isinstance(event, RejectedRecord)]
    schema = "; ".join([*drift, *dict.fromkeys(refused)]) or ("ok" if rows else "-")
    silent = bool(archive.failures) and not archive.lists and not rows
    return CheckRow(one.name, where, key, "ok", "no answer" if silent else "ok", schema, _told(rows, interval, archive))


def _told(rows: int, interval: Interval, archive: _FirstAnswer) -> str:
    lists = f", {archive.lists} lists" if archive.lists else ""
    found = f"{rows} rows of {interval.key} read{lists}" if rows else f"answers{lists}; nothing for {interval.key}"
    failed = f"; {len(archive.failures)} addresses fail, the first is {archive.failures[0]}" if archive.failures else ""
    return found + failed


def _failed(one: SourceContract, settings: Settings, problem: WarehouseError) -> CheckRow:
    """Which of the four is at fault, by the class of the error."""
    key = "ok" if one.key_name else "-"
    found = {"key": key, "quota": "ok", "envelope": "ok", "schema": "-"}
    match problem:
        case KeyRefusedError():
            found.update(key="refused", quota="-", envelope="ok")
        case QuotaError():
            found.update(quota="used up")
        case EnvelopeError():
            found.update(envelope="unreadable")
        case TransientError():
            found.update(key="-", quota="-", envelope="no answer")
        case RequestRefusedError() | WindowTooLargeError():
            found.update(envelope="request refused")
        case _:
            found.update(envelope="no data")
    return CheckRow(
        one.name, base_url(one, settings) or "-", **found, message=f"{problem.what} {problem.remedy}".strip()
    )
