"""The link model: what it was measured at, and how it compares and explains."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml

from warehouse.linking.comparisons import COMPARISONS, level_words
from warehouse.linking.features import prepare
from warehouse.linking.scoring import scored_links, trained_model

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"
COLUMNS = """
    record_kind varchar, record_id varchar, source_id varchar, place_code varchar, fiscal_year integer, name varchar,
    department varchar, amount_krw bigint, technology_codes varchar
"""


@pytest.fixture
def candidates() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    rows = [
        ("announcement", "a", "a", "1111000000", 2023, "AI 민원 챗봇 구축", None, 300_000_000, "ai|chatbot"),
        (
            "budget_line",
            "same",
            "same",
            "1111000000",
            2023,
            "인공지능민원챗봇구축(자체)",
            None,
            300_000_000,
            "ai|chatbot",
        ),
        ("budget_line", "upkeep", "upkeep", "1111000000", 2024, "AI 민원챗봇 유지관리", None, 60_000_000, "ai|chatbot"),
        (
            "budget_line",
            "neighbour",
            "neighbour",
            "1114000000",
            2023,
            "AI 민원 챗봇 구축",
            None,
            300_000_000,
            "ai|chatbot",
        ),
        ("budget_line", "other", "other", "1111000000", 2023, "공공와이파이 확대", None, 90_000_000, "wifi"),
    ]
    connection.execute(f"create table candidates ({COLUMNS})")
    connection.executemany("insert into candidates values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return connection


def test_the_model_was_measured_on_years_it_had_not_seen() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    bound = project["vars"]["accept_link_probability"]
    (at_bound,) = [row for row in trained_model()["measured"]["later years"] if row["threshold"] == bound]
    assert at_bound["precision"] >= 0.95
    assert at_bound["recall"] >= 0.80
    assert at_bound["wanted"] >= 200


def test_the_same_thing_is_linked_and_its_lookalikes_are_not(candidates: duckdb.DuckDBPyConnection) -> None:
    links = candidates.execute(scored_links(candidates, "candidates", at_least=0.6)).fetchall()
    assert [(row[1], row[3]) for row in links] == [("a", "same")]


def test_the_reasons_say_what_agreed(candidates: duckdb.DuckDBPyConnection) -> None:
    ((reasons,),) = candidates.execute(
        f"select link_reasons from ({scored_links(candidates, 'candidates', at_least=0.6)})"
    ).fetchall()
    assert reasons.startswith("이름이 같음") and "금액이 같음" in reasons


def test_pairs_of_two_places_are_never_compared(candidates: duckdb.DuckDBPyConnection) -> None:
    prepare(candidates, "candidates")
    query = "select record_id from link_pairs inner join link_records on record_number = record_number_r"
    met = {record for (record,) in candidates.execute(query).fetchall()}
    assert "same" in met and "neighbour" not in met


def test_every_level_has_words_best_first() -> None:
    for name, _, levels in COMPARISONS:
        assert level_words(name, len(levels) - 1) == levels[0][1]
        assert levels[-1][0] == "ELSE"
