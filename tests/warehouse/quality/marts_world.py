"""A small, consistent release in a schema of PostgreSQL: the columns are those of dbt's contracts, the rows by hand."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import yaml
from psycopg import sql

from warehouse.settings import PROJECT_ROOT

TODAY = date(2026, 11, 22)
SNAPSHOT = TODAY - timedelta(days=1)
MODELS = PROJECT_ROOT / "dbt_project" / "models" / "marts"
SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
TYPES = {"varchar": "text", "double": "double precision", "timestamp with time zone": "timestamptz"}
QUOTE = "3억2000만원"
LOAD = {"load_id": "press-2026-11-21-20261121T000000000000", "archive_sha256": "0" * 64}
Rows = list[dict[str, Any]]


def build_marts(connection: psycopg.Connection, schema: str = "marts_next") -> None:
    """All mart tables, filled."""
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    rows = world()
    for table, columns in contracts().items():
        _create(connection, schema, table, columns)
        _insert(connection, schema, table, rows.get(table, []))
    _name_places(connection, schema)
    connection.commit()


def _name_places(connection: psycopg.Connection, schema: str) -> None:
    """Names and provinces that follow from the codes."""
    regions = sql.Identifier(schema, "regions")
    for table, columns in contracts().items():
        own = sql.Identifier(schema, table)
        if {"region_code", "sido_code"} <= columns.keys():
            connection.execute(sql.SQL("update {} set sido_code = left(region_code, 2)").format(own))
        if table != "regions" and {"region_code", "region_name_ko"} <= columns.keys():
            text = "update {} as t set region_name_ko = r.name_ko from {} as r where r.region_code = t.region_code"
            connection.execute(sql.SQL(text).format(own, regions))


def contracts() -> dict[str, dict[str, str]]:
    """Table -> column -> type, as dbt enforces them."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(Path(MODELS).rglob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            found[model["name"]] = {column["name"]: column["data_type"] for column in model["columns"]}
    return found


def world() -> dict[str, Rows]:
    """Twenty articles about twenty initiatives of twenty municipalities, each with its budget line."""
    places = [row for row in _regions() if row["region_level"] == "sigungu" and row["is_in_force"]][:20]
    codes = [str(place["region_code"]) for place in places]
    numbers = range(len(codes))
    (ai,) = (row for row in _technologies() if row["technology_code"] == "ai")
    budgets = [100_000_000 + 1_000_000 * number for number in numbers]
    return {
        "regions": _regions(),
        "technologies": _technologies(),
        "documents": [
            {
                "document_id": f"d{n}", "title_ko": f"기사 {n}", "publisher_ko": "표본신문", "url": f"https://example.org/{n}",
                "published_on": SNAPSHOT, "region_code": codes[n], "initiative_count": 1, "budget_fact_count": 1,
                "origin": "feed", "is_sample": True, "text_sha256": f"{n:064d}", "primary_region_count": 1, **LOAD,
            }
            for n in numbers
        ],
        "initiatives": [
            {
                "initiative_id": f"i{n}", "name_ko": f"스마트 사업 {n}", "region_code": codes[n], "status": "planned",
                "first_mentioned_on": SNAPSHOT, "last_mentioned_on": SNAPSHOT, "mention_count": 2, "document_count": 1,
                "technology_count": 1, "region_count": 1, "budget_line_count": 1, "procurement_count": 0,
                "register_count": 0, "unreviewed_mention_count": 0,
            }
            for n in numbers
        ],
        "initiative_mentions": [
            *(
                {
                    "mention_id": f"md{n}", "initiative_id": f"i{n}", "mention_kind": "document", "source_key": f"f{n}",
                    "mentioned_on": SNAPSHOT, "region_code": codes[n], "name_ko": f"스마트 사업 {n}", "status": "planned",
                    "document_id": f"d{n}", "confidence": 0.9, "review_status": "trusted", "match_probability": 1.0,
                    **_witness(), **LOAD,
                }
                for n in numbers
            ),
            *(
                {
                    "mention_id": f"mb{n}", "initiative_id": f"i{n}", "mention_kind": "budget_line", "source_key": f"r{n}",
                    "mentioned_on": SNAPSHOT, "region_code": codes[n], "name_ko": f"스마트사업{n}", "status": "in_progress",
                    "record_key": f"r{n}", "confidence": 1.0, "review_status": "trusted", "match_probability": 1.0, **LOAD,
                }
                for n in numbers
            ),
        ],
        "initiative_technologies": [
            {
                "initiative_technology_id": f"t{n}", "initiative_id": f"i{n}", "technology_code": "ai",
                "technology_name_ko": ai["name_ko"], "technology_name_en": ai["name_en"],
                "first_mentioned_on": SNAPSHOT, "mention_count": 1,
            }
            for n in numbers
        ],
        "initiative_regions": [
            {"initiative_region_id": f"ir{n}", "initiative_id": f"i{n}", "region_code": codes[n], "mention_count": 2}
            for n in numbers
        ],
        "budget_facts": [
            {
                "budget_fact_id": f"f{n}", "document_id": f"d{n}", "region_code": codes[n], "amount_krw": 320_000_000,
                "effective_krw": 320_000_000, "is_suspect": False, "is_approximate": False, "role": "total",
                "label_ko": "사업비", "attributed_year": 2026, "stated_on": SNAPSHOT, "confidence": 0.9,
                "review_status": "trusted", **_witness(), **LOAD,
            }
            for n in numbers
        ],
        "budget_lines": [
            {
                "budget_line_id": f"b{n}", "initiative_id": f"i{n}", "fiscal_year": 2026, "snapshot_on": SNAPSHOT,
                "region_code": codes[n], "sido_code": codes[n][:2], "laf_cd_lofin": f"11{n:05d}",
                "line_name_raw": f"스마트사업{n}", "budget_compiled_krw": budgets[n], "budget_current_krw": budgets[n],
                "carried_over_krw": 0, "spent_krw": budgets[n] // 2, "funding_national_krw": 0,
                "funding_province_krw": 0, "funding_municipality_krw": budgets[n], "funding_other_krw": 0,
                "funding_gap_krw": 0, "execution_ratio": (budgets[n] // 2) / budgets[n], "record_key": f"r{n}", **LOAD,
            }
            for n in numbers
        ],
        "count_facts": [
            {
                "count_fact_id": f"n{n}", "document_id": f"d{n}", "region_code": codes[n], "stated_on": SNAPSHOT,
                "stated_count": 12.0, "unit": "곳", "label_ko": "스마트쉼터", "confidence": 0.9, "review_status": "trusted",
                **_witness(), **LOAD,
            }
            for n in numbers
        ],
        "reconciliations": [
            {
                "reconciliation_id": f"c{n}", "document_id": f"d{n}", "claim_source": "document", "kind": "sum",
                "region_code": codes[n], "stated_on": SNAPSHOT, "terms": "1|2", "term_count": 2, "expected": 3.0,
                "computed": 3.0, "difference": 0.0, "difference_ratio": 0.0, "holds": True, "confidence": 0.9,
                "review_status": "trusted", "label_ko": "합계", **_witness(), **LOAD,
            }
            for n in numbers
        ],
        "region_years": [
            {
                "region_year_id": f"y{n}", "region_code": codes[n], "region_level": "sigungu", "sido_code": codes[n][:2],
                "fiscal_year": 2026, "series_basis": "as_was", "population_count": 100_000, "initiative_count": 1,
                "technology_count": 1, "announced_krw": 320_000_000, "budgeted_krw": budgets[n],
                "spent_krw": budgets[n] // 2, "all_budgeted_krw": budgets[n] * 50, "all_spent_krw": budgets[n] * 25,
                "spent_share_ratio": (budgets[n] // 2) / (budgets[n] * 25), "per_head_krw": budgets[n] // 100_000,
                "per_head_rank": len(codes) - n,
            }
            for n in numbers
        ],
        "sources": [
            {
                "source_id": "s1", "source_name": "press", "raw_table": "press_documents", "row_count": 20, "load_count": 1,
                "last_load_id": LOAD["load_id"], "covers_from": SNAPSHOT, "covers_to": TODAY,
            },
            {"source_id": "s2", "source_name": "lofin", "raw_table": "lofin_budget_lines", "row_count": 0, "load_count": 0},
        ],
        "organisations": [
            {
                "organisation_id": "o1", "name_ko": "표본시청", "organisation_kind": "local_government",
                "region_code": codes[0], "mention_count": 1, "first_seen_on": SNAPSHOT, "last_seen_on": TODAY,
            },
        ],
        "procurements": [
            {
                "procurement_id": f"p{n}", "initiative_id": f"i{n}", "procurement_kind": "tender", "register_name": "g2b",
                "name_ko": f"용역 {n}",
                "amount_krw": 90_000_000, "region_code": codes[n], "is_cancelled": False, "record_key": f"g{n}",
                "detail_url": "https://example.org/p", "record_number": 1, **LOAD,
            }
            for n in numbers
        ],
        "money_trail": [
            {
                "money_trail_id": f"m{n}", "initiative_id": f"i{n}", "stage": "budgeted", "amount_krw": budgets[n],
                "region_code": codes[n], "is_counted": True, "is_cancelled": False, "review_state": "given",
                "match_probability": 1.0, "mention_id": f"mb{n}", "budget_line_id": f"b{n}",
                "fiscal_year": 2026,
            }
            for n in numbers
        ],
    }  # fmt: skip


def _witness() -> dict[str, Any]:
    return {"line_number": 2, "span_start": 4, "span_end": 4 + len(QUOTE), "quote": QUOTE, "rule": "money"}


def _regions() -> Rows:
    with (SEEDS / "region_history.csv").open(encoding="utf-8") as file:
        return [
            {
                "region_version_id": f"{row['region_code']}-{row['valid_from']}", "region_code": row["region_code"],
                "region_level": row["level"], "region_kind": row["kind"], "name_ko": row["name_ko"],
                "sido_code": row["sido_code"], "valid_from": row["valid_from"], "valid_to": row["valid_to"] or None,
                "is_in_force": not row["valid_to"] or date.fromisoformat(row["valid_to"]) > TODAY,
            }
            for row in csv.DictReader(file)
        ]  # fmt: skip


def _technologies() -> Rows:
    with (SEEDS / "technology_taxonomy.csv").open(encoding="utf-8") as file:
        return [{name: row[name] for name in ("technology_code", "name_ko", "name_en")} for row in csv.DictReader(file)]


def _create(connection: psycopg.Connection, schema: str, table: str, columns: dict[str, str]) -> None:
    parts = [
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(TYPES.get(type_, type_)))
        for name, type_ in columns.items()
    ]
    connection.execute(sql.SQL("create table {} ({})").format(sql.Identifier(schema, table), sql.SQL(", ").join(parts)))


def _insert(connection: psycopg.Connection, schema: str, table: str, rows: Rows) -> None:
    for row in rows:
        statement = sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier(schema, table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        )
        connection.execute(statement, list(row.values()))
