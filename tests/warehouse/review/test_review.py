"""From the load transaction to the marts: unsure facts wait, a decision holds, and a changed text asks again."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from warehouse.errors import WarehouseError
from warehouse.loading.recording import record_pending
from warehouse.loading.replay import replay
from warehouse.loading.reviewable import remember_fact
from warehouse.loading.transaction import run_load
from warehouse.quality.history import opened
from warehouse.quality.reviews import (
    counts_by_state,
    decide,
    decisions_in_force,
    decisions_of,
    find_review,
    list_reviews,
)
from warehouse.release.build import build_layer

from .conftest import DAY

ARTICLE = """나주시, 배수장 원격 제어 시스템 구축

전남 나주시가 배수장 12곳에 ‘원격 수문 제어 시스템’을 구축한다고 10일 밝혔다. 총사업비는 9억 원이다.
▲시스템구축 784원 ▲HW 도입 568억원 ▲S/W개발 108억원을 들인다.
시는 주민 참여 마을 돌봄 사업을 추진한다.
"""
WHO = {"by": "kim@city.test", "why": "보도자료 원문 확인"}


def waiting_rows(settings: Any) -> list[Any]:
    with opened(settings) as connection:
        return list_reviews(connection)


def waiting(settings: Any) -> dict[str, Any]:
    return {row["value"]: row for row in waiting_rows(settings)}


def state(settings: Any, key: str) -> str:
    with opened(settings) as connection:
        return find_review(connection, key)["review_status"]


def build(settings: Any) -> None:
    for layer in ("staging", "intermediate", "marts"):
        build_layer(settings, layer)


def mart(settings: Any, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        return connection.execute(query).fetchall()


AMOUNTS = "select amount_krw, effective_krw, review_status from marts.budget_facts order by amount_krw"


def test_an_unsure_fact_waits_at_load_and_its_decision_reaches_the_marts(settings, press):
    """The whole life of two doubts: printed 784 won among hundreds of billions, and a name from plain prose."""
    contract = press({"d1": ARTICLE})
    run_load(contract, DAY, settings)
    found = waiting(settings)
    misprint, prose = found["784"], found["주민 참여 마을 돌봄 사업"]
    assert misprint["review_status"] == "unreviewed" and "784원" in misprint["quote"]
    assert "900000000" not in found, "a plainly written amount needs nobody"

    build(settings)
    before = {row[0]: row[1:] for row in mart(settings, AMOUNTS)}
    assert before[784] == (78_400_000_000, "unreviewed"), "unreviewed facts are in the marts, marked as such"
    assert before[900_000_000] == (900_000_000, "trusted")
    name = "select review_status from marts.initiative_mentions where name_ko = '주민 참여 마을 돌봄 사업'"
    assert mart(settings, name) == [("unreviewed",)]
    unreviewed = "select unreviewed_mention_count from marts.initiatives where name_ko = '주민 참여 마을 돌봄 사업'"
    assert mart(settings, unreviewed) == [(1,)]

    with opened(settings) as connection:
        decide(connection, misprint["review_key"], "correct", corrections={"value": "784억원", "role": "total"}, **WHO)
        decide(connection, prose["review_key"][:10], "reject", **WHO)
        assert counts_by_state(connection)["corrected"] == 1
    assert not {"784", "주민 참여 마을 돌봄 사업"} & set(waiting(settings))

    replay(settings, contract)
    assert state(settings, misprint["review_key"]) == "corrected", "a decision survives re-extraction"

    build(settings)
    after = "select effective_krw, corrected_krw, role, review_status, quote, review_key from marts.budget_facts"
    ((effective, corrected, role, status, quote, key),) = mart(settings, f"{after} where amount_krw = 784")
    assert (effective, corrected, role, status) == (78_400_000_000, 78_400_000_000, "total", "corrected")
    assert "784원" in quote, "what the article printed stays traceable"
    with opened(settings) as connection:
        (decision,) = decisions_of(connection, key)
        assert (decision["decided_by"], decision["reason"]) == (WHO["by"], WHO["why"])
    assert mart(settings, name) == [], "what a person rejected left the marts"

    run_load(press({"d1": ARTICLE.replace("HW 도입 568억원", "HW 도입 570억원")}), DAY, settings)
    assert state(settings, misprint["review_key"]) == "reopened", "the text changed: it asks again"
    reopened = waiting(settings)["주민 참여 마을 돌봄 사업"]
    assert (reopened["last_verdict"], reopened["decided_by"]) == ("rejected", WHO["by"])
    build(settings)
    assert mart(settings, name) == [("reopened",)]


def test_only_what_the_newest_reading_found_is_asked(settings, press):
    other = ARTICLE.replace("나주시", "여수시")
    run_load(press({"d1": ARTICLE, "d2": other, "d3": other}), DAY, settings)
    assert {row["document_id"] for row in waiting_rows(settings)} == {"d1", "d2", "d3"}
    run_load(press({"d1": "나주시는 4일 행사를 열었다.\n" * 3, "d2": other}), DAY, settings)
    assert {row["document_id"] for row in waiting_rows(settings)} == {"d2"}, "d1 says it no more, d3 is gone"


def test_a_load_recorded_late_does_not_undo_a_newer_one(settings, press):
    old = run_load(press({"d1": ARTICLE}), DAY, settings)
    run_load(press({"d1": ARTICLE.replace("784원", "784억원")}), DAY, settings)
    assert "784" not in waiting(settings)
    with opened(settings) as connection:
        connection.execute("delete from quality.loads where load_id = %s", [old.load_id])
    assert old.load_id in record_pending(settings)
    assert "784" not in waiting(settings)


def test_a_fact_that_nobody_was_asked_about_can_be_rejected_too(settings, press):
    run_load(press({"d1": ARTICLE}), DAY, settings)
    import pyarrow.parquet as pq

    from warehouse.loading.raw_zone import raw_files

    (path,) = raw_files(settings, "press_budgets")
    (key,) = [row["review_key"] for row in pq.read_table(path).to_pylist() if row["amount_krw"] == 900_000_000]
    with opened(settings) as connection:
        with pytest.raises(WarehouseError, match="No fact under review"):
            decide(connection, key, "reject", **WHO)
        assert remember_fact(settings, connection, key)
        assert not remember_fact(settings, connection, "0" * 32)
        assert decide(connection, key, "reject", **WHO)["review_status"] == "rejected"
    assert [one["verdict"] for one in decisions_in_force(settings)] == ["rejected"]


def test_the_last_decision_counts_and_all_are_kept(settings, press):
    run_load(press({"d1": ARTICLE}), DAY, settings)
    key = waiting(settings)["784"]["review_key"]
    with opened(settings) as connection:
        decide(connection, key, "reject", **WHO)
        decide(connection, key, "accept", by="lee@city.test", why="다시 보니 맞음")
        assert [one["verdict"] for one in decisions_of(connection, key)] == ["accepted", "rejected"]
    assert state(settings, key) == "accepted"


@pytest.mark.parametrize(
    ("action", "more", "why"),
    [
        ("accept", {"by": " ", "why": "맞음 확인"}, "person and a reason"),
        ("accept", {"by": "kim", "why": " "}, "person and a reason"),
        ("approve", WHO, "no decision"),
        ("accept", {**WHO, "corrections": {"value": "1"}}, "takes no value"),
        ("correct", WHO, "needs a value"),
        ("correct", {**WHO, "corrections": {"value": "많이"}}, "is no amount_krw"),
        ("reject", {**WHO, "text_sha256": "the text of yesterday"}, "changed since"),
    ],
)
def test_a_decision_without_person_reason_or_sense_changes_nothing(settings, press, action, more, why):
    run_load(press({"d1": ARTICLE}), DAY, settings)
    key = waiting(settings)["784"]["review_key"]
    with opened(settings) as connection:
        with pytest.raises(WarehouseError, match=why):
            decide(connection, key, action, **more)
        assert decisions_of(connection, key) == []
        with pytest.raises(WarehouseError, match="No fact"):
            find_review(connection, "a%_")
