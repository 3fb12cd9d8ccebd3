"""Copies the marts of the build database into PostgreSQL schema `marts_next`, in bounded memory."""

# ruff: noqa: S608 (names in these queries come from dbt or this project and are quoted; values never do)

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.release.build import manifest_path
from warehouse.release.catalogue import MartTable, column_comment, read_catalogue, table_comment
from warehouse.release.datapackage import read_datapackage
from warehouse.release.failures import explained
from warehouse.release.heal import heal
from warehouse.release.postgres_types import csv_expression, postgres_type, quoted
from warehouse.release.schemas import (
    MARTS,
    NEXT,
    READER,
    Stamp,
    TableStamp,
    read_stamp,
    reader_exists,
    release_lock,
    value_of,
    write_stamp,
)
from warehouse.release.source_database import DATABASE_FILE, open_source
from warehouse.settings import Settings

log = logging.getLogger(__name__)

_BLOCK_BYTES = 1 << 20  # what travels from DuckDB to PostgreSQL at a time


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """One table of `marts_next`; `reused` when its rows came from the serving release."""

    name: str
    row_count: int
    reused: bool


def copy_marts(
    settings: Settings, release_id: str, *, source: Path | None = None, tables: Sequence[MartTable] | None = None
) -> list[CopiedTable]:
    """Fill `marts_next` with the release; whatever stood there before (a broken copy) is discarded first.

    Without `source` the build database is copied as dbt's manifest describes it; a rollback to an
    older release gives its DuckDB file and the tables its datapackage.json describes.
    """
    with (
        explained("Copying the marts to PostgreSQL"),
        open_source(source or settings.build_database) as build,
        connect(settings, autocommit=True) as connection,
        release_lock(connection),
    ):
        heal(settings)
        described = tuple(tables or read_catalogue(manifest_path(settings), build))
        _tune(connection)
        _recreate_next(connection)
        served = read_stamp(connection, MARTS)
        copied, stamps = [], {}
        for table in described:
            stamp = _table_stamp(build, table)
            reused = _is_served(connection, served, table.name, stamp)
            with connection.transaction():
                _copy_table(settings, build, connection, table, stamp, reused)
            copied.append(CopiedTable(table.name, stamp.row_count, reused))
            stamps[table.name] = stamp
            log.info("%s: %d rows %s", table.name, stamp.row_count, "kept" if reused else "copied")
        write_stamp(connection, NEXT, Stamp(release_id, stamps))
        return copied


def restore(settings: Settings, release_id: str) -> str:
    """Fill `marts_next` from the files of a kept release; publishing it is the way back to it."""
    directory = settings.releases_directory / release_id
    if not (directory / DATABASE_FILE).exists():
        raise ReleaseError(
            f"The files of {release_id} are not kept in {settings.releases_directory}.",
            remedy="`warehouse release list` shows which are.",
        )
    copy_marts(settings, release_id, source=directory / DATABASE_FILE, tables=read_datapackage(directory))
    return release_id


def _tune(connection: psycopg.Connection) -> None:
    """Settings of this session alone: bigger sorts for indexes, no core taken from readers for them, no waiting for
    ever behind a lock."""
    tuned = {
        "maintenance_work_mem": "256MB",
        "max_parallel_maintenance_workers": "0",
        "lock_timeout": "30s",
        "statement_timeout": "0",
    }
    for name, value in tuned.items():
        connection.execute("select set_config(%s, %s, false)", [name, value])


def _recreate_next(connection: psycopg.Connection) -> None:
    with connection.transaction():
        connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(NEXT)))
        connection.execute(sql.SQL("create schema {}").format(sql.Identifier(NEXT)))


def _table_stamp(build: duckdb.DuckDBPyConnection, table: MartTable) -> TableStamp:
    """Rows in any order and columns in their order give the fingerprint; equal means nothing to send."""
    columns = ", ".join(quoted(name) for name in table.column_names)
    row = build.execute(
        f"select count(*), coalesce(bit_xor(hash({columns})), 0), coalesce(sum(hash({columns})), 0)"
        f" from marts.{quoted(table.name)}"
    ).fetchone()
    assert row is not None  # an aggregate always has a row
    row_count, exclusive, total = row
    # DuckDB promises no stable hash between versions, so its version is part of the fingerprint.
    parts = [
        duckdb.__version__,
        [(c.name, postgres_type(c)) for c in table.columns],
        row_count,
        str(exclusive),
        str(total),
    ]
    return TableStamp(hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32], row_count)


def _is_served(connection: psycopg.Connection, served: Stamp | None, name: str, stamp: TableStamp) -> bool:
    if served is None or served.tables.get(name) != stamp:
        return False
    table = value_of(connection.execute("select to_regclass(%s)", [f"{MARTS}.{quoted(name)}"]))
    return table is not None


def _copy_table(
    settings: Settings,
    build: duckdb.DuckDBPyConnection,
    connection: psycopg.Connection,
    table: MartTable,
    stamp: TableStamp,
    reused: bool,
) -> None:
    target = sql.Identifier(NEXT, table.name)
    _create(connection, table, target)
    actual = _relay(settings, connection, table, target) if reused else _stream(build, connection, table, target)
    if actual != stamp.row_count:
        raise ReleaseError(
            f"Table {table.name} has {stamp.row_count} rows in the build and {actual} in {NEXT}.",
            remedy="Somebody changed the build database or the marts by hand during the copy; run again.",
        )
    _add_keys(connection, table, target)
    _add_comments(connection, table, target)
    _grant(connection, target)
    connection.execute(sql.SQL("analyze {}").format(target))


def _create(connection: psycopg.Connection, table: MartTable, target: sql.Identifier) -> None:
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.name),
            sql.SQL(postgres_type(column)),  # from our own table of types, never from data
            sql.SQL("" if column.nullable else " not null"),
        )
        for column in table.columns
    )
    connection.execute(sql.SQL("create table {} ({})").format(target, columns))


def _stream(
    build: duckdb.DuckDBPyConnection, connection: psycopg.Connection, table: MartTable, target: sql.Identifier
) -> int:
    """DuckDB writes CSV into a pipe while COPY reads it: no file, no row in Python. Returns how many rows arrived."""
    copy = _copy_in(table, target, "format csv, null '\\N'")
    read_end, write_end = os.pipe()
    writer = _CsvWriter(build, table, write_end)
    writer.start()
    cursor = connection.cursor()
    try:
        with cursor.copy(copy) as stream:
            while block := os.read(read_end, _BLOCK_BYTES):
                stream.write(block)
            writer.join()
            if writer.error:  # raised inside the block, so that PostgreSQL discards what it got
                raise writer.error
    finally:
        os.close(read_end)  # a writer still at work gets a broken pipe and ends
        writer.join()
    return cursor.rowcount


def _relay(settings: Settings, connection: psycopg.Connection, table: MartTable, target: sql.Identifier) -> int:
    """The serving table's rows in PostgreSQL's own binary form: no conversion, no DuckDB."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.column_names))
    out = sql.SQL("copy {} ({}) to stdout (format binary)").format(sql.Identifier(MARTS, table.name), columns)
    cursor = connection.cursor()
    with (
        connect(settings) as serving,
        serving.cursor().copy(out) as rows,
        cursor.copy(_copy_in(table, target, "format binary")) as stream,
    ):
        for block in rows:
            stream.write(block)
    return cursor.rowcount


def _copy_in(table: MartTable, target: sql.Identifier, form: str) -> sql.Composed:
    """FREEZE, allowed because the table was made in this transaction: readers need not write hint bits, and a
    reader whose snapshot is older than the copy sees the rows rather than an empty table."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.column_names))
    return sql.SQL("copy {} ({}) from stdin ({}, freeze)").format(target, columns, sql.SQL(form))


class _CsvWriter(threading.Thread):
    """Writes one table as CSV into a pipe's file descriptor and closes it."""

    def __init__(self, build: duckdb.DuckDBPyConnection, table: MartTable, descriptor: int) -> None:
        super().__init__(name=f"csv of {table.name}", daemon=True)
        self.build = build  # idle meanwhile in the thread that reads
        self.table = table
        self.descriptor = descriptor
        self.error: duckdb.Error | None = None

    def run(self) -> None:
        columns = ", ".join(f"{csv_expression(c)} as {quoted(c.name)}" for c in self.table.columns)
        try:
            self.build.execute(
                f"copy (select {columns} from marts.{quoted(self.table.name)}) to '/dev/fd/{self.descriptor}'"
                r" (format csv, header false, nullstr '\N', use_tmp_file false)"
            )
        except duckdb.Error as error:
            self.error = error
        finally:
            os.close(self.descriptor)


def _add_keys(connection: psycopg.Connection, table: MartTable, target: sql.Identifier) -> None:
    def names(columns: Sequence[str]) -> sql.Composed:
        return sql.SQL(", ").join(map(sql.Identifier, columns))

    if table.primary_key:
        connection.execute(sql.SQL("alter table {} add primary key ({})").format(target, names(table.primary_key)))
    for columns in table.indexes:
        connection.execute(sql.SQL("create index on {} ({})").format(target, names(columns)))


def _add_comments(connection: psycopg.Connection, table: MartTable, target: sql.Identifier) -> None:
    """BI tools show these beside each field: Korean label – English description."""
    connection.execute(sql.SQL("comment on table {} is {}").format(target, sql.Literal(table_comment(table))))
    for column in table.columns:
        connection.execute(
            sql.SQL("comment on column {} is {}").format(
                sql.Identifier(NEXT, table.name, column.name), sql.Literal(column_comment(column))
            )
        )


def _grant(connection: psycopg.Connection, target: sql.Identifier) -> None:
    """Rows may be read as soon as the schema may be entered, which only the swap allows."""
    if reader_exists(connection):
        connection.execute(sql.SQL("grant select on {} to {}").format(target, sql.Identifier(READER)))
