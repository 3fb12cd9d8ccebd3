"""Replay from the archive, and the way back out of quarantine."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from warehouse.database import connect
from warehouse.errors import WarehouseError
from warehouse.loading.quarantine_replay import replay_quarantine
from warehouse.loading.raw_zone import raw_files
from warehouse.loading.replay import replay
from warehouse.loading.transaction import run_load
from warehouse.quality.quarantine import dismiss, list_quarantine, show_quarantine
from warehouse.quality.results import Verdict
from warehouse.sources.contract import ParsedBatch, RejectedRecord

from .conftest import DAY, park, parse_pages


def ids_of(settings):
    return sorted(row["park_id"] for path in raw_files(settings, "parks") for row in pq.read_table(path).to_pylist())


def no_network(*_):
    raise AssertionError("a replay asks nobody")


def forgiving_parse(contract, interval, archive):
    """Tomorrow's parser: reads a word as an unknown area."""
    for event in parse_pages(contract, interval, archive):
        if isinstance(event, RejectedRecord):
            import pyarrow as pa

            row = {"park_id": event.record["id"], "_archive_sha256": event.archive_sha256}
            row |= {"_record_number": event.record_number}
            schema = pa.schema([field.with_nullable(True) for field in contract.tables[0].parsed_schema])
            yield ParsedBatch("parks", pa.RecordBatch.from_pylist([row], schema=schema))
        else:
            yield event


@pytest.fixture
def loaded(settings, make_contract):
    """Twenty good rows, one with a word for its area, one without an id."""
    records = [*(park(n) for n in range(20)), park(20, "넓음"), {"id": None, "name": "이름만", "area": 5}]
    contract = make_contract([records], tolerated_reject_ratio=0.2)
    return contract, run_load(contract, DAY, settings)


def test_replay_uses_todays_parser_and_no_network(settings, make_contract, loaded):
    _, first = loaded
    newer = make_contract([], fetch=no_network, parse=forgiving_parse, tolerated_reject_ratio=0.2, parser_version="2")
    (again,) = replay(settings, newer)
    assert again.replay_of == first.load_id
    assert again.row_counts == {"parks": 21}
    assert "p20" in ids_of(settings)
    (third,) = replay(settings, newer, again.load_id)
    assert third.replay_of == first.load_id, "a replay of a replay reads the original archive"


def test_replay_chooses_by_interval_and_refuses_what_is_not_there(settings, loaded):
    contract, _ = loaded
    assert len(replay(settings, contract, "2026-03-11")) == 1
    with pytest.raises(WarehouseError, match="Nothing of source parks"):
        replay(settings, contract, "2026-03-12")


def test_a_row_corrected_by_a_person_goes_back_through_the_gate(settings, loaded, tmp_path):
    contract, _ = loaded
    waiting = {row["check_id"]: row for row in list_quarantine(settings)}
    refused, nameless = waiting["raw.parks.area_is_a_number"], waiting["raw.parks.park_id_is_filled"]
    file = tmp_path / "corrections.yml"
    file.write_text(f"{refused['quarantine_id']}: {{area: '1,500'}}\n{nameless['quarantine_id']}: {{park_id: p21}}\n")
    lines = replay_quarantine(
        settings, [], corrections=file, by="kim", note="원천에 전화로 확인", contracts={"parks": contract}
    )
    assert len([line for line in lines if "passed the gate" in line]) == 2
    assert ids_of(settings) == sorted(f"p{n}" for n in range(22))
    rows = pq.read_table(raw_files(settings, "parks")[0]).to_pylist()
    assert next(row for row in rows if row["park_id"] == "p20")["area_m2"] == 1500
    with connect(settings) as connection:
        states = connection.execute("select status, resolved_by, note from quality.quarantine").fetchall()
    assert set(states) == {("replayed", "kim", "원천에 전화로 확인")}
    assert list_quarantine(settings) == []


def test_a_correction_is_remembered_by_every_later_replay(settings, loaded):
    contract, _ = loaded
    row = next(row for row in list_quarantine(settings) if row["check_id"].endswith("is_filled"))
    fix = {row["quarantine_id"]: {"park_id": "p21"}}
    replay_quarantine(settings, [], corrections=fix, by="kim", note="확인", contracts={"parks": contract})
    replay(settings, contract)
    assert "p21" in ids_of(settings)


def test_a_correction_that_is_no_better_waits_again_under_the_new_load(settings, loaded):
    contract, first = loaded
    row = next(row for row in list_quarantine(settings) if row["check_id"].endswith("is_filled"))
    fix = {row["quarantine_id"]: {"name_ko": "다른 이름"}}
    (line,) = replay_quarantine(settings, [], corrections=fix, by="kim", note="시도", contracts={"parks": contract})
    assert "held back again" in line
    waiting = list_quarantine(settings)
    assert len(waiting) == 2
    assert first.load_id not in {entry["load_id"] for entry in waiting}


def test_a_correction_that_makes_a_duplicate_is_caught(settings, loaded):
    contract, _ = loaded
    row = next(row for row in list_quarantine(settings) if row["check_id"].endswith("is_filled"))
    fix = {row["quarantine_id"]: {"park_id": "p3"}}
    replay_quarantine(settings, [], corrections=fix, by="kim", note="잘못", contracts={"parks": contract})
    assert "raw.parks.key_is_unique" in {entry["check_id"] for entry in list_quarantine(settings)}
    assert ids_of(settings).count("p3") == 1


@pytest.mark.parametrize(
    ("changes", "message"), [({"aera": 1}, "no column 'aera'"), ({"area_m2": "열"}, "no value for column area_m2")]
)
def test_a_wrong_correction_is_refused_with_the_reason(settings, loaded, changes, message):
    contract, _ = loaded
    row = next(row for row in list_quarantine(settings) if row["check_id"].endswith("is_filled"))
    with pytest.raises(WarehouseError, match=message):
        replay_quarantine(
            settings, [], corrections={row["quarantine_id"]: changes}, by="a", note="b", contracts={"parks": contract}
        )
    assert len(ids_of(settings)) == 20
    replay(settings, contract)
    assert len(ids_of(settings)) == 20, "a refused correction is not remembered"


def test_dismissal_needs_a_person_and_a_reason_and_happens_once(settings, loaded):
    row = list_quarantine(settings)[0]
    with pytest.raises(WarehouseError, match="person and a reason"):
        dismiss(settings, [row["quarantine_id"]], by="kim", note=" ")
    assert dismiss(settings, [row["quarantine_id"]], by="kim", note="시험 행") == 1
    assert show_quarantine(settings, row["quarantine_id"])["status"] == "dismissed"
    with pytest.raises(WarehouseError, match="does not wait any more"):
        dismiss(settings, [row["quarantine_id"]], by="kim", note="다시")
    with pytest.raises(WarehouseError, match="No row in quarantine"):
        show_quarantine(settings, "nothing")


def test_quarantine_is_searched_in_records_and_reasons(settings, loaded):
    assert len(list_quarantine(settings, search="넓음")) == 1
    assert len(list_quarantine(settings, search="이름만")) == 1
    assert list_quarantine(settings, search="없는 말") == []
    assert len(list_quarantine(settings, table_name="parks", limit=1)) == 1


def test_a_newer_pull_settles_what_waited(settings, make_contract, loaded):
    row = list_quarantine(settings)[0]
    newer = run_load(make_contract([[park(1)]]), DAY, settings)
    assert newer.verdict is Verdict.PASSED
    assert list_quarantine(settings) == []
    assert show_quarantine(settings, row["quarantine_id"])["status"] == "superseded"
