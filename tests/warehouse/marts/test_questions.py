"""Every question in docs/questions is one query that runs on the marts; metrics too; numbers lead to their witness."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Warehouse

QUESTIONS = Path(__file__).resolve().parents[3] / "docs" / "questions"
METRICS = yaml.safe_load((QUESTIONS / "metrics.yml").read_text(encoding="utf-8"))["metrics"]


def answer(built: Warehouse, name: str) -> list[tuple]:
    return built.rows((QUESTIONS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.sql")), ids=lambda path: path.stem)
def test_the_question_is_one_query_that_says_what_it_asks(built: Warehouse, path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert ";" not in "".join(line for line in text.splitlines() if not line.startswith("--"))
    built.rows(text)


def test_what_was_ordered_of_what_was_announced(built: Warehouse) -> None:
    assert (2023, 1, 1, 1, 1) in answer(built, "08_from_announcement_to_contract.sql")


def test_press_totals_that_do_not_add_up(built: Warehouse) -> None:
    ((_, _, kind, terms, expected, computed, difference, _),) = answer(built, "06_press_totals_that_do_not_add_up.sql")
    assert (kind, terms, expected, computed, difference) == ("sum", "188.0 + 165.0", 366.0, 353.0, -13.0)


def test_announcements_without_a_budget_line(built: Warehouse) -> None:
    rows = answer(built, "03_announced_without_a_budget_line.sql")
    assert "AI 민원 챗봇 구축" not in {row[0] for row in rows}


def test_cancelled_tenders(built: Warehouse) -> None:
    ((name, *_),) = answer(built, "10_cancelled_tenders.sql")
    assert name == "CCTV 관제시스템 고도화"


def test_the_merged_place_over_time(built: Warehouse) -> None:
    rows = {row[0]: row[1] for row in answer(built, "13_merged_place_over_time.sql")}
    assert rows[2025] == "sum_of_parts" and rows[2026] == "as_was"


def test_unresolved_places_are_reported(built: Warehouse) -> None:
    assert ("budget_lines", "unknown_name", 1, "달나라구") in answer(built, "16_places_that_could_not_be_resolved.sql")


def test_every_number_of_the_trail_has_one_witness(built: Warehouse) -> None:
    rows = answer(built, "witness.sql")
    assert len(rows) == built.value("select count(*) from marts.money_trail")
    for _, stage, _, kind, url, line, quote, load, key, archive, number in rows:
        told = (url, line, quote) if kind == "document" else (load, key, archive, number)
        assert None not in told, stage


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric["name"])
def test_the_metric_is_labelled_and_can_be_asked(built: Warehouse, metric: dict) -> None:
    assert metric["label_ko"] and metric["label_en"]
    where = f"where {metric['filter']}" if "filter" in metric else ""
    for dimension in metric["dimensions"]:
        built.rows(f"select {dimension}, {metric['expression']} from {metric['table']} {where} group by {dimension}")
