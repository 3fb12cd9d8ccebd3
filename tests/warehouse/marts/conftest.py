"""A build database with raw tables written by hand, and dbt run on it in a directory of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from warehouse.release.raw_views import create_catalogue
from warehouse.sources.registry import all_contracts

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"
WITNESS = {
    "line_number": 3, "span_start": 0, "span_end": 4, "quote": "말 그대로", "rule": "by_hand", "confidence": 0.9,
}  # fmt: skip


def load_id(table: str) -> str:
    """One load for each family of raw tables, all of one night: facts of an article come with the article."""
    return f"{table.split('_')[0]}-2026-03-02-20260302T010000000000"


class Warehouse:
    """One DuckDB file: rows in, dbt over them, answers out. It is closed while dbt runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.database = directory / "warehouse.duckdb"
        self._record = 0
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("create schema raw")
            for table in {table.name: table for contract in all_contracts() for table in contract.tables}.values():
                empty = table.raw_schema.empty_table()
                connection.register("empty", empty)
                connection.execute(f"create table raw.{table.name} as select * from empty")
                connection.unregister("empty")
            create_catalogue(connection)
            create_catalogue(connection)

    def add(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Append rows; columns that a row leaves out are null, provenance is filled in."""
        with duckdb.connect(str(self.database)) as connection:
            for row in rows:
                self._record += 1
                whole = {
                    "_archive_sha256": f"sha-{table}", "_record_number": self._record, "_load_id": load_id(table), **row
                }  # fmt: skip
                names, marks = ", ".join(whole), ", ".join("?" * len(whole))
                connection.execute(f"insert into raw.{table} ({names}) values ({marks})", list(whole.values()))

    def execute(self, sql: str) -> None:
        """Change raw tables between two builds."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute(sql)

    def dbt(self, *arguments: str) -> Any:
        """Run dbt on this database; returns dbt's own result."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        before = os.environ.get("WAREHOUSE_BUILD_DATABASE")
        os.environ["WAREHOUSE_BUILD_DATABASE"] = str(self.database)
        try:
            return dbtRunner().invoke(
                [
                    *arguments,
                    *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                    *("--target-path", str(self.directory / "target"), "--log-path", str(self.directory / "logs")),
                    *("--log-level", "warn", "--no-use-colors", "--no-version-check"),
                ]
            )
        finally:
            DuckDBConnectionManager.close_all_connections()
            if before is None:
                del os.environ["WAREHOUSE_BUILD_DATABASE"]
            else:
                os.environ["WAREHOUSE_BUILD_DATABASE"] = before

    def build(self, *arguments: str) -> None:
        """Everything but unit tests; a failing node fails the test with dbt's words."""
        outcome = self.dbt("build", "--exclude", "resource_type:unit_test", *arguments)
        if outcome.exception:
            raise outcome.exception
        failed = [result for result in outcome.result.results if str(result.status) in ("error", "fail")]
        assert not failed, "\n".join(f"{result.node.name}: {result.message}" for result in failed)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def value(self, sql: str) -> Any:
        """The one value of a query."""
        ((value,),) = self.rows(sql)
        return value


def budget_line(year: int, body: tuple[str, str], name: str, code: str, amount: int, **more: Any) -> dict[str, Any]:
    """A 세부사업 line as of the year's last day, paid by the municipality, spent to nine tenths."""
    laf_cd, laf_name = body
    return {
        "fiscal_year": year, "snapshot_on": f"{year}-12-31", "sido_code_lofin": laf_cd[:2] + "00000",
        "laf_cd_lofin": laf_cd, "laf_name_raw": laf_name, "account_code": "100", "account_name": "일반회계",
        "department_code": laf_cd + "001", "line_code": code, "line_name": name, "field_name": "일반공공행정",
        "budget_current_krw": amount, "budget_compiled_krw": amount, "spent_krw": amount * 9 // 10,
        "funding_national_krw": 0, "funding_province_krw": 0, "funding_municipality_krw": amount,
        "funding_other_krw": 0, **more,
    }  # fmt: skip


def document(key: str, published_on: str | None, regions: list[str], **more: Any) -> dict[str, Any]:
    """An article about some local governments."""
    return {
        "document_id": key, "url": f"https://press.example/{key}", "title": f"제목 {key}", "publisher": "표본신문",
        "published_on": published_on, "retrieved_at": "2026-03-02T00:00:00Z", "media_type": "text/html",
        "licence": "facts_only", "origin": "feed", "is_sample": True, "text_sha256": key, "text_character_count": 900,
        "extractor_version": "1", "primary_region_codes": regions, **more,
    }  # fmt: skip


def initiative(key: str, document_id: str, name: str, **more: Any) -> dict[str, Any]:
    """A statement that something is done."""
    return {
        "fact_id": key, "document_id": document_id, "name": name, "region_codes": [], "technologies": [],
        "status": "planned", **WITNESS, **more,
    }  # fmt: skip


def amount(key: str, document_id: str, krw: int, role: str = "total", **more: Any) -> dict[str, Any]:
    """A stated amount of money."""
    return {
        "fact_id": key, "document_id": document_id, "amount_krw": krw, "role": role, "is_approximate": False,
        "is_suspect": False, **WITNESS, **more,
    }  # fmt: skip


@pytest.fixture(scope="session")
def make_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Warehouse]]:
    """A fresh, empty warehouse as often as a module needs one."""
    yield lambda: Warehouse(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="session")
def raw() -> SimpleNamespace:
    """Builders of raw rows, for tests that make a warehouse of their own."""
    return SimpleNamespace(
        jongno=JONGNO, budget_line=budget_line, document=document, initiative=initiative, amount=amount
    )


@pytest.fixture(scope="session")
def tricky() -> dict[str, list[dict[str, Any]]]:
    """Raw rows of the tricky cases, for tests that build them in a warehouse of their own."""
    return scenario()


@pytest.fixture(scope="session")
def built(make_warehouse: Callable[[], Warehouse]) -> Warehouse:
    """The tricky cases of the domain, built once for all tests that only read."""
    warehouse = make_warehouse()
    for table, rows in scenario().items():
        warehouse.add(table, rows)
    warehouse.build()
    return warehouse


JONGNO, SEOUL, GWANGJU_CITY = ("1111000", "서울종로구"), ("1100000", "서울본청"), ("4161000", "경기광주시")
GUNWI_BEFORE, GUNWI = ("4772000", "경북군위군"), ("2772000", "대구군위군")
GWANGJU, MERGED, MERGED_SEO = ("2900000", "광주본청"), ("1200000", "전남광주본청"), ("1299000", "광주서구")


def scenario() -> dict[str, list[dict[str, Any]]]:
    """Raw rows: places that change, snapshots, misprints, purchases with and without their numbers."""
    plan = {
        "order_plan_unified_number": "1-3-2023-3000000-000001", "project_name": "2023년 종로구 AI 민원 챗봇 구축 용역",
        "order_institution_code_g2b": "3000000", "order_institution_name_raw": "서울특별시 종로구", "jurisdiction_name":
        "기초자치단체", "order_year": 2023, "order_month": 3, "total_order_krw": 300_000_000, "contract_krw": 0,
        "tender_numbers_raw": "20230430001000", "published_at": "2023-03-02T00:30:00Z", "department_name": "스마트도시과",
    }  # fmt: skip
    tender = {
        "tender_number": "20230430001", "tender_order": "000", "tender_name": "종로구 AI 민원챗봇 구축", "notice_kind_name":
        "등록", "notice_institution_name_raw": "조달청", "demand_institution_code_g2b": "3000000",
        "demand_institution_name_raw": "서울특별시 종로구", "announced_at": "2023-04-10T01:00:00Z",
        "allotted_budget_krw": 300_000_000, "pre_notice_number": "2340001",
    }  # fmt: skip
    contract = {
        "unified_contract_number": "2023057100001", "contract_name": "AI 민원챗봇 구축", "tender_number_raw": "2023043000100",
        "demand_institution_name_raw": "서울특별시 종로구", "contract_amount_krw": 280_000_000, "concluded_on": "2023-05-20",
        "supplier_name": "표본시스템",
    }  # fmt: skip
    entry = {
        "project_year": 2022, "file_name": "list_2022_01.csv", "institution_kind_name": "서울시", "institution_name_raw":
        "서울특별시", "department_name": "디지털정책관", "order_time_raw": "2분기", "amount_krw": 500_000_000,
    }  # fmt: skip
    ledger = {
        "laf_cd_lofin": "1111000", "laf_name_raw": "서울종로구", "contract_object_name": "용역", "supplier_name": "표본시스템",
    }  # fmt: skip
    return {
        "seoul_projects": [
            {**entry, "project_number": "1", "project_name": "공공 클라우드 전환"},
            {**entry, "project_number": "2", "project_name": "공공 클라우드 전환", "institution_kind_name": "투자출연",
             "institution_name_raw": "서울표본교통공사", "department_name": "정보처", "amount_krw": 90_000_000},
            {**entry, "project_number": "3", "project_name": "행정 데이터 사전 정비", "institution_kind_name": "자치구",
             "institution_name_raw": "강서구", "department_name": "총무과", "amount_krw": 20_000_000},
            {**entry, "project_number": "1", "project_name": "공공 클라우드 전환", "file_name": "list_2022_06.csv",
             "amount_krw": 600_000_000, "order_time_raw": "발주완료"},
            {**entry, "project_year": 2023, "file_name": "list_2023.csv", "project_number": "9", "institution_name_raw":
             "종로구", "institution_kind_name": "자치구", "department_name": "스마트도시과", "project_name":
             "2023년 종로구 AI 민원 챗봇 구축", "amount_krw": 300_000_000, "order_time_raw": "1분기"},
        ],
        "lofin_contracts": [
            {**ledger, "contract_ledger_number": "L1", "contracted_on": "2023-05-23", "contract_name": "AI 민원챗봇 구축",
             "contract_amount_krw": 280_000_000},
            {**ledger, "contract_ledger_number": "L2", "contracted_on": "2024-03-03", "contract_name":
             "스마트쉼터 IoT 센서 설치", "contract_amount_krw": 18_000_000},
            {**ledger, "contract_ledger_number": "L3", "contracted_on": "2024-03-03", "contract_name": "경로당 도배 공사",
             "contract_amount_krw": 18_000_000},
        ],
        "lofin_functional_budgets": [
            {"fiscal_year": year, "laf_cd_lofin": name, "laf_name_raw": name, "account_code": "100", "field_code": field,
             "sector_code": "011", "project_gross_krw": krw, "project_net_krw": krw - 1, "finance_gross_krw": 5}
            for year, name, field, krw in (
                (2023, "서울종로구", "010", 900), (2023, "서울종로구", "020", 90), (2026, "광주본청", "010", 700),
                (2026, "전남본청", "010", 300), (2023, "서울계", "010", 10_000),
            )
        ],
        "lofin_functional_settlements": [
            {"fiscal_year": 2023, "laf_cd_lofin": "x", "laf_name_raw": "서울종로구", "account_code": "100", "field_code": "010",
             "spent_settled_krw": 960},
        ],
        "lofin_initial_independence": [
            {"fiscal_year": 2023, "laf_cd_lofin": "x", "laf_name_raw": "서울종로구", "own_revenue_krw": 400,
             "budget_size_krw": 1000, "independence_ratio": 40.5},
            {"fiscal_year": 2026, "laf_cd_lofin": "z", "laf_name_raw": "광주본청", "own_revenue_krw": 40,
             "budget_size_krw": 100, "independence_ratio": 40.0},
            {"fiscal_year": 2026, "laf_cd_lofin": "y", "laf_name_raw": "전남본청", "own_revenue_krw": 60,
             "budget_size_krw": 300, "independence_ratio": 20.0},
        ],
        "kosis_population": [
            {"region_code_kosis": code, "item_code": "T20", "month_on": month, "population_count": count}
            for code, month, count in (
                ("11110", "2023-06-01", 139_999), ("11110", "2024-06-01", 139_000), ("11140", "2025-05-01", 120_000),
            )
        ],
        "legal_districts": [
            {"legal_code_mois": code, "snapshot_on": "2026-11-20", "town_code": town, "village_code": "00"}
            for code, town in (("1111000000", "000"), ("1111010100", "101"))
        ],
        "press_counts": [
            {"fact_id": "c1", "document_id": "d5", "value": 1067.0, "unit": "건", "what": "정보화사업", **WITNESS},
            {"fact_id": "c2", "document_id": "d6", "value": 2.0, "unit": "곳", "what": "자치구", **WITNESS},
        ],
        "lofin_budget_lines": [
            budget_line(2023, JONGNO, "인공지능민원챗봇구축(자체)", "a1", 300_000_000, snapshot_on="2023-06-30"),
            budget_line(2023, JONGNO, "인공지능민원챗봇구축(자체)", "a1", 310_000_000, budget_compiled_krw=300_000_000),
            budget_line(2023, JONGNO, "경로당 운영 지원", "a2", 690_000_000),
            budget_line(2024, JONGNO, "AI 민원챗봇 유지관리", "a3", 60_000_000),
            budget_line(2024, SEOUL, "AI 행정 플랫폼 구축", "s1", 5_000_000_000),
            budget_line(2024, JONGNO, "스마트도시 통합운영센터 운영", "a4", 200_000_000, funding_province_krw=50_000_000,
                        funding_municipality_krw=150_000_000),
            budget_line(2024, GWANGJU_CITY, "스마트도시 통합플랫폼 구축", "g1", 700_000_000, funding_municipality_krw=0),
            budget_line(2023, GUNWI_BEFORE, "스마트마을방송 구축", "w1", 70_000_000),
            budget_line(2023, GUNWI, "스마트마을방송 구축", "w1", 70_000_000),
            budget_line(2026, GWANGJU, "AI 집적단지 조성", "j1", 900_000_000, snapshot_on="2026-06-30"),
            budget_line(2026, MERGED, "AI 집적단지 조성", "j1", 950_000_000, snapshot_on="2026-11-20"),
            budget_line(2026, MERGED_SEO, "AI 돌봄로봇 보급", "j2", 80_000_000, snapshot_on="2026-11-20"),
            budget_line(2026, ("9999000", "달나라구"), "AI 돌봄로봇 보급", "m1", 10_000_000, snapshot_on="2026-11-20"),
            budget_line(2025, GWANGJU, "AI 집적단지 조성", "j0", 800_000_000),
        ],
        "resident_population": [
            {"region_code_mois": code, "region_name_raw": name, "month_on": month, "population_count": count}
            for code, name, month, count in (
                ("1111000000", "종로구", "2023-06-01", 140_000), ("1111000000", "종로구", "2025-05-01", 138_000),
                ("1100000000", "서울", "2025-05-01", 9_300_000), ("2900000000", "광주", "2025-05-01", 1_400_000),
                ("4600000000", "전남", "2025-05-01", 1_780_000), ("5100000000", "강원", "2025-05-01", 1_500_000),
            )
        ],
        "press_documents": [
            document("d1", "2023-01-10", ["1111000000"]),
            document("d2", "2023-02-01", ["1111000000"]),
            document("d3", "2021-05-19", ["2900000000"]),
            document("d4", "2022-07-01", ["5100000000"]),
            document("d5", "2022-02-03", ["1100000000"]),
            document("d6", "2024-01-05", ["2611000000", "2614000000"]),
            document("d8", None, ["2900000000"]),
            document("d7", "2024-01-06", ["2611000000", "2614000000"], origin="policy_releases"),
        ],
        "press_initiatives": [
            initiative("i1", "d1", "AI 민원 챗봇 구축", technologies=["ai", "chatbot"]),
            initiative("i2", "d2", "AI 민원챗봇 구축", technologies=["ai", "chatbot"]),
            initiative("i3", "d3", "디지털 종합상황실", owner="기획조정실", technologies=["data_platform"]),
            initiative("i5", "d8", "택시수요 예측 시스템", technologies=["ai"]),
            initiative("i4", "d6", "공동 드론 순찰", region_codes=["2611000000", "2614000000"], technologies=["drone"]),
        ],
        "press_budgets": [
            amount("b1", "d1", 300_000_000, label="AI 민원 챗봇 구축", fiscal_year="2023"),
            amount("b2", "d5", 345_900_000_000, fiscal_year="2022"),
            amount("b3", "d5", 784, role="component", is_suspect=True, corrected_krw=78_400_000_000, fiscal_year="2022"),
            amount("b4", "d3", 20_000_000_000, fiscal_year="~2025"),
            amount("b5", "d6", 5_000_000),
            # Read as the first government's: only the line that names it says so.
            amount("b6", "d7", 1_200_000_000, organisation="부산광역시 중구", line_number=9),
            amount("b7", "d7", 400_000_000, organisation="부산광역시 중구", line_number=10),
        ],
        "press_places": [
            {"fact_id": "p1", "document_id": "d7", "region_code": "2611000000", "region": "부산광역시 중구", "is_primary": True,
             "is_unresolved": False, **WITNESS, "line_number": 10},
        ],
        "press_reconciliations": [
            {"fact_id": "r1", "document_id": "d5", "kind": "sum", "terms": [1753.0, 1067.0, 639.0], "expected": 3459.0,
             "holds": True, "difference": 0.0, **WITNESS},
            {"fact_id": "r3", "document_id": "d5", "kind": "product", "terms": [345.0, 10.1], "expected": 3484.5,
             "holds": True, "difference": 0.0, **WITNESS},
            {"fact_id": "r2", "document_id": "d5", "kind": "sum", "terms": [188.0, 165.0], "expected": 366.0,
             "holds": False, "difference": -13.0, **WITNESS},
        ],
        "g2b_order_plans": [plan],
        "g2b_pre_notices": [
            {"pre_notice_number": "2340001", "project_name": "종로구 AI 민원챗봇 구축", "order_institution_name_raw": "조달청",
             "demand_institution_name_raw": "서울특별시 종로구", "allotted_budget_krw": 300_000_000,
             "registered_at": "2023-03-20T01:00:00Z", "tender_numbers_raw": "20230430001"},
        ],
        "g2b_tenders": [
            tender,
            {**tender, "tender_number": "20240430002", "tender_order": "000", "tender_name": "CCTV 관제시스템 고도화",
             "pre_notice_number": None, "announced_at": "2024-04-10T01:00:00Z"},
            {**tender, "tender_number": "20240430002", "tender_order": "001", "tender_name": "CCTV 관제시스템 고도화",
             "pre_notice_number": None, "announced_at": "2024-04-20T01:00:00Z", "notice_kind_name": "취소"},
            {**tender, "tender_number": "20240430003", "tender_name": "정보시스템 유지보수",
             "demand_institution_name_raw": "서울특별시교육청", "demand_institution_code_g2b": "7010057"},
        ],
        "g2b_contracts": [contract],
    }  # fmt: skip
