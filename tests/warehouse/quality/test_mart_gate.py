"""The mart gate: silent on a sound release, and every planted fault caught by its check with its severity."""

from __future__ import annotations

import itertools
import os

import pytest
from psycopg import sql

from warehouse.database import CONNECTION_VARIABLE, connect
from warehouse.quality.mart_gate import check_marts
from warehouse.quality.results import Outcome, Severity, Verdict, verdict_of
from warehouse.quality.suites import SUITES_DIRECTORY
from warehouse.settings import Settings

from .mart_faults import FAULTS
from .marts_world import TODAY, build_marts

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


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_caught(release, fault, tmp_path):
    table = fault.check.split(".")[0]
    (tmp_path / "marts").mkdir()
    (tmp_path / "marts" / f"{table}.yml").symlink_to(SUITES_DIRECTORY / "marts" / f"{table}.yml")
    plant(release, fault.statement)
    results = check_marts(release, today=TODAY, suites_directory=tmp_path)  # one suite of many: the others take time
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


def test_no_connection_stays_open_to_hinder_the_swap(release):
    check_marts(release, today=TODAY)
    with connect(release) as connection:
        connection.execute("set lock_timeout = '2s'")
        connection.execute("alter schema marts_next rename to marts")
        others = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchone()
    assert others == (0,)
