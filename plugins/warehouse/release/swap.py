"""Publishes a release by renaming schemas in one transaction, and takes it back the same way.

A reader's query finds its tables by name, one name after the other. A rename between two of them would let
one query read two releases, so the swap first tries to hold all tables for the instant of the commit; each try
makes new queries wait for a tenth of a second at most. When long queries keep it from that, the rename goes
ahead without: it never waits for them, and they finish on the tables they began with.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import psycopg
from psycopg import errors as postgres
from psycopg import sql

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.quality.history import ensure_schema
from warehouse.release import files, registry
from warehouse.release.copy import restore
from warehouse.release.failures import explained
from warehouse.release.schemas import (
    MARTS,
    NEXT,
    PREVIOUS,
    READER,
    RETIRED_PREFIX,
    Stamp,
    read_stamp,
    reader_exists,
    release_lock,
    schema_exists,
    tables_in,
)
from warehouse.settings import Settings

log = logging.getLogger(__name__)

_TRIES_HOLDING_ALL = 20
_HOLD_TIMEOUT = "100ms"  # the longest a new query waits behind one try
_PAUSE_SECONDS = 0.15
_RETIRE_TRIES = 10
_RETIRE_TIMEOUT = "200ms"


def publish(
    settings: Settings, release_id: str, *, approved_by: str | None = None, approval_reason: str | None = None
) -> None:
    """Make `marts_next` the serving `marts`; the registry's row changes in the same transaction."""
    with (
        explained("Publishing the release"),
        connect(settings, autocommit=True) as connection,
        release_lock(connection),
    ):
        if (serving := read_stamp(connection, MARTS)) and serving.release_id == release_id:
            log.info("%s serves already", release_id)  # a task repeated after its commit
            return
        stamp = read_stamp(connection, NEXT)
        if stamp is None or stamp.release_id != release_id:
            raise ReleaseError(
                f"{NEXT} does not hold {release_id} but {stamp.release_id if stamp else 'no complete release'}.",
                remedy="Copy the marts of this release again, then publish.",
            )
        ensure_schema(connection)
        with_retries(connection, partial(_swap, connection, stamp, approved_by, approval_reason))
        tidy(connection)


def rollback(settings: Settings, *, to: str | None = None, by: str | None = None, reason: str | None = None) -> str:
    """Back to the previous release, or to any older one whose files are kept. Returns what serves now."""
    if to is None or to == registry.placed_in(settings, PREVIOUS):
        serving = _exchange_with_previous(settings, by, reason)
    else:
        serving = restore(settings, to)
        publish(settings, serving, approved_by=by, approval_reason=reason)
    files.point_latest(settings, serving)
    return serving


def _exchange_with_previous(settings: Settings, by: str | None, reason: str | None) -> str:
    """`marts` and `marts_prev` change places; twice is forward again."""
    with explained("Rolling back"), connect(settings, autocommit=True) as connection, release_lock(connection):
        stamp = read_stamp(connection, PREVIOUS)
        if stamp is None:
            raise ReleaseError(
                "There is no previous release in PostgreSQL to go back to.",
                remedy="Name an older one whose files are kept: `warehouse release list`.",
            )
        with_retries(connection, partial(_exchange, connection, stamp, by, reason))
        tidy(connection)
        return stamp.release_id


def with_retries(connection: psycopg.Connection, swap: Callable[[Callable[[], None]], None]) -> None:
    """Run `swap`, which calls what it is given right before its renames: hold all tables, or nothing in the end.

    While tables are held readers wait, so that transaction does not wait for the disk; the next one does for both.
    """
    for _ in range(_TRIES_HOLDING_ALL):
        try:
            with connection.transaction():
                connection.execute("set local synchronous_commit = off")
                swap(lambda: _hold(connection))
        except (postgres.LockNotAvailable, postgres.DeadlockDetected):
            time.sleep(_PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 (spreads tries, guards nothing)
        else:
            connection.execute("select pg_logical_emit_message(true, 'warehouse', 'swapped')")
            return
    log.warning("readers are busy: swapped without waiting for them")
    with connection.transaction():
        swap(lambda: None)


def _hold(connection: psycopg.Connection) -> None:
    connection.execute("select set_config('lock_timeout', %s, true)", [_HOLD_TIMEOUT])
    names = [sql.Identifier(MARTS, table) for table in tables_in(connection, MARTS)]
    if names:
        connection.execute(sql.SQL("lock table {} in access exclusive mode").format(sql.SQL(", ").join(names)))


def _swap(
    connection: psycopg.Connection, stamp: Stamp, approved_by: str | None, reason: str | None, hold: Callable[[], None]
) -> None:
    registry.record_published(connection, stamp, approved_by, reason)
    if schema_exists(connection, PREVIOUS):
        _rename(connection, PREVIOUS, f"{RETIRED_PREFIX}{datetime.now(UTC):%Y%m%d%H%M%S%f}")
    _let_read(connection, NEXT)
    hold()
    if schema_exists(connection, MARTS):
        _rename(connection, MARTS, PREVIOUS)
    _rename(connection, NEXT, MARTS)


def _exchange(
    connection: psycopg.Connection, stamp: Stamp, by: str | None, reason: str | None, hold: Callable[[], None]
) -> None:
    registry.record_rolled_back(connection, read_stamp(connection, MARTS), stamp, by, reason)
    _let_read(connection, PREVIOUS)
    hold()
    aside = f"{MARTS}_aside"
    _rename(connection, MARTS, aside)
    _rename(connection, PREVIOUS, MARTS)
    _rename(connection, aside, PREVIOUS)


def _rename(connection: psycopg.Connection, old: str, new: str) -> None:
    connection.execute(sql.SQL("alter schema {} rename to {}").format(sql.Identifier(old), sql.Identifier(new)))


def _let_read(connection: psycopg.Connection, schema: str) -> None:
    if reader_exists(connection):
        connection.execute(
            sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(schema), sql.Identifier(READER))
        )


def tidy(connection: psycopg.Connection) -> None:
    """Close what no reader shall enter any more and drop what waits to be dropped; safe to run at any time.

    Not in the swap's transaction: a reader that found the old schema just before the commit still has to pass its
    gate, and one in the middle of a query holds its tables. What cannot be dropped now is dropped next time.
    """
    time.sleep(0.2)
    retired = [
        row[0]
        for row in connection.execute(
            "select nspname from pg_namespace where starts_with(nspname, %s)", [RETIRED_PREFIX]
        )
    ]
    if reader_exists(connection):
        for schema in [*retired, PREVIOUS, NEXT]:
            if schema_exists(connection, schema):
                connection.execute(
                    sql.SQL("revoke usage on schema {} from {}").format(sql.Identifier(schema), sql.Identifier(READER))
                )
    for schema in retired:
        _drop_when_unread(connection, schema)


def _drop_when_unread(connection: psycopg.Connection, schema: str) -> None:
    """Drop table by table and never CASCADE: a view that somebody built on a table keeps it, and the log says so."""
    for _ in range(_RETIRE_TRIES):
        try:
            with connection.transaction():
                connection.execute("select set_config('lock_timeout', %s, true)", [_RETIRE_TIMEOUT])
                for table in tables_in(connection, schema):
                    connection.execute(sql.SQL("drop table {}").format(sql.Identifier(schema, table)))
                connection.execute(sql.SQL("drop schema {}").format(sql.Identifier(schema)))
        except (postgres.LockNotAvailable, postgres.DeadlockDetected):
            time.sleep(_PAUSE_SECONDS)
        except postgres.DependentObjectsStillExist as error:
            log.warning("schema %s stays: %s", schema, str(error).splitlines()[0])
            return
        else:
            return
    log.warning("schema %s is still being read; the next release drops it", schema)
