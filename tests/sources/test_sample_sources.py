"""Every source against the sample servers, which were written from the documents and not from the connectors."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from warehouse.sample.server import SampleServer
from warehouse.settings import load_settings
from warehouse.sources.check import check_sources
from warehouse.sources.contract import DriftWarning, RejectedRecord
from warehouse.sources.quota import korean_now
from warehouse.sources.registry import all_contracts

from .support import Pull


@pytest.fixture(scope="module")
def sample():
    server = SampleServer(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.stop()


@pytest.fixture
def port(sample, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_SAMPLE_PORT", sample.base_url.rsplit(":", 1)[1])


@pytest.mark.parametrize("one", all_contracts(), ids=lambda one: one.name)
def test_a_pull_is_complete_and_as_the_contract_says(one, port):
    now: datetime = korean_now()
    pull = Pull(one, load_settings())
    interval = one.default_interval(now)
    pull.fetch(interval)
    events = pull.events(interval)
    assert [e for e in events if isinstance(e, RejectedRecord)] == []
    assert [e for e in events if isinstance(e, DriftWarning)] == []
    assert pull.archive.entries
    again = Pull(one, load_settings(), archive=pull.archive)
    count = len(pull.archive.entries)
    again.fetch(interval)
    assert len([e for e in pull.archive.entries[count:] if "purpose" not in e.request]) == 0, (
        "nothing is asked for twice"
    )


@pytest.mark.parametrize("one", all_contracts(), ids=lambda one: one.name)
def test_check_says_a_true_line_of_every_source(one, port):
    (row,) = check_sources(load_settings(), [one.name])
    assert row.is_fine, row
    assert (row.key, row.quota, row.envelope) == ("ok" if one.key_name else "-", "ok", "ok")
    # On some days a source has nothing: then its schema was not seen, and the line does not say that it is well.
    told = ("rows of" in row.message, row.schema)
    assert told in ((True, "ok"), (False, "-")), row
    assert not row.message.startswith("0 rows")


def test_check_reads_on_from_a_list_to_what_it_leads_to(port):
    (row,) = check_sources(load_settings(), ["press"])
    assert "rows of" in row.message and "lists" in row.message


def test_check_names_what_is_wrong(port, monkeypatch):
    monkeypatch.setenv("LOFIN365_API_KEY", "INVALID")
    (row,) = check_sources(load_settings(), ["lofin"])
    assert row.key == "refused" and "LOFIN365_API_KEY" in row.message and not row.is_fine
