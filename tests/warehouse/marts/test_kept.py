"""A build that keeps what nothing changed for says, row for row, what a build of everything says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import duckdb
import pytest

from warehouse.release.versions import code_digest, note_files, prepare_versions

if TYPE_CHECKING:
    from conftest import Warehouse

# Names ever met stay, as notes of what was classified: what they mean depends on nothing else.
NOTES = ("int_budget__line_names", "int_budget__name_classes", "int_procurement__name_classes")
LATER = "2026-03-02-20260309T010000000000"


def changes(raw: SimpleNamespace) -> dict[str, Callable[[Warehouse], object]]:
    """What a day may bring, in the order in which it comes."""

    def newer_snapshot(warehouse: Warehouse) -> None:
        warehouse.add("lofin_budget_lines", [
            raw.budget_line(2024, raw.jongno, "AI 민원챗봇 유지관리", "a3", 61_000_000, snapshot_on="2025-01-02",
                            _load_id=f"lofin-{LATER}"),
        ])  # fmt: skip

    def digital_no_more(warehouse: Warehouse) -> None:
        warehouse.execute("update raw.lofin_budget_lines set line_name = '경로당 지원', _load_id = 'lofin-2026-04-01-"
                          "20260401T010000000000' where fiscal_year = 2026")  # fmt: skip

    def late_contract(warehouse: Warehouse) -> None:
        warehouse.add("g2b_contracts", [
            {"unified_contract_number": "2023057100001", "contract_name": "AI 민원챗봇 구축", "tender_number_raw":
             "2023043000100", "demand_institution_name_raw": "서울특별시 종로구", "contract_amount_krw": 281_000_000,
             "concluded_on": "2023-05-20", "changed_at": "2023-06-20T00:00:00Z", "_load_id": f"g2b_contracts-{LATER}"},
        ])  # fmt: skip

    def withdrawn(warehouse: Warehouse) -> None:
        warehouse.execute("delete from raw.g2b_order_plans; delete from raw.seoul_projects where project_number = '2'")

    def read_again(warehouse: Warehouse) -> None:
        warehouse.execute("update raw.press_initiatives set name = name || ' 2단계', _load_id = _load_id || '1' "
                          "where document_id = (select min(document_id) from raw.press_initiatives)")  # fmt: skip
        warehouse.execute("update raw.press_documents set _load_id = _load_id || '1' "
                          "where document_id = (select min(document_id) from raw.press_initiatives)")  # fmt: skip

    def new_names(warehouse: Warehouse) -> None:
        warehouse.add("lofin_budget_lines", [
            raw.budget_line(2022, raw.jongno, "메타버스 체험관 조성", "m1", 40_000_000),
            raw.budget_line(2022, raw.jongno, "꽃길 조성", "m2", 40_000_000),
        ])  # fmt: skip
        warehouse.execute("update raw.g2b_tenders set procurement_class_name = '정보시스템개발서비스'")

    def back_from_quarantine(warehouse: Warehouse) -> None:
        warehouse.execute(f"update raw.lofin_budget_lines set _load_id = 'lofin-{LATER}' where fiscal_year = 2023")
        warehouse.add("lofin_budget_lines", [
            raw.budget_line(2023, raw.jongno, "스마트 횡단보도 설치", "q1", 30_000_000, _load_id=f"lofin-{LATER}"),
        ])  # fmt: skip

    def judged(warehouse: Warehouse) -> None:
        warehouse.execute("update raw.press_budgets set review_key = 'k' where fact_id = 'b2'")
        warehouse.execute("""
            insert into raw.review_decisions (review_key, verdict, text_sha256)
            select 'k', 'rejected', documents.text_sha256
            from raw.press_budgets as facts
            inner join raw.press_documents as documents using (document_id)
            where facts.review_key = 'k' limit 1
        """)

    return {
        change.__name__: change
        for change in (
            newer_snapshot, digital_no_more, late_contract, withdrawn, read_again, new_names, back_from_quarantine, judged,
        )
    }  # fmt: skip


def run(warehouse: Warehouse) -> set[str]:
    """Build every model; returns those that were built, not kept."""
    outcome = warehouse.dbt("run")
    assert outcome.exception is None
    failed = [f"{one.node.name}: {one.message}" for one in outcome.result.results if str(one.status) != "success"]
    assert not failed, failed
    return {one.node.name for one in outcome.result.results if one.message != "KEPT"}


def prepared(warehouse: Warehouse) -> Warehouse:
    with duckdb.connect(str(warehouse.database)) as connection:
        prepare_versions(connection)
    return warehouse


@pytest.fixture(scope="module")
def days(make_warehouse: Callable[[], Warehouse], tricky: dict, raw: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """One warehouse over all changes, and beside it a copy that has nothing to keep."""
    daily, whole = prepared(make_warehouse()), make_warehouse()
    for table, rows in tricky.items():
        daily.add(table, rows)
    daily.dbt("seed")
    run(daily)
    yield SimpleNamespace(daily=daily, whole=whole, changes=changes(raw))


def test_nothing_new_builds_nothing(days: SimpleNamespace) -> None:
    built = run(days.daily)
    assert built <= {*NOTES, "int_budget__lines", "int_budget__region_totals", "int_links__scored"}  # they look by year


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ("newer_snapshot", "int_procurement__digital"),
        ("digital_no_more", "int_procurement__digital"),
        ("late_contract", "budget_facts"),
        ("withdrawn", "int_budget__bodies"),
        ("read_again", "int_procurement__digital"),
        ("new_names", "documents"),
        ("back_from_quarantine", "int_procurement__chain_heads"),
        ("judged", "int_procurement__digital"),
    ],
)
def test_what_changed_is_built_as_if_everything_was(days: SimpleNamespace, change: str, kept: str) -> None:
    before = contents(days.daily, ("marts",))
    days.changes[change](days.daily)
    shutil.copyfile(days.daily.database, days.whole.database)
    days.whole.execute("delete from kept.versions")
    assert kept not in run(days.daily)
    everything = run(days.whole)
    assert kept in everything and len(everything) > 70
    daily, whole = (contents(one, ("staging", "intermediate", "marts")) for one in (days.daily, days.whole))
    assert daily.keys() == whole.keys() and len(daily) > 70
    assert [table for table in daily if daily[table] != whole[table]] == []
    assert before != contents(days.daily, ("marts",)), "the change changes nothing"


def contents(warehouse: Warehouse, schemas: tuple[str, ...]) -> dict[str, list[tuple]]:
    """All rows of all relations, in an order of their own."""
    tables = warehouse.rows(
        f"select table_schema, table_name from information_schema.tables where table_schema in {(*schemas, '')}"
    )
    return {
        f"{schema}.{table}": sorted(warehouse.rows(f"select * from {schema}.{table}"), key=repr)
        for schema, table in tables
        if table not in NOTES
    }


def test_the_notes_say_the_same_of_every_name(days: SimpleNamespace) -> None:
    for table in NOTES:
        daily, whole = (set(one.rows(f"select * from intermediate.{table}")) for one in (days.daily, days.whole))
        assert whole <= daily, table


def test_other_code_builds_everything(days: SimpleNamespace) -> None:
    with duckdb.connect(str(days.daily.database)) as connection:
        assert prepare_versions(connection) is None
        assert connection.execute("select count(*) > 70 from kept.versions").fetchone() == (True,)
        connection.execute("update kept.code set digest = 'of yesterday'")
        assert "not those of the last build" in (prepare_versions(connection) or "")
        assert connection.execute("select count(*) from kept.versions").fetchone() == (0,)
        assert prepare_versions(connection) is None


def test_the_code_is_models_seeds_vocabulary_and_engines(tmp_path: Path) -> None:
    words = tmp_path / "plugins/warehouse/classification/vocabulary.csv"
    seed = tmp_path / "dbt_project/seeds/region_history.csv"
    for path in (words, seed, tmp_path / "dbt_project/target/manifest.json"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a")
    digests = [code_digest(tmp_path)]
    for path in (words, seed):
        path.write_text("b")
        digests.append(code_digest(tmp_path))
    assert len(set(digests)) == 3
    (tmp_path / "dbt_project/target/manifest.json").write_text("b")
    assert code_digest(tmp_path) == digests[-1]


def test_a_raw_view_says_when_a_file_is_another_one(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create schema raw; copy (select 1 as a) to '{file}'")
        noted = []
        for _ in range(2):
            connection.execute(f"create or replace view raw.t as select * from read_parquet('{file}')")
            note_files(connection, "t", [file])
            noted += connection.execute("select comment from duckdb_views() where view_name = 't'").fetchone() or ()
            connection.execute(f"copy (select 2 as a) to '{file}'")
    assert len(set(noted)) == 2
