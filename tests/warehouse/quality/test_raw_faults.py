"""Every fault of the raw catalogue is caught at its gate with its severity, and none of its rows becomes visible."""

from __future__ import annotations

import itertools
import os
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from warehouse.database import CONNECTION_VARIABLE, connect
from warehouse.errors import GateError
from warehouse.loading.identity import parse_load_id
from warehouse.loading.raw_zone import raw_files
from warehouse.loading.recording import directory_of, quarantined, read_load
from warehouse.loading.transaction import run_load
from warehouse.quality.results import Outcome, Verdict
from warehouse.settings import Settings
from warehouse.sources.contract import Interval

from .answers import DAY, day_interval, lofin, lofin_rows
from .raw_faults import FAULTS, JANUARY, RawFault

ORDINARY_DAYS = 8
_numbers = itertools.count()


@pytest.fixture(scope="module")
def history(server, tmp_path_factory):
    """A home in which the budget was loaded on ordinary days: baselines have left their warm-up."""
    name = f"faults_{os.getpid()}_{next(_numbers)}"
    with server.superuser_connection() as connection:
        connection.execute(f"create database {name} owner warehouse")
    password = (server.settings.home / "secrets" / "postgres_warehouse").read_text()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CONNECTION_VARIABLE, f"postgresql://warehouse:{password}@127.0.0.1:{server.port}/{name}")
        settings = Settings(WAREHOUSE_HOME=str(tmp_path_factory.mktemp("faults")), WAREHOUSE_POSTGRES_PORT=server.port)
        for back in range(ORDINARY_DAYS, 0, -1):
            day = DAY - timedelta(days=back)
            result = run_load(lofin(lofin_rows(day), day), day_interval(day), settings)
            assert result.verdict is Verdict.PASSED, [r for r in result.results if r.outcome is Outcome.FAILED]
        yield settings


def attempt(fault: RawFault, settings: Settings):
    """The load with the fault in it, as recorded."""
    contract = fault.contract()
    interval = Interval(JANUARY, date(2026, 2, 1)) if fault.month else day_interval(DAY)
    try:
        return contract, run_load(contract, interval, settings), None
    except GateError as error:
        with connect(settings) as connection:
            (load_id,) = connection.execute(
                "select load_id from quality.loads order by started_at desc limit 1"
            ).fetchone()
        return contract, read_load(directory_of(settings, parse_load_id(load_id))), error


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_caught(history: Settings, fault: RawFault):
    contract, result, error = attempt(fault, history)
    found = {check.check_id: check for check in result.results}
    caught = found[f"raw.{fault.check}"]
    failed = [check.check_id for check in result.results if check.outcome is Outcome.FAILED]
    assert caught.outcome is Outcome.FAILED, failed
    assert caught.severity.value == fault.severity
    if fault.stops:
        assert error is not None
        assert caught.check_id in str(error)
        assert result.verdict in (Verdict.FAILED, Verdict.WAITING)
        assert not any(
            result.load_id in str(path) for table in contract.tables for path in raw_files(history, table.name)
        )
    else:
        assert error is None
        assert result.verdict is Verdict.WARNED
        rows = list(quarantined(directory_of(history, parse_load_id(result.load_id))))
        if fault.held is not None:
            assert len(rows) == fault.held, [(row.check_id, row.record) for row in rows]
        assert caught.failed_count >= 1
        assert caught.failing_rows or not caught.applied_count or fault.check.endswith("_is_usual")
        assert_held_rows_are_not_visible(history, contract, rows)


def assert_held_rows_are_not_visible(settings, contract, rows):
    held = {(row.table_name, row.archive_sha256, row.record_number) for row in rows}
    for table in contract.tables:
        for path in raw_files(settings, table.name):
            columns = pq.read_table(path, columns=["_archive_sha256", "_record_number"]).to_pylist()
            visible = {(table.name, row["_archive_sha256"], row["_record_number"]) for row in columns}
            assert not held & visible


def test_the_catalogue_is_large_and_names_each_fault_once():
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names))
    assert len(names) >= 40


def test_facts_of_a_held_document_are_held_with_it(history):
    fault = next(fault for fault in FAULTS if "takes its facts along" in fault.name)
    _, result, _ = attempt(fault, history)
    rows = list(quarantined(directory_of(history, parse_load_id(result.load_id))))
    tables = {row.table_name for row in rows}
    assert {"press_documents", "press_budgets", "press_initiatives", "press_places"} <= tables
    assert {row.check_id.split(".")[2] for row in rows if row.table_name != "press_documents"} == {
        "document_is_in_the_load"
    }
