"""Every fault of the raw catalogue through the real DAGs: caught at its gate with its severity, and not one row visible."""

from __future__ import annotations

import os
from collections import Counter

import psycopg
import pyarrow.parquet as pq
import pytest

from warehouse.database import CONNECTION_VARIABLE
from warehouse.loading.archive import DirectoryArchive
from warehouse.loading.identity import parse_load_id
from warehouse.loading.raw_zone import raw_files
from warehouse.loading.recording import directory_of, quarantined, read_load
from warehouse.quality.results import LoadResult, Outcome, Verdict

from ...conftest import free_port
from .airflow_home import AirflowHome, airflow_home
from .planting import RawFault
from .raw_faults import FAULTS


class Seen:
    """What the rounds left: the load of each fault, the rows it spoilt, what was held back, what is visible."""

    def __init__(self, home: AirflowHome, states: dict[str, dict[str, str]]) -> None:
        self.home, self.states = home, states
        self.planted = {entry["fault"]: entry for entry in home.planted()}
        with psycopg.connect(home.environment[CONNECTION_VARIABLE]) as connection:
            rows = connection.execute("select source, interval_key, max(load_id) from quality.loads group by 1, 2")
            self.load_ids = {(source, key): load_id for source, key, load_id in rows}
        self._visible: dict[str, set[tuple[str, str, int]]] = {}

    def load(self, fault: RawFault) -> LoadResult:
        entry = self.planted[fault.name]
        load_id = self.load_ids[entry["source"], entry["interval"]]
        return read_load(directory_of(self.home.settings, parse_load_id(load_id)))

    def held(self, load: LoadResult) -> set[tuple[str, str, int]]:
        rows = quarantined(directory_of(self.home.settings, parse_load_id(load.load_id)))
        return {(row.table_name, row.archive_sha256, row.record_number) for row in rows}

    def answers(self, load: LoadResult) -> list[str]:
        return [entry["sha256"] for entry in DirectoryArchive(self.home.settings.home / str(load.archive_path)).index()]

    def visible(self, table: str) -> set[tuple[str, str, int]]:
        if table not in self._visible:
            names = ["_load_id", "_archive_sha256", "_record_number"]
            self._visible[table] = {
                tuple(row[name] for name in names)
                for path in raw_files(self.home.settings, table)
                for row in pq.read_table(path, columns=names).to_pylist()
            }
        return self._visible[table]


@pytest.fixture(scope="module")
def seen(server, server_directory):
    """Ordinary days, then all faults, each through the DAG of its source."""
    ports = (free_port(), free_port(), free_port())
    home = airflow_home(server, server_directory(), f"faults_{os.getpid()}", ports=ports)
    return Seen(home, home.run("raw"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_caught(seen: Seen, fault: RawFault):
    load = seen.load(fault)
    caught = {check.check_id: check for check in load.results}[f"raw.{fault.check}"]
    failed = [check.check_id for check in load.results if check.outcome is Outcome.FAILED]
    assert caught.outcome is Outcome.FAILED, failed
    assert caught.severity.value == fault.severity
    assert caught.failing_rows
    if fault.stops:
        assert load.verdict in (Verdict.FAILED, Verdict.WAITING)
        assert caught.check_id in str(load.error)
        assert not any(load.load_id == load_id for load_id, _, _ in seen.visible(fault.table))
    else:
        assert load.verdict is Verdict.WARNED
        alike = [one for one in FAULTS if one.check == fault.check and seen.load(one).load_id == load.load_id]
        assert caught.failed_count >= len(alike)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.held], ids=lambda fault: fault.name)
def test_spoilt_rows_are_held_back_and_not_visible(seen: Seen, fault: RawFault):
    load = seen.load(fault)
    sha256, number = seen.planted[fault.name]["place"]
    sha256 = sha256 or next(iter(seen.answers(load)))  # the one page that was sent
    assert (fault.table, sha256, number) in seen.held(load)
    assert (load.load_id, sha256, number) not in seen.visible(fault.table)


def test_only_the_sources_with_a_load_that_stopped_failed(seen: Seen):
    assert seen.states["ordinary"] == {"ingest_lofin": "success"}
    stopped = {fault.source for fault in FAULTS if fault.stops}
    expected = {f"ingest_{fault.source}": "failed" if fault.source in stopped else "success" for fault in FAULTS}
    assert seen.states["faulty"] == expected


def test_facts_of_a_held_document_are_held_with_it(seen: Seen):
    fault = next(fault for fault in FAULTS if fault.name == "script in a title")
    load = seen.load(fault)
    sha256, _ = seen.planted[fault.name]["place"]
    tables = {table for table, sha, _ in seen.held(load) if sha == sha256}
    assert {"press_documents", "press_budgets", "press_initiatives", "press_places"} <= tables


def test_the_catalogue_is_large_and_names_each_fault_once():
    names = Counter(fault.name for fault in FAULTS)
    assert max(names.values()) == 1
    assert len(names) >= 40
