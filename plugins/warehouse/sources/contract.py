"""What every source promises: the one typed object that DAGs, docs, gates and the command line derive from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from warehouse.settings import Settings

# Provenance that every raw table carries beside its own columns.
EXTRA_COLUMN = pa.field("_extra", pa.string())  # JSON object of fields the contract does not know, or null
ARCHIVE_COLUMN = pa.field("_archive_sha256", pa.string(), nullable=False)  # hash of the response it came from
RECORD_COLUMN = pa.field("_record_number", pa.int64(), nullable=False)  # position in that response, from 1
LOAD_COLUMN = pa.field("_load_id", pa.string(), nullable=False)  # added by the load transaction


@dataclass(frozen=True, slots=True)
class Label:
    """One thing in the two languages of the warehouse."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a raw table. `source_field` is the name the source uses when it differs."""

    name: str
    type: pa.DataType
    label: Label
    source_field: str | None = None
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class TableContract:
    """A raw table: columns, natural key, and bounds on what one load may bring."""

    name: str
    title: Label
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    minimum_rows: int = 0
    maximum_rows: int | None = None
    fill_rates: Mapping[str, float] = field(default_factory=dict)  # column -> least share of non-null values
    options: Mapping[str, Any] = field(default_factory=dict)  # what the family's fetch and parse need for this table

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        problems = [
            *(f"column {name!r} is not snake_case" for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)),
            *(f"column {name!r} stands twice" for name in set(names) if names.count(name) > 1),
            *(f"key column {name!r} is not a column" for name in self.key if name not in names),
            *(f"fill rate of unknown column {name!r}" for name in self.fill_rates if name not in names),
        ]
        if not self.key:
            problems.append("no key")
        if problems:
            raise ValueError(f"contract of raw table {self.name}: {'; '.join(problems)}")

    @property
    def parsed_schema(self) -> pa.Schema:
        """What `parse` yields: the columns, then `_extra`, `_archive_sha256`, `_record_number`."""
        own = [pa.field(column.name, column.type, column.nullable) for column in self.columns]
        return pa.schema([*own, EXTRA_COLUMN, ARCHIVE_COLUMN, RECORD_COLUMN])

    @property
    def raw_schema(self) -> pa.Schema:
        """What stands in the raw zone: the parsed schema and `_load_id`."""
        return self.parsed_schema.append(LOAD_COLUMN)


@dataclass(frozen=True, slots=True)
class Interval:
    """What one load covers: `start` inclusive, `end` exclusive, both Korean calendar days.

    `key` names it: a load with the same source and key supersedes the earlier one as a whole.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"interval ends ({self.end}) before it starts ({self.start})")

    @property
    def key(self) -> str:
        """`2026-03-11` for one day, else `2026-03-01_2026-03-31` (last day inclusive)."""
        last = self.end - timedelta(days=1)
        return self.start.isoformat() if last == self.start else f"{self.start.isoformat()}_{last.isoformat()}"


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """One answer as it was received. `request` never holds a key."""

    sequence: int
    request: Mapping[str, Any]  # {"method", "url", "parameters"} after masking, or {"path"} for a file
    status: int | None
    headers: Mapping[str, str]
    received_at: datetime
    sha256: str
    body: bytes


class ArchiveWriter(Protocol):
    """Where `fetch` puts what it received, before anything parses it. Safe to call from several threads."""

    def add(
        self,
        body: bytes,
        *,
        request: Mapping[str, Any],
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ArchivedResponse: ...

    def responses(self) -> Iterator[ArchivedResponse]:
        """What a broken pull of the same interval already archived: fetch resumes from there."""
        ...


class ArchiveReader(Protocol):
    """What `parse` reads: the answers of one load, in the order of their sequence."""

    def responses(self) -> Iterator[ArchivedResponse]: ...


class Progress(Protocol):
    """Told how far a long step is; `total` may be unknown."""

    def __call__(self, done: int, total: int | None = None, what: str = "") -> None: ...


def no_progress(done: int, total: int | None = None, what: str = "") -> None:
    """For callers that show nothing."""


@dataclass(frozen=True, slots=True)
class ParsedBatch:
    """Rows of one raw table, in its `parsed_schema`."""

    table: str
    rows: pa.RecordBatch


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A record that cannot become a row of its table: it goes to quarantine as it came."""

    table: str
    record: Mapping[str, Any]
    reason: Label
    rule: str  # snake_case id, e.g. "amount_is_a_number"
    archive_sha256: str
    record_number: int


@dataclass(frozen=True, slots=True)
class DriftWarning:
    """The source changed shape: an unknown field, a vanished one, a changed type."""

    table: str
    kind: str  # "unknown_field" | "vanished_field" | "changed_type"
    field: str
    examples: tuple[str, ...] = ()


ParseEvent = ParsedBatch | RejectedRecord | DriftWarning


class Licence(StrEnum):
    """What may be kept and shown; decides whether a body may stand in the warehouse."""

    KOGL_1 = "kogl_1"  # 공공누리 제1유형: free with attribution
    UNRESTRICTED = "unrestricted"  # 이용허락범위 제한 없음
    PER_RECORD = "per_record"  # each record carries its own mark
    FACTS_ONLY = "facts_only"  # all rights reserved: link, title, date and facts, never the body


@dataclass(frozen=True, slots=True)
class SourceContract:
    """A source: who provides it, how often it is pulled, what tables it fills, and how.

    `fetch(contract, interval, settings, archive, progress)` pulls bytes into the archive;
    `parse(contract, interval, archive)` turns archived bytes into events, with no network.
    """

    name: str
    title: Label
    provider: Label
    homepage: str
    licence: Licence
    owner: str
    schedule: str | None  # cron expression in Korean time
    start_on: date
    tables: tuple[TableContract, ...]
    fetch: Callable[[SourceContract, Interval, Settings, ArchiveWriter, Progress], None]
    parse: Callable[[SourceContract, Interval, ArchiveReader], Iterator[ParseEvent]]
    default_interval: Callable[[datetime], Interval]  # what a run at this moment (Korean time) covers
    family: str | None = None  # WAREHOUSE_BASE_URL_<family> replaces its address
    base_url: str | None = None
    key_name: str | None = None  # environment variable of the key, None when none is needed
    tags: tuple[str, ...] = ()
    deadline_after: timedelta = timedelta(hours=2)
    parser_version: str = "1"
    version_needs_acceptance: bool = False  # a new parser_version loads nothing until a person accepted its changes
    folder: Path | None = None  # where README.md stands
    tolerated_reject_ratio: float = 0.05  # above this share of quarantined rows the load fails as a whole
    # Intervals a run at this moment should cover, given the keys of the intervals already loaded; None: the default one.
    catch_up: Callable[[datetime, frozenset[str]], list[Interval]] | None = None
    reaches_back: bool = False  # the first load of all may ask for the whole history in one interval
    options: Mapping[str, Any] = field(default_factory=dict)  # what the family's fetch needs for the whole source

    def __post_init__(self) -> None:
        tables = [table.name for table in self.tables]
        problems = [
            *([] if re.fullmatch(r"[a-z][a-z0-9_]*", self.name) else ["name is not snake_case"]),
            *([] if tables else ["no tables"]),
            *(f"table {name!r} stands twice" for name in set(tables) if tables.count(name) > 1),
            *(
                []
                if self.schedule is None or len(self.schedule.split()) == 5
                else ["schedule is not a cron expression"]
            ),
            *([] if 0 <= self.tolerated_reject_ratio < 1 else ["tolerated_reject_ratio is not a share"]),
            *(
                []
                if self.base_url is None or self.base_url.startswith(("http://", "https://"))
                else ["base_url is not http(s)"]
            ),
            *([] if self.base_url is None or self.family else ["base_url without family: nobody could replace it"]),
        ]
        if problems:
            raise ValueError(f"contract of source {self.name}: {'; '.join(problems)}")

    def due(self, now_kst: datetime, loaded: frozenset[str] = frozenset()) -> list[Interval]:
        """The intervals a run at this moment should cover, oldest first."""
        return self.catch_up(now_kst, loaded) if self.catch_up else [self.default_interval(now_kst)]

    def table(self, name: str) -> TableContract:
        """The contract of one of its raw tables."""
        return next(table for table in self.tables if table.name == name)

    @property
    def readme(self) -> str:
        """The source's README, which is also the DAG's documentation."""
        path = self.folder / "README.md" if self.folder else None
        return path.read_text(encoding="utf-8") if path and path.exists() else ""
