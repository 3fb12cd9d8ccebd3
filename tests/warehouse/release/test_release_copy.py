"""The copy into `marts_next`: every value arrives as it was, nothing unchanged is sent again."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.release.copy import copy_marts
from warehouse.release.schemas import NEXT, read_stamp
from warehouse.release.swap import publish

FIRST, SECOND = "release-20260101T000000", "release-20260102T000000"


def test_every_value_arrives_as_it_was(build):
    copied = copy_marts(build, FIRST)
    assert {(table.name, table.row_count, table.reused) for table in copied} == {
        ("initiatives", 5, False),
        ("regions", 300, False),
    }
    with connect(build) as connection:
        rows = connection.execute(
            "select name_ko, region_codes, started_on::text, amount_krw, confidence, noted_at, detail"
            " from marts_next.initiatives order by initiative_id"
        ).fetchall()
    assert rows[0][0] == '스마트 도시, "시범"'
    assert rows[0][1] == ["1100000000", 'a"b', None, "NULL", "x\\y", ""]
    assert rows[0][2:5] == ("2024-01-18", 345_900_000_000, 0.1)
    assert rows[0][5] == datetime(2026, 11, 22, tzinfo=UTC)
    assert rows[0][6] == {"a": 1, "b": "x"}
    assert rows[1][:2] == ("", [])
    assert rows[2][0] is None and rows[2][1] is None and rows[2][6] == {"a": None, "b": "\\N"}
    assert rows[3][0] == "\\N"
    assert rows[4][0] == "줄\n바꿈"


def test_keys_indexes_comments_and_statistics(build):
    copy_marts(build, FIRST)
    with connect(build) as connection:
        indexes = connection.execute(
            "select indexdef from pg_indexes where schemaname = 'marts_next' and tablename = 'initiatives'"
        ).fetchall()
        comment, column_comment = connection.execute(
            "select obj_description('marts_next.initiatives'::regclass),"
            " col_description('marts_next.initiatives'::regclass, 5)"
        ).fetchone()
        uncommented = connection.execute(
            "select count(*) from pg_attribute where attnum > 0 and attrelid in"
            " (select oid from pg_class where relkind = 'r' and relnamespace = 'marts_next'::regnamespace)"
            " and col_description(attrelid, attnum) is null"
        ).fetchone()[0]
        estimated = connection.execute(
            "select reltuples from pg_class where oid = 'marts_next.regions'::regclass"
        ).fetchone()[0]
    assert sum("UNIQUE" in definition for (definition,) in indexes) == 1
    assert len(indexes) == 3
    assert comment == "사업 – All initiatives."
    assert column_comment == "금액(원) – The amount_krw."
    assert uncommented == 0
    assert estimated == 300


def test_unchanged_tables_are_not_sent_again(build, change_build):
    copy_marts(build, FIRST)
    publish(build, FIRST)
    change_build("update marts.regions set population_count = 1 where region_code = 'r7'")
    assert {table.name: table.reused for table in copy_marts(build, SECOND)} == {"initiatives": True, "regions": False}
    with connect(build) as connection:
        same = connection.execute(
            "select count(*) from marts.initiatives a join marts_next.initiatives b"
            " on a.initiative_id = b.initiative_id and to_jsonb(a) = to_jsonb(b)"
        ).fetchone()[0]
        changed = connection.execute(
            "select population_count from marts_next.regions where region_code = 'r7'"
        ).fetchone()[0]
    assert (same, changed) == (5, 1)


def test_row_order_alone_is_no_change(build, change_build):
    copy_marts(build, FIRST)
    publish(build, FIRST)
    change_build("create or replace table marts.regions as from marts.regions order by region_code desc")
    assert all(table.reused for table in copy_marts(build, SECOND))


def test_a_duplicate_key_is_named_and_nothing_is_stamped(build, change_build):
    change_build("insert into marts.regions values ('r7', 'again', 1)")
    with pytest.raises(ReleaseError, match=r"r7.*already|duplicated|duplicate") as caught:
        copy_marts(build, FIRST)
    assert "(region_code)=(r7)" in str(caught.value)
    with connect(build) as connection:
        assert read_stamp(connection, NEXT) is None


def test_a_broken_copy_is_discarded_by_the_next(build, change_build):
    change_build("insert into marts.regions values ('r7', 'again', 1)")
    with pytest.raises(ReleaseError):
        copy_marts(build, FIRST)
    change_build("delete from marts.regions where name_ko = 'again'")
    assert len(copy_marts(build, SECOND)) == 2


def test_text_that_postgresql_cannot_hold_is_named(build, change_build):
    change_build("insert into marts.regions values ('r900', 'a' || chr(0) || 'b', 1)")
    with pytest.raises(ReleaseError, match=r"0x00"):
        copy_marts(build, FIRST)


def test_two_copies_at_once_are_refused(build):
    from warehouse.release.schemas import release_lock

    with connect(build) as other, release_lock(other), pytest.raises(ReleaseError, match=r"Another process"):
        copy_marts(build, FIRST)


def test_a_server_that_is_gone_says_so(build, monkeypatch):
    """The backend is ended in the middle of the copy, as a restart of PostgreSQL does."""
    import warehouse.release.copy as copy_module

    original = copy_module._stream

    def stream_and_end(build_connection, connection, table, target):
        with psycopg.connect(connection.info.dsn, password=connection.info.password, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s)", [connection.info.backend_pid])
        original(build_connection, connection, table, target)

    monkeypatch.setattr(copy_module, "_stream", stream_and_end)
    with pytest.raises(ReleaseError, match=r"stopped answering.*keeps serving"):
        copy_marts(build, FIRST)
    monkeypatch.setattr(copy_module, "_stream", original)
    assert len(copy_marts(build, FIRST)) == 2
