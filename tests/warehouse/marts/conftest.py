"""A build database with raw tables written by hand, and dbt run on it in a directory of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"
PROVENANCE = {"_extra": "varchar", "_archive_sha256": "varchar", "_record_number": "bigint", "_load_id": "varchar"}
WITNESS = {
    "line_number": "integer", "span_start": "integer", "span_end": "integer", "quote": "varchar",
    "rule": "varchar", "confidence": "double",
}  # fmt: skip
RAW_TABLES: dict[str, dict[str, str]] = {
    "press_documents": {
        "document_id": "varchar", "url": "varchar", "title": "varchar", "publisher": "varchar", "published_on": "date",
        "retrieved_at": "timestamptz", "media_type": "varchar", "licence": "varchar", "origin": "varchar",
        "is_sample": "boolean", "text_sha256": "varchar", "text_character_count": "integer",
        "extractor_version": "varchar", "primary_region_codes": "varchar[]",
    },
    "press_budgets": {
        "fact_id": "varchar", "document_id": "varchar", "amount_krw": "bigint", "role": "varchar", "label": "varchar",
        "fiscal_year": "integer", "organisation": "varchar", "funding": "varchar", "is_approximate": "boolean",
        "is_suspect": "boolean", "corrected_krw": "bigint", **WITNESS,
    },
    "press_initiatives": {
        "fact_id": "varchar", "document_id": "varchar", "name": "varchar", "owner": "varchar",
        "region_codes": "varchar[]", "technologies": "varchar[]", "target": "varchar", "partner": "varchar",
        "status": "varchar", "timing": "varchar", **WITNESS,
    },
    "press_places": {
        "fact_id": "varchar", "document_id": "varchar", "region_code": "varchar", "region": "varchar",
        "is_primary": "boolean", "resolution": "varchar", "is_unresolved": "boolean", **WITNESS,
    },
    "press_reconciliations": {
        "fact_id": "varchar", "document_id": "varchar", "kind": "varchar", "terms": "double[]", "expected": "double",
        "holds": "boolean", "difference": "double", "label": "varchar", "term_quotes": "varchar[]", **WITNESS,
    },
    "lofin_budget_lines": {
        "fiscal_year": "integer", "snapshot_on": "date", "sido_code_lofin": "varchar", "sido_name_raw": "varchar",
        "laf_cd_lofin": "varchar", "laf_name_raw": "varchar", "account_code": "varchar", "account_name": "varchar",
        "department_code": "varchar", "line_code": "varchar", "line_name": "varchar", "budget_current_krw": "bigint",
        "funding_national_krw": "bigint", "funding_province_krw": "bigint", "funding_municipality_krw": "bigint",
        "funding_other_krw": "bigint", "spent_krw": "bigint", "budget_compiled_krw": "bigint", "field_code": "varchar",
        "field_name": "varchar", "sector_code": "varchar", "sector_name": "varchar",
        "administrative_code_mois": "varchar", "sort_order": "integer", "zone_code": "varchar",
    },
    "resident_population": {
        "region_code_mois": "varchar", "region_name_raw": "varchar", "month_on": "date", "population_count": "bigint",
    },
}  # fmt: skip
LOADS = {
    "press": "press-2026-03-02-20260302T010000000000",
    "lofin": "lofin-2026-03-02-20260302T020000000000",
    "resident": "regions-2026-03-02-20260302T030000000000",
}


class Warehouse:
    """One DuckDB file: rows in, dbt over them, answers out. It is closed while dbt runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.database = directory / "warehouse.duckdb"
        self._record = 0
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("create schema raw")
            for table, columns in RAW_TABLES.items():
                listed = ", ".join(f"{name} {type_}" for name, type_ in (columns | PROVENANCE).items())
                connection.execute(f"create table raw.{table} ({listed})")

    def add(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Append rows; columns that a row leaves out are null, provenance is filled in."""
        with duckdb.connect(str(self.database)) as connection:
            for row in rows:
                self._record += 1
                whole = {
                    "_archive_sha256": f"sha-{table}", "_record_number": self._record,
                    "_load_id": LOADS.get(table.split("_")[0]), **row,
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


@pytest.fixture(scope="module")
def make_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Warehouse]]:
    """A fresh, empty warehouse as often as a module needs one."""
    yield lambda: Warehouse(tmp_path_factory.mktemp("warehouse"))
