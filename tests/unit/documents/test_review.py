"""Facts wait, decisions last, changed texts re-open them, and versions are compared fact by fact."""

from dataclasses import replace
from datetime import UTC, datetime

from warehouse.documents import extract_document
from warehouse.documents.review import ChangeKind, Decision, State, Verdict, compare, latest, review, statements

TEXT = "전남 나주시는 배수장 12곳에 ‘원격 수문 제어 시스템’을 구축한다고 3일 밝혔다. 사업비는 9억 원이다.\n시는 올해 안에 설치를 마친다.\n"


def facts(text: str = TEXT):
    return statements(extract_document(text, document_id="d"))


def decision(key: str, sha: str, verdict: Verdict = Verdict.ACCEPTED, hour: int = 9) -> Decision:
    return Decision(
        key, verdict, "kim@city.test", datetime(2026, 11, 22, hour, tzinfo=UTC), "checked against the release", sha
    )


def test_only_facts_under_the_threshold_wait() -> None:
    found = facts()
    assert {one.state for one in review(found, {}, threshold=0.0)} == {State.TRUSTED}
    waiting = review(found, {}, threshold=1.01)
    assert {one.state for one in waiting} == {State.WAITING} and not any(one.reviewed for one in waiting)


def test_a_decision_survives_a_second_extraction() -> None:
    first = facts()[0]
    decisions = latest([decision(first.key, first.text_sha256)])
    again = {one.statement.key: one for one in review(facts(), decisions, threshold=1.01)}
    assert again[first.key].state is State.ACCEPTED and again[first.key].reviewed


def test_a_changed_text_reopens_the_decision() -> None:
    first = facts()[0]
    decisions = latest([decision(first.key, first.text_sha256, Verdict.REJECTED)])
    changed = {one.statement.key: one for one in review(facts(TEXT + "군은 반겼다.\n"), decisions)}
    assert changed[first.key].state is State.REOPENED and not changed[first.key].reviewed


def test_the_last_decision_counts() -> None:
    first = facts()[0]
    both = [
        decision(first.key, first.text_sha256, Verdict.REJECTED, hour=12),
        decision(first.key, first.text_sha256, Verdict.ACCEPTED, hour=9),
    ]
    assert latest(both)[first.key].verdict is Verdict.REJECTED


def test_keys_are_unique_and_do_not_depend_on_rule_or_confidence() -> None:
    found = facts()
    assert len({one.key for one in found}) == len(found)


def test_equal_extractions_have_no_changes() -> None:
    assert compare(facts(), facts()) == ()


def test_changes_are_told_fact_by_fact() -> None:
    old = facts()
    money = next(one for one in old if one.kind == "budget")
    role_changed = replace(
        money, details=tuple((name, "component" if name == "role" else value) for name, value in money.details)
    )
    amount_changed = replace(money, key="other", value="90000000")
    assert [c.kind for c in compare([money], [role_changed])] == [ChangeKind.CHANGED]
    (change,) = compare([money], [amount_changed])
    assert change.kind is ChangeKind.CHANGED and "900000000 → 90000000" in change.differences[0]
    assert [c.kind for c in compare([money], [])] == [ChangeKind.REMOVED]
    assert [c.kind for c in compare([], [money])] == [ChangeKind.ADDED]
