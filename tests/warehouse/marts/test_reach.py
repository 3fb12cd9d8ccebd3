"""How far each source gets, as dbt_project/seeds/source_reach.csv says, held against contracts, lineage and handbook."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from warehouse.sources.registry import all_contracts

if TYPE_CHECKING:
    from conftest import Warehouse

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = "local_digital_innovation"


def entries() -> list[dict[str, str]]:
    with (ROOT / "dbt_project" / "seeds" / "source_reach.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def lineage(target: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Who is built from whom, and the schema of every model."""
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return manifest["child_map"], {key: node["schema"] for key, node in manifest["nodes"].items()}


def descendants(target: Path, raw_table: str, schema: str, *, direct: bool = False) -> set[str]:
    """Names of the models of a schema that are built from a raw table."""
    children, schemas = lineage(target)
    seen: set[str] = set()
    waiting = [f"source.{PACKAGE}.raw.{raw_table}"]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child.startswith("model.") and child not in seen:
                seen.add(child)
                if not direct:
                    waiting.append(child)
    return {key.rpartition(".")[2] for key in seen if schemas[key] == schema}


def test_every_raw_table_of_every_source_is_told_once() -> None:
    told = [(entry["source_name"], entry["raw_table"]) for entry in entries()]
    assert sorted(told) == sorted((c.name, table.name) for c in all_contracts() for table in c.tables)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry['source_name']}-{entry['raw_table']}")
def test_what_is_told_is_what_dbt_builds(built: Warehouse, entry: dict[str, str]) -> None:
    staging, marts = (
        set(filter(None, entry["staging_models"].split("|"))), set(filter(None, entry["mart_names"].split("|"))),
    )  # fmt: skip
    target = built.directory / "target"
    assert staging <= descendants(target, entry["raw_table"], "staging", direct=True)
    assert marts <= descendants(target, entry["raw_table"], "marts")
    # A model that reads the table is told, unless the table only decides there which document counts.
    if entry["raw_table"] not in ("press_documents", "press_places"):
        assert staging == descendants(target, entry["raw_table"], "staging", direct=True)
    assert bool(marts) == bool(descendants(target, entry["raw_table"], "marts"))
    assert marts or (entry["note_ko"] and entry["note_en"])


def test_the_mart_of_sources_says_it_too(built: Warehouse) -> None:
    rows = built.rows(
        "select source_name, raw_table, coalesce(mart_names, ''), coalesce(note_en, '') from marts.sources"
    )
    assert sorted(rows) == sorted((e["source_name"], e["raw_table"], e["mart_names"], e["note_en"]) for e in entries())


def test_the_architecture_page_shows_it() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for entry in entries():
        cells = (entry["source_name"], entry["raw_table"], entry["staging_models"], entry["mart_names"])
        row = " | ".join(", ".join(f"`{part}`" for part in cell.split("|")) if cell else "–" for cell in cells)
        assert f"| {row} | {entry['note_en']} |" in page, (
            f"Put this row into docs/architecture.md:\n| {row} | {entry['note_en']} |"
        )
