"""The load transaction: all good rows or nothing, bad ones kept, everything recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from warehouse.database import connect
from warehouse.errors import GateError, SourceError
from warehouse.loading.raw_zone import loads_in_force, raw_files
from warehouse.loading.recording import record_pending
from warehouse.loading.transaction import extract, load, run_load
from warehouse.quality.results import LoadResult, Outcome, Verdict

from .conftest import DAY, park, parks_table


def rows_of(settings, table="parks"):
    return [row for path in raw_files(settings, table) for row in pq.read_table(path).to_pylist()]


def quarantine_of(settings):
    with connect(settings) as connection:
        return connection.execute(
            "select check_id, record ->> 'park_id', reason_ko, status from quality.quarantine order by record_number"
        ).fetchall()


def test_good_rows_become_visible_with_their_provenance(settings, make_contract):
    result = run_load(make_contract([[park(1), park(2)], [park(3)]]), DAY, settings, dag_run_id="dag/run")
    assert result.verdict is Verdict.PASSED
    assert result.row_counts == {"parks": 3}
    rows = rows_of(settings)
    assert [row["park_id"] for row in rows] == ["p1", "p2", "p3"]
    assert {row["_load_id"] for row in rows} == {result.load_id}
    assert [row["_record_number"] for row in rows] == [1, 2, 1]
    assert len({row["_archive_sha256"] for row in rows}) == 2
    with connect(settings) as connection:
        recorded = connection.execute(
            "select verdict, row_counts, response_count, dag_run_id, error from quality.loads"
        ).fetchall()
    assert recorded == [("passed", {"parks": 3}, 2, "dag/run", None)]


def test_bad_rows_are_held_back_with_reason_and_record(settings, make_contract):
    contract = make_contract(
        [[park(number) for number in range(40)], [park(40, "넓음"), {"id": None, "area": 3}, park(7, 5)]],
        tolerated_reject_ratio=0.1,
    )
    result = run_load(contract, DAY, settings)
    assert result.verdict is Verdict.WARNED
    assert result.quarantined_count == 3
    assert len(rows_of(settings)) == 40
    assert [(check, status) for check, _, _, status in quarantine_of(settings)] == [
        ("raw.parks.area_is_a_number", "waiting"),
        ("raw.parks.park_id_is_filled", "waiting"),
        ("raw.parks.key_is_unique", "waiting"),
    ]
    by_id = {result.check_id: result for result in result.results}
    assert by_id["raw.parks.key_is_unique"].failed_count == 1
    assert by_id["raw.parks.key_is_unique"].failing_rows[0]["park_id"] == "p7"
    assert next(row for row in rows_of(settings) if row["park_id"] == "p7")["area_m2"] == 100, "the first one stays"


def test_too_many_bad_rows_stop_the_load_as_a_whole(settings, make_contract):
    contract = make_contract([[park(number) for number in range(20)] + [park(number, "?") for number in range(20, 24)]])
    with pytest.raises(GateError, match="rejected_share_is_tolerable"):
        run_load(contract, DAY, settings)
    assert raw_files(settings, "parks") == []
    with connect(settings) as connection:
        verdict, counts, held, error = connection.execute(
            "select verdict, row_counts, quarantined_count, error from quality.loads"
        ).fetchone()
        failing = connection.execute(
            "select failing_rows from quality.check_results where check_id = 'raw.parks.area_is_a_number'"
        ).fetchone()[0]
    assert (verdict, counts, held) == ("failed", {"parks": 0}, 4)
    assert "rejected_share_is_tolerable" in error
    assert [row["id"] for row in failing] == ["p20", "p21", "p22", "p23"]


@pytest.mark.parametrize(
    ("table", "pages", "rule"),
    [
        (parks_table(minimum_rows=3), [[park(1), park(2)]], "has_minimum_rows"),
        (
            parks_table(fill_rates={"area_m2": 0.9}),
            [[park(n, None if n < 3 else 1) for n in range(9)]],
            "area_m2_fill_rate",
        ),
    ],
)
def test_bounds_of_the_contract_stop_a_load(settings, make_contract, table, pages, rule):
    with pytest.raises(GateError, match=rule):
        run_load(make_contract(pages, table=table), DAY, settings)
    assert raw_files(settings, "parks") == []


def test_a_maximum_only_warns(settings, make_contract):
    result = run_load(make_contract([[park(1), park(2)]], table=parks_table(maximum_rows=1)), DAY, settings)
    assert result.verdict is Verdict.WARNED
    assert len(rows_of(settings)) == 2


def test_an_unknown_field_is_a_warning_with_an_example(settings, make_contract):
    result = run_load(make_contract([[park(1, surprise="놀람")]]), DAY, settings)
    assert result.verdict is Verdict.WARNED
    assert result.drift == [{"table": "parks", "kind": "unknown_field", "field": "surprise", "examples": ["놀람"]}]


def test_an_empty_answer_leaves_an_empty_table(settings, make_contract):
    result = run_load(make_contract([[]]), DAY, settings)
    assert result.row_counts == {"parks": 0}
    (path,) = raw_files(settings, "parks")
    assert pq.read_table(path).column_names[-1] == "_load_id"
    unique = next(result for result in result.results if result.check_id.endswith("key_is_unique"))
    assert unique.outcome is Outcome.NOT_APPLICABLE


def test_the_same_interval_again_supersedes_as_a_whole(settings, make_contract):
    first = run_load(make_contract([[park(1), park(2)]]), DAY, settings)
    second = run_load(make_contract([[park(3)]]), DAY, settings)
    assert [row["park_id"] for row in rows_of(settings)] == ["p3"]
    assert [str(load) for load in loads_in_force(settings)] == [second.load_id]
    with connect(settings) as connection:
        rows = dict(connection.execute("select load_id, superseded_by from quality.loads").fetchall())
    assert rows == {first.load_id: second.load_id, second.load_id: None}


def test_a_parser_that_breaks_leaves_nothing_and_says_why(settings, make_contract):
    contract = make_contract([[park(1)], b"<html>"])
    with pytest.raises(SourceError, match="JSONDecodeError"):
        run_load(contract, DAY, settings)
    assert raw_files(settings, "parks") == []
    assert not list((settings.raw_directory / ".staging").iterdir())
    with connect(settings) as connection:
        assert "JSONDecodeError" in connection.execute("select error from quality.loads").fetchone()[0]


def test_a_broken_pull_is_continued_under_the_same_id(settings, make_contract):
    with pytest.raises(SourceError, match="gone"):
        run_load(make_contract([[park(1)], SourceError("The server is gone.")]), DAY, settings)
    with connect(settings) as connection:
        (first,) = connection.execute("select load_id, verdict from quality.loads").fetchall()
    result = run_load(make_contract([b"must not be asked again", [park(2)]]), DAY, settings)
    assert [row["park_id"] for row in rows_of(settings)] == ["p1", "p2"]
    assert first == (result.load_id, "failed")
    with connect(settings) as connection:
        assert connection.execute("select verdict, error from quality.loads").fetchall() == [("passed", None)]


def test_without_postgres_the_load_is_safe_and_recorded_later(
    server, settings, make_contract, monkeypatch: pytest.MonkeyPatch
):
    from warehouse.database import CONNECTION_VARIABLE

    with monkeypatch.context() as patch:
        patch.setenv(CONNECTION_VARIABLE, "postgresql://nobody@127.0.0.1:1/none")
        result = run_load(make_contract([[park(1), park(2, "?")]]), DAY, settings)
    assert len(rows_of(settings)) == 1
    assert record_pending(settings) == [result.load_id]
    assert record_pending(settings) == []
    assert [row[0] for row in quarantine_of(settings)] == ["raw.parks.area_is_a_number"]


def test_load_json_reads_back(offline_settings, make_contract):
    result = run_load(make_contract([[park(1), park(2, "?")]]), DAY, offline_settings)
    (path,) = Path(offline_settings.raw_directory).glob("parks/*/load.json")
    again = LoadResult.from_json(path.read_text())
    assert again.to_json() == result.to_json()
    assert json.loads(path.read_text())["verdict"] == "passed_with_warnings"


def test_extract_and_load_are_two_steps_with_nothing_but_the_id_between(settings, make_contract):
    contract = make_contract([[park(1)]])
    extracted = extract(contract, DAY, settings)
    assert raw_files(settings, "parks") == []
    assert load(extracted.load_id, contract, settings).row_counts == {"parks": 1}
