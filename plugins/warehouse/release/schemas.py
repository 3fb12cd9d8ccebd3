"""The three schemas of a release in PostgreSQL, the stamp that says what stands in each, and their one lock."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import psycopg
from psycopg import sql

from warehouse.database import READER
from warehouse.errors import ReleaseError

MARTS = "marts"
NEXT = "marts_next"
PREVIOUS = "marts_prev"
RETIRED_PREFIX = "marts_old_"  # schemas that wait for their last reader before they are dropped

_LOCK_KEY = 0x6D617274  # "mart": one process at a time may touch marts_next or swap


@dataclass(frozen=True, slots=True)
class TableStamp:
    """What a published table holds: a fingerprint of its rows and columns, and how many rows."""

    fingerprint: str
    row_count: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which release a schema holds. It is the schema's comment, so a rename carries it along."""

    release_id: str
    tables: Mapping[str, TableStamp] = field(default_factory=dict)

    def as_comment(self) -> str:
        """`<release id> {"<table>": ["<fingerprint>", <rows>], …}`: readable by people and by `from_comment`."""
        tables = {name: [table.fingerprint, table.row_count] for name, table in sorted(self.tables.items())}
        return f"{self.release_id} {json.dumps(tables)}"

    @classmethod
    def from_comment(cls, comment: str | None) -> Stamp | None:
        """The stamp in a schema's comment; None when there is none (an unfinished copy, an empty schema)."""
        release_id, _, tables = (comment or "").partition(" ")
        if not release_id.startswith("release-") or not tables.startswith("{"):
            return None
        return cls(release_id, {name: TableStamp(*entry) for name, entry in json.loads(tables).items()})


class Answer(Protocol):
    """A cursor of psycopg or DuckDB."""

    def fetchone(self) -> Any: ...


def value_of(answer: Answer) -> Any:
    """The first value of an answer that always has a row (a count, a setting)."""
    row = answer.fetchone()
    assert row is not None
    return row[0]


def schema_exists(connection: psycopg.Connection, schema: str) -> bool:
    """Whether the schema is there at all."""
    return connection.execute("select 1 from pg_namespace where nspname = %s", [schema]).fetchone() is not None


def read_stamp(connection: psycopg.Connection, schema: str) -> Stamp | None:
    """Which complete release `schema` holds, or None."""
    row = connection.execute(
        "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s", [schema]
    ).fetchone()
    return Stamp.from_comment(row[0]) if row else None


def write_stamp(connection: psycopg.Connection, schema: str, stamp: Stamp) -> None:
    """Declare the schema complete; the last thing a copy does."""
    connection.execute(
        sql.SQL("comment on schema {} is {}").format(sql.Identifier(schema), sql.Literal(stamp.as_comment()))
    )


def tables_in(connection: psycopg.Connection, schema: str) -> list[str]:
    """Names of the tables of a schema."""
    rows = connection.execute(
        "select relname from pg_class where relkind = 'r' and relnamespace = to_regnamespace(%s) order by 1", [schema]
    )
    return [row[0] for row in rows]


def reader_exists(connection: psycopg.Connection) -> bool:
    """A PostgreSQL of one's own may do without the role."""
    return connection.execute("select 1 from pg_roles where rolname = %s", [READER]).fetchone() is not None


@contextmanager
def release_lock(connection: psycopg.Connection) -> Iterator[None]:
    """Only one process copies or swaps at a time; a killed one's lock ends with its connection."""
    if not value_of(connection.execute("select pg_try_advisory_lock(%s)", [_LOCK_KEY])):
        raise ReleaseError(
            "Another process is writing or swapping a release in this PostgreSQL right now.",
            remedy="Wait until it ends (see the DAG build_marts), then try again.",
        )
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK_KEY])
