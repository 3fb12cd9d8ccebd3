"""The raw zone: what is visible, what is superseded, what a kill leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from warehouse.errors import GateError, WarehouseError
from warehouse.loading.identity import parse_load_id
from warehouse.loading.raw_zone import (
    StagedLoad,
    clean_staging,
    load_directory,
    loads_in_force,
    raw_files,
    remove_old_loads,
)
from warehouse.loading.transaction import run_load
from warehouse.sources.contract import Interval

from .conftest import DAY, park


def load_of(settings, make_contract, number, interval=DAY):
    return run_load(make_contract([[park(number)]]), interval, settings)


def test_only_the_newest_load_of_an_interval_is_in_force(offline_settings, make_contract):
    other = Interval(date(2026, 3, 12), date(2026, 3, 13))
    load_of(offline_settings, make_contract, 1)
    kept = load_of(offline_settings, make_contract, 2, other)
    newest = load_of(offline_settings, make_contract, 3)
    assert {str(load) for load in loads_in_force(offline_settings)} == {kept.load_id, newest.load_id}
    assert len(raw_files(offline_settings, "parks")) == 2
    assert raw_files(offline_settings, "nothing") == []


def test_superseded_loads_go_after_their_time_and_never_those_in_force(offline_settings, make_contract):
    first = load_of(offline_settings, make_contract, 1)
    second = load_of(offline_settings, make_contract, 2)
    assert remove_old_loads(offline_settings) == [], "a build may still read it"
    later = second.started_at + timedelta(days=8)
    assert remove_old_loads(offline_settings, now=later) == [first.load_id]
    assert [str(load) for load in loads_in_force(offline_settings)] == [second.load_id]
    assert (offline_settings.home / first.archive_path).exists(), "the archive stays"


def test_records_of_failed_loads_go_after_their_time(offline_settings, make_contract):
    with pytest.raises(GateError):
        run_load(make_contract([[park(n, "?") for n in range(5)]]), DAY, offline_settings)
    (failed,) = (offline_settings.raw_directory / ".failed").iterdir()
    assert sorted(path.name for path in failed.iterdir()) == ["load.json", "quarantine.parquet", "rules.json"]
    later = parse_load_id(failed.name).started_at + timedelta(days=91)
    assert remove_old_loads(offline_settings, now=later) == [failed.name]


def test_a_committed_load_cannot_be_written_over(offline_settings, make_contract):
    result = load_of(offline_settings, make_contract, 1)
    again = StagedLoad(offline_settings, parse_load_id(result.load_id))
    with pytest.raises(WarehouseError, match="visible already"), again as staged:
        staged.commit()
    assert load_directory(offline_settings, parse_load_id(result.load_id)).exists()


KILLED = """
    import json, sys, time
    sys.path.insert(0, {tests!r})
    from datetime import date
    from warehouse.loading.identity import new_identity
    from warehouse.loading.raw_zone import StagedLoad
    from warehouse.settings import load_settings
    from warehouse.sources.contract import Interval
    with StagedLoad(load_settings(), new_identity("parks", Interval(date(2026, 3, 11), date(2026, 3, 12)))) as staged:
        staged.table_path("parks").write_bytes(b"half a file")
        print(staged.identity, flush=True)
        time.sleep(600)
"""


@pytest.fixture
def staging_process(offline_settings):
    """Another process in the middle of a load."""
    environment = {**os.environ, "WAREHOUSE_HOME": str(offline_settings.base_home)}
    script = textwrap.dedent(KILLED).format(tests=os.path.dirname(__file__))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment)
    load_id = process.stdout.readline().strip()
    yield process, load_id
    process.kill()
    process.wait()


def test_a_killed_load_leaves_nothing_visible_and_is_cleaned(offline_settings, make_contract, staging_process):
    process, load_id = staging_process
    staged = offline_settings.raw_directory / ".staging" / load_id
    assert staged.exists()
    assert clean_staging(offline_settings) == [], "a living load is left alone"
    assert staged.exists()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert raw_files(offline_settings, "parks") == []
    load_of(offline_settings, make_contract, 1)
    assert not staged.exists()
    (path,) = raw_files(offline_settings, "parks")
    assert pq.read_table(path).num_rows == 1
    assert list((offline_settings.raw_directory / ".staging").iterdir()) == []


def test_a_kill_between_rename_and_postgres_is_healed(settings, make_contract, monkeypatch):
    from warehouse.database import connect
    from warehouse.loading import transaction
    from warehouse.loading.recording import record_pending

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "record", lambda *_: False)  # as if killed right after the rename
        result = load_of(settings, make_contract, 1)
    assert len(raw_files(settings, "parks")) == 1
    assert record_pending(settings) == [result.load_id]
    with connect(settings) as connection:
        assert connection.execute("select count(*) from quality.loads").fetchone() == (1,)
        before = connection.execute("select count(*) from quality.check_results").fetchone()
    assert record_pending(settings) == []
    with connect(settings) as connection:
        assert connection.execute("select count(*) from quality.check_results").fetchone() == before
