"""The role of an amount by the words around it, sentence by sentence."""

import pytest

from warehouse.documents import extract_document


def roles(text: str) -> list[tuple[float, str]]:
    page = f"전남 나주시, 새 사업 벌인다\n\n{text} 나주시는 디지털 행정을 넓힌다고 밝혔다.\n"
    return [(budget.amount_krw / 10**8, budget.role) for budget in extract_document(page, document_id="d").budgets]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("도는 총 50억 원 가운데 도비 20억 원을 올해 먼저 쓴다.", [(50, "total"), (20, "component")]),
        ("시는 1단계에 30억원, 2단계에 20억원을 쓴다.", [(30, "total"), (20, "total")]),
        ("올해 예산은 지난해의 두 배인 12억원이다.", [(12, "total")]),
        ("도는 3개 구에 5억원씩 15억원을 준다.", [(5, "per_unit"), (15, "total")]),
        ("사업비 10억원 중 7억원은 국비다.", [(10, "total"), (7, "component")]),
        (
            "국비 70%인 21억원과 지방비 9억원 등 30억원을 마련했다.",
            [(21, "component"), (9, "component"), (30, "total")],
        ),
        ("연 매출 100억원 이상 기업이 참여한다. 시는 3억원을 지원한다.", [(100, "other"), (3, "total")]),
        ("시는 통신비 연 3억원을 아낄 것으로 본다. 구축비는 8억원이다.", [(3, "other"), (8, "total")]),
        ("사업비를 당초 20억원에서 25억원으로 증액했다.", [(20, "other"), (25, "total")]),
        ("예산은 전년 대비 15% 늘어난 345억원이다.", [(345, "total")]),
        ("지난해 300억원보다 45억원(15%) 증가한 345억원을 편성했다.", [(300, "other"), (45, "change"), (345, "total")]),
        ("가구당 연간 12만원을 지원한다. 모두 6억원이 든다.", [(0.0012, "per_unit"), (6, "total")]),
        ("사업비는 92억원(국비 46억, 지방비 46억)이다.", [(92, "total"), (46, "component"), (46, "component")]),
        ("국비 12억원이 포함된 30억원 규모다.", [(12, "component"), (30, "total")]),
        ("시비 2억원을 보태 5억원으로 늘렸다.", [(2, "component"), (5, "total")]),
        ("경제적 효과는 350억원에 이를 전망이다. 시는 20억원을 쓴다.", [(350, "other"), (20, "total")]),
        ("시는 올해 20억원, 내년 30억원을 잡았다.", [(20, "total"), (30, "total")]),
        ("두 구는 각각 3억원과 4억원을 낸다. 합쳐 7억원이다.", [(3, "component"), (4, "component"), (7, "total")]),
    ],
)
def test_roles(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(pytest.approx(won), role) for won, role in expected] == roles(text)


def test_a_whole_that_lost_its_unit_is_flagged_with_a_correction() -> None:
    page = "전남 나주시, 새 사업 벌인다\n\n나주시는 총사업비 3200원 규모에 국비 16억원을 받는다고 밝혔다. 시는 디지털 행정을 넓힌다.\n"
    flagged = [budget for budget in extract_document(page, document_id="d").budgets if budget.suspect]
    assert [(budget.amount_krw, budget.corrected_krw) for budget in flagged] == [(3200, 320_000_000_000)]


def test_the_same_fact_is_stated_once() -> None:
    page = "나주시, 드론 관제에 12억원 쏟는다\n\n전남 나주시는 드론 관제에 12억원을 들인다고 밝혔다. 사업비 12억원은 국비 8억원과 시비 4억원이다.\n"
    assert [(b.amount_krw // 10**8, b.role) for b in extract_document(page, document_id="d").budgets] == [
        (12, "total"),
        (8, "component"),
        (4, "component"),
    ]
