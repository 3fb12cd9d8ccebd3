"""Facts wait, decisions last, changed texts re-open them, and versions are compared fact by fact."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from warehouse.documents import extract_document
from warehouse.documents.decisions import read_corrections
from warehouse.documents.review import ChangeKind, Decision, State, Verdict, compare, latest, state_of, statements
from warehouse.errors import WarehouseError

TEXT = "전남 나주시는 배수장 12곳에 ‘원격 수문 제어 시스템’을 구축한다고 3일 밝혔다. 사업비는 9억 원이다.\n시는 올해 안에 설치를 마친다.\n"


def facts(text: str = TEXT):
    return statements(extract_document(text, document_id="d"))


def decision(key: str, sha: str, verdict: Verdict = Verdict.ACCEPTED, hour: int = 9) -> Decision:
    return Decision(
        key, verdict, "kim@city.test", datetime(2026, 11, 22, hour, tzinfo=UTC), "checked against the release", sha
    )


def states(found, decisions=None, threshold: float = 0.6) -> dict[str, State]:
    return {one.key: state_of(one, (decisions or {}).get(one.key), threshold) for one in found}


def test_only_facts_under_the_threshold_wait() -> None:
    assert set(states(facts(), threshold=0.0).values()) == {State.TRUSTED}
    assert set(states(facts(), threshold=1.01).values()) == {State.UNREVIEWED}


def test_a_decision_survives_a_second_extraction() -> None:
    first = facts()[0]
    decisions = latest([decision(first.key, first.text_sha256)])
    assert states(facts(), decisions, threshold=1.01)[first.key] is State.ACCEPTED


def test_a_changed_text_reopens_the_decision() -> None:
    first = facts()[0]
    decisions = latest([decision(first.key, first.text_sha256, Verdict.REJECTED)])
    assert states(facts(TEXT + "군은 반겼다.\n"), decisions)[first.key] is State.REOPENED


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


def test_a_fact_in_doubt_is_told_when_it_becomes_sure_and_the_other_way_round() -> None:
    money = next(one for one in facts() if one.kind == "budget")
    sure, doubtful, a_little_less = (replace(money, confidence=share) for share in (0.95, 0.55, 0.9))
    assert compare([sure], [doubtful])[0].differences == ("confidence: 0.95 → 0.55",)
    assert compare([sure], [a_little_less]) == ()


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        ("budget", {"value": "34.9억원"}, {"amount_krw": 3_490_000_000}),
        ("budget", {"amount_krw": "9억5천500만 원", "role": "component"}, {"amount_krw": 955_000_000, "role": "component"}),
        ("budget", {"value": "3,490,000,000", "fiscal_year": "~2028"}, {"amount_krw": 3_490_000_000, "fiscal_year": "~2028"}),
        ("initiative", {"value": " 재난안전 통합플랫폼 "}, {"name": "재난안전 통합플랫폼"}),
        ("place", {"value": "경상남도 고성군"}, {"region_code": "4882000000"}),
    ],
)  # fmt: skip
def test_a_typed_correction_is_read_in_its_columns_type(kind: str, given: dict, read: dict) -> None:
    assert read_corrections(kind, given) == read


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("budget", {}),
        ("budget", {"value": "많이"}),
        ("budget", {"value": "-5"}),
        ("budget", {"value": "1" * 30}),
        ("budget", {"role": "grand_total"}),
        ("budget", {"nonsense": "1"}),
        ("initiative", {"value": "<script>"}),
        ("initiative", {"value": "=SUM(A1)"}),
        ("initiative", {"status": "soon"}),
        ("place", {"value": "중구"}),
        ("reconciliation", {"value": "5"}),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused_with_the_remedy(kind: str, given: dict) -> None:
    with pytest.raises(WarehouseError) as refused:
        read_corrections(kind, given)
    assert refused.value.remedy
