"""A new extractor version: refused until a person has seen, fact by fact, what it changes in the archive."""

from __future__ import annotations

from typing import Any

import pytest

from warehouse.documents.review import ChangeKind
from warehouse.errors import WarehouseError
from warehouse.loading.acceptance import accepted_version, versions_in_force
from warehouse.loading.comparison import accept_version, compare_with_archive
from warehouse.loading.raw_zone import committed_loads
from warehouse.loading.replay import replay
from warehouse.loading.transaction import run_load
from warehouse.quality.history import opened
from warehouse.quality.reviews import decide, list_reviews
from warehouse.sources.contract import ParsedBatch
from warehouse.sources.press.parse import parse

from .conftest import DAY
from .test_review import ARTICLE, WHO

ARTICLES = {"d1": ARTICLE, "d2": "전남 나주시는 드론 순찰 시스템을 10억 원을 들여 도입한다고 10일 밝혔다.\n"}


def later_parse(contract: Any, interval: Any, archive: Any) -> Any:
    """Tomorrow's extractor: doubles an amount, overlooks another, and calls the rest components."""
    for event in parse(contract, interval, archive):
        if isinstance(event, ParsedBatch) and event.table == "press_budgets":
            rows = [row for row in event.rows.to_pylist() if row["amount_krw"] != 10_800_000_000]
            for row in rows:
                if row["amount_krw"] == 56_800_000_000:
                    row["amount_krw"] *= 2
                row["role"] = "component"
            yield ParsedBatch(event.table, type(event.rows).from_pylist(rows, schema=event.rows.schema))
        else:
            yield event


@pytest.fixture
def versions(settings, press):
    """Loaded with one version; the next one is installed."""
    old = press(ARTICLES)
    first = run_load(old, DAY, settings)
    assert first.parser_version == old.parser_version
    return old, press(ARTICLES, parse=later_parse, parser_version="2099.1.1")


def test_an_unaccepted_version_loads_nothing_and_loses_nothing(settings, versions):
    old, new = versions
    before = committed_loads(settings)
    for attempt in (lambda: run_load(new, DAY, settings), lambda: replay(settings, new)):
        with pytest.raises(WarehouseError, match="is not accepted") as refused:
            attempt()
        assert "documents compare" in refused.value.remedy
    assert committed_loads(settings) == before
    assert run_load(old, DAY, settings).is_visible, "the version in force goes on"


def test_the_comparison_tells_fact_by_fact_and_changes_nothing(settings, versions):
    _, new = versions
    (compared,) = compare_with_archive(settings, new)
    assert compared.old_version != "2099.1.1" and set(compared.documents) == {"d1", "d2"}
    told = {(change.kind, (change.old or change.new).value) for change in compared.changes}
    assert (ChangeKind.REMOVED, "10800000000") in told
    assert (ChangeKind.CHANGED, "56800000000") in told
    (doubled,) = [change for change in compared.changes if change.old and change.old.value == "56800000000"]
    assert "value: 56800000000 → 113600000000" in doubled.differences
    role = [change for change in compared.changes if change.document_id == "d2"]
    assert [change.differences for change in role] == [("role: total → component",)]
    assert len(committed_loads(settings)) == 1


def test_accepting_records_who_and_what_and_loads_everything_again(settings, versions):
    old, new = versions
    with opened(settings) as connection:
        key = {row["value"]: row for row in list_reviews(connection)}["784"]["review_key"]
        decide(connection, key, "accept", **WHO)
    with pytest.raises(WarehouseError, match="person and a reason"):
        list(accept_version(settings, new, by="", why=""))
    (loaded,) = accept_version(settings, new, **WHO)
    assert loaded.is_visible and loaded.replay_of
    assert versions_in_force(settings, new) == {"2099.1.1"} and accepted_version(settings, new) == "2099.1.1"
    with opened(settings) as connection:
        row = connection.execute("select accepted_by, reason, changes from quality.accepted_versions").fetchone()
        assert row[:2] == (WHO["by"], WHO["why"]) and row[2]["budget removed"] == 1
        (kept,) = connection.execute(
            "select review_status from quality.reviews where review_key = %s", [key]
        ).fetchone()
        assert kept == "accepted", "decisions outlive the version they were taken on"
    assert run_load(new, DAY, settings).is_visible
    assert list(accept_version(settings, new, **WHO)) == [], "asked again, nothing is left to do"
    with pytest.raises(WarehouseError, match="not accepted"):
        run_load(old, DAY, settings)


def test_accepting_goes_on_where_it_was_killed(settings, versions):
    _, new = versions
    with pytest.raises(WarehouseError, match="killed"):
        for _ in accept_version(settings, new, **WHO, progress=_killed_while_loading(settings)):
            pass
    assert accepted_version(settings, new) == "2099.1.1"
    (loaded,) = accept_version(settings, new, **WHO)
    assert loaded.parser_version == "2099.1.1"


def _killed_while_loading(settings: Any) -> Any:
    def progress(done: int, total: int | None, unit: str) -> None:
        if unit == "rows":
            raise RuntimeError("killed")

    return progress


def test_the_first_load_of_all_needs_no_acceptance(settings, press):
    assert run_load(press(ARTICLES, parser_version="2099.1.1"), DAY, settings).is_visible
