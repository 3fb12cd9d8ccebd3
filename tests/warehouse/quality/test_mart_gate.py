"""The mart gate: silent on a sound release, and every planted fault caught by its check with its severity."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from psycopg import sql

from warehouse.database import CONNECTION_VARIABLE, connect
from warehouse.quality.mart_gate import check_marts
from warehouse.quality.results import Outcome, Severity, Verdict, verdict_of
from warehouse.quality.suites import SUITES_DIRECTORY
from warehouse.settings import Settings

from .mart_faults import FAULTS
from .marts_world import QUOTE, TODAY, build_marts

_numbers = itertools.count()


def address(server, name: str) -> str:
    password = (server.settings.home / "secrets" / "postgres_warehouse").read_text()
    return f"postgresql://warehouse:{password}@127.0.0.1:{server.port}/{name}"


@pytest.fixture(scope="module")
def template(server):
    """A database with a sound release, copied for each test."""
    name = f"sound_{os.getpid()}_{next(_numbers)}"
    with server.superuser_connection() as connection:
        connection.execute(f"create database {name} owner warehouse")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CONNECTION_VARIABLE, address(server, name))
        with connect(Settings()) as connection:
            build_marts(connection)
    return name


@pytest.fixture
def release(server, template, tmp_path, monkeypatch):
    """Settings whose database holds a sound release in `marts_next`."""
    name = f"release_{os.getpid()}_{next(_numbers)}"
    with server.superuser_connection() as connection:
        connection.execute(f"create database {name} owner warehouse template {template}")
    monkeypatch.setenv(CONNECTION_VARIABLE, address(server, name))
    yield Settings(WAREHOUSE_HOME=str(tmp_path), WAREHOUSE_POSTGRES_PORT=server.port)
    with server.superuser_connection() as connection:
        connection.execute(f"drop database {name} with (force)")


def plant(settings, statement: str) -> None:
    with connect(settings) as connection:
        connection.execute(sql.SQL("set search_path = marts_next"))
        connection.execute(statement)
        connection.commit()


def failures(results):
    return {result.check_id: result for result in results if result.outcome is Outcome.FAILED}


def test_a_sound_release_passes_without_a_word(release):
    results = check_marts(release, today=TODAY)
    assert failures(results) == {}
    assert verdict_of(results) is Verdict.PASSED
    assert sum(result.outcome is Outcome.PASSED for result in results) > 150


def only(directory: Path, *tables: str) -> Path:
    """Suites of some tables: the others take time."""
    (directory / "marts").mkdir(exist_ok=True)
    for name in (f"{table}.yml" for table in tables):
        if not (directory / "marts" / name).exists():
            (directory / "marts" / name).symlink_to(SUITES_DIRECTORY / "marts" / name)
    return directory


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_caught(release, fault, tmp_path):
    table = fault.check.split(".")[0]
    plant(release, fault.statement)
    results = check_marts(release, today=TODAY, suites_directory=only(tmp_path, table))
    found = failures(results)
    assert f"marts.{fault.check}" in found, sorted(found)
    caught = found[f"marts.{fault.check}"]
    assert caught.severity.value == fault.severity
    assert caught.failing_rows or caught.check_id.endswith((".exists", ".has_rows", "_is_recent"))
    assert verdict_of(results) is (Verdict.FAILED if caught.severity is Severity.CRITICAL else Verdict.WARNED)


def test_failing_rows_are_shown_whole_and_at_most_ten(release):
    plant(release, "update budget_lines set budget_current_krw = -1")
    result = failures(check_marts(release, today=TODAY))["marts.budget_lines.budget_current_krw_is_in_range"]
    assert result.failed_count == 20
    assert len(result.failing_rows) == 10
    assert result.failing_rows[0]["line_name_raw"].startswith("스마트사업")


def test_results_are_recorded_once_however_often_the_gate_runs(release):
    for _ in range(2):
        results = check_marts(release, release_id="release-20261122T000000", today=TODAY)
    with connect(release) as connection:
        count = connection.execute("select count(*), count(distinct check_id) from quality.check_results").fetchone()
        unknown = connection.execute(
            "select count(*) from quality.check_results r left join quality.checks c using (check_id) where c.check_id is null"
        ).fetchone()
    assert count == (len(results), len(results))
    assert unknown == (0,)


def test_a_table_without_a_suite_is_told(release):
    plant(release, "create table strangers (a integer)")
    results = check_marts(release, today=TODAY)
    assert list(failures(results)) == ["marts.strangers.has_a_suite"]
    assert verdict_of(results) is Verdict.WARNED


DOCUMENT = f"제목\n서울시 {QUOTE}을 들인다"
QUOTED = ("budget_facts", "count_facts", "initiative_mentions", "reconciliations")


@pytest.fixture
def witnesses(release, tmp_path):
    """The rule's outcomes by table, when every document reads as the text given."""
    suites = only(tmp_path, *QUOTED)

    def judge(text: str | None, **more):
        results = check_marts(
            release, today=TODAY, suites_directory=suites, text_of=lambda load_id, sha256: text, **more
        )
        return {one.check_id.split(".")[1]: one for one in results if one.check_id.endswith("stands_in_the_document")}

    return judge


def test_every_published_quote_is_held_against_its_document(release, witnesses):
    assert {one.outcome for one in witnesses(DOCUMENT).values()} == {Outcome.PASSED}
    plant(release, "update budget_facts set quote = '9' || substr(quote, 2) where budget_fact_id = 'f3'")
    plant(release, "update reconciliations set span_start = 5, span_end = 13 where reconciliation_id = 'c3'")
    failed = {table: one for table, one in witnesses(DOCUMENT).items() if one.outcome is Outcome.FAILED}
    assert failed.keys() == {"budget_facts", "reconciliations"}
    assert {one.severity for one in failed.values()} == {Severity.CRITICAL}
    assert [row["document_slice"] for row in failed["budget_facts"].failing_rows] == [QUOTE]


def test_a_lost_document_proves_nothing_and_a_source_without_documents_is_not_asked(witnesses):
    assert {one.outcome for one in witnesses("").values()} == {Outcome.FAILED}
    assert {one.outcome for one in witnesses(None).values()} == {Outcome.NOT_APPLICABLE}


def test_what_the_serving_release_proved_is_not_read_again(release, witnesses):
    """The next release reads only its new quotes; one that was published without the check proves nothing."""
    served = "release-20261121T000000"
    with connect(release) as connection:
        connection.execute("create schema marts")
        for table in QUOTED:
            connection.execute(f"create table marts.{table} as select * from marts_next.{table}")
        connection.execute(f"comment on schema marts is '{served} {{}}'")
        connection.commit()
    assert {one.observed["read"] for one in witnesses(DOCUMENT, release_id=served).values()} == {1}
    known = witnesses("")
    assert {one.observed["read"] for one in known.values()} == {0}
    assert {one.outcome for one in known.values()} == {Outcome.PASSED}
    plant(release, "update budget_facts set quote = '9' || substr(quote, 2) where budget_fact_id = 'f3'")
    altered = witnesses(DOCUMENT)["budget_facts"]
    assert altered.outcome is Outcome.FAILED
    assert altered.observed == {"read": 1, "read_for_an_earlier_release": 1}


def test_no_connection_stays_open_to_hinder_the_swap(release):
    check_marts(release, today=TODAY)
    with connect(release) as connection:
        connection.execute("set lock_timeout = '2s'")
        connection.execute("alter schema marts_next rename to marts")
        others = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchone()
    assert others == (0,)
