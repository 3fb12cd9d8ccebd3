"""The swap: readers in a loop see no error and no mix, and the last release is one exchange away."""

from __future__ import annotations

import threading

import psycopg
import pytest
from psycopg import errors as postgres

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.release import registry
from warehouse.release.copy import copy_marts
from warehouse.release.schemas import MARTS, NEXT, PREVIOUS, RETIRED_PREFIX, read_stamp, schema_exists
from warehouse.release.swap import publish, rollback

RELEASES = [f"release-2026010{day}T000000" for day in range(1, 8)]


def _publish(settings, release_id):
    registry.start_release(settings, release_id)
    copy_marts(settings, release_id)
    publish(settings, release_id)


def test_the_reader_reads_marts_and_quality_and_nothing_else(build, reader_address, change_build):
    _publish(build, RELEASES[0])
    change_build("delete from marts.regions where region_code = 'r0'")
    _publish(build, RELEASES[1])
    copy_marts(build, RELEASES[2])
    with psycopg.connect(reader_address, autocommit=True) as reader:
        assert reader.execute("select count(*) from marts.regions").fetchone()[0] == 299
        reader.execute("select * from marts.initiatives")
        for schema in (PREVIOUS, NEXT):
            with pytest.raises(postgres.InsufficientPrivilege):
                reader.execute(f"select * from {schema}.regions")
        for statement in ("delete from marts.regions", "create table marts.x (a int)", "drop table marts.regions"):
            with pytest.raises((postgres.InsufficientPrivilege, postgres.ReadOnlySqlTransaction)):
                reader.execute(statement)


def test_publishing_twice_changes_nothing(build):
    _publish(build, RELEASES[0])
    _publish(build, RELEASES[1])
    publish(build, RELEASES[1])
    with connect(build) as connection:
        assert read_stamp(connection, MARTS).release_id == RELEASES[1]
        assert read_stamp(connection, PREVIOUS).release_id == RELEASES[0]


def test_only_the_complete_copy_of_this_release_is_published(build):
    _publish(build, RELEASES[0])
    copy_marts(build, RELEASES[1])
    with pytest.raises(ReleaseError, match=f"does not hold {RELEASES[2]} but {RELEASES[1]}"):
        publish(build, RELEASES[2])
    with connect(build, autocommit=True) as connection:
        connection.execute("comment on schema marts_next is null")  # as a kill in the middle of the copy leaves it
    with pytest.raises(ReleaseError, match="no complete release"):
        publish(build, RELEASES[1])
    assert registry.serving_release(build) == RELEASES[0]


def test_registry_and_marts_agree(build):
    _publish(build, RELEASES[0])
    _publish(build, RELEASES[1])
    rows = {row["release_id"]: row for row in registry.list_releases(build)}
    assert rows[RELEASES[1]]["status"] == "published" and rows[RELEASES[1]]["serving"] == MARTS
    assert rows[RELEASES[0]]["status"] == "superseded" and rows[RELEASES[0]]["serving"] == PREVIOUS
    assert rows[RELEASES[1]]["row_counts"] == {"initiatives": 5, "regions": 300}


def test_rollback_and_forward_again(build, change_build, reader_address):
    _publish(build, RELEASES[0])
    change_build("delete from marts.regions")
    _publish(build, RELEASES[1])
    assert rollback(build, by="somebody", reason="empty regions") == RELEASES[0]
    with psycopg.connect(reader_address) as reader:
        assert reader.execute("select count(*) from marts.regions").fetchone()[0] == 300
    rows = {row["release_id"]: row for row in registry.list_releases(build)}
    assert (rows[RELEASES[1]]["status"], rows[RELEASES[1]]["approval_reason"]) == ("rolled_back", "empty regions")
    assert rows[RELEASES[0]]["status"] == "published"
    assert rollback(build, by="somebody", reason="forward") == RELEASES[1]


def test_without_a_previous_release_there_is_nothing_to_roll_back_to(build):
    _publish(build, RELEASES[0])
    with pytest.raises(ReleaseError, match="no previous release"):
        rollback(build, by="somebody", reason="none")
    assert registry.serving_release(build) == RELEASES[0]


def test_a_query_on_the_oldest_release_survives_its_dropping(build, reader_address):
    """It found its table two releases ago and still reads it; the drop waits for another day."""
    _publish(build, RELEASES[0])
    with psycopg.connect(reader_address) as slow:
        slow.execute("select count(*) from marts.regions")  # the transaction keeps its lock
        _publish(build, RELEASES[1])
        _publish(build, RELEASES[2])
        slow.execute("select 1")
        with connect(build) as connection:
            waiting = connection.execute(
                "select count(*) from pg_namespace where starts_with(nspname, %s)", [RETIRED_PREFIX]
            ).fetchone()[0]
        assert waiting == 1
    _publish(build, RELEASES[3])
    with connect(build) as connection:
        assert not connection.execute(
            "select nspname from pg_namespace where starts_with(nspname, %s)", [RETIRED_PREFIX]
        ).fetchall()


def test_a_view_on_a_retired_table_is_not_dropped_with_it(build):
    _publish(build, RELEASES[0])
    with connect(build, autocommit=True) as connection:
        connection.execute("create schema analysts; create view analysts.mine as select * from marts.regions")
    _publish(build, RELEASES[1])
    _publish(build, RELEASES[2])
    with connect(build) as connection:
        assert connection.execute("select count(*) from analysts.mine").fetchone()[0] == 300


def test_a_snapshot_older_than_the_copy_still_sees_the_rows(build, reader_address):
    """An open REPEATABLE READ transaction meets the new tables by name: full, not empty."""
    _publish(build, RELEASES[0])
    with psycopg.connect(reader_address) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("select 1")
        _publish(build, RELEASES[1])
        assert reader.execute("select count(*) from marts.regions").fetchone()[0] == 300


def test_sixteen_readers_see_no_error_and_no_mix(build, change_build, reader_address):
    """Every release marks all its rows with its number: a join that met two releases would find no partner."""
    change_build(
        "delete from marts.initiatives; update marts.regions set population_count = 0;"
        "insert into marts.initiatives (initiative_id, amount_krw) select region_code, 0 from marts.regions"
    )
    _publish(build, RELEASES[0])
    stop, problems, counts = threading.Event(), [], [0] * 16

    def read(number):
        query = (
            "select count(*), min(a.amount_krw), max(b.population_count) from marts.initiatives a join marts.regions b"
            " on a.initiative_id = b.region_code and a.amount_krw = b.population_count"
        )
        try:
            with psycopg.connect(reader_address, autocommit=True, prepare_threshold=number % 2 or None) as reader:
                while not stop.is_set():
                    rows, least, most = reader.execute(query).fetchone()
                    counts[number] += 1
                    if rows != 300 or least != most:
                        problems.append((rows, least, most))
        except psycopg.Error as error:
            problems.append(error)

    readers = [threading.Thread(target=read, args=[number]) for number in range(16)]
    for reader in readers:
        reader.start()
    try:
        for generation, release_id in enumerate(RELEASES[1:], start=1):
            change_build(
                f"update marts.initiatives set amount_krw = {generation};"
                f"update marts.regions set population_count = {generation}"
            )
            _publish(build, release_id)
        rollback(build, by="test", reason="under load")
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert problems == []
    assert all(counts)
    with connect(build) as connection:
        assert not schema_exists(connection, NEXT)
