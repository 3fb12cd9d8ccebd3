"""Every written form of an amount, and what only looks like one."""

import pytest
import yaml

from warehouse.documents.money import find_amounts
from warehouse.documents.witness import fold
from warehouse.settings import PROJECT_ROOT

FORMS = PROJECT_ROOT.parent / "shared" / "gold" / "amount_forms.yaml"


def won(text: str) -> list[int]:
    return [amount.won for amount in find_amounts(fold(text), 1)]


@pytest.mark.skipif(not FORMS.exists(), reason="the shared gold folder is not here")
@pytest.mark.parametrize("group", ["forms", "ranges", "borrowed_unit", "approximate", "not_money"])
def test_the_table_of_forms(group: str) -> None:
    table = yaml.safe_load(FORMS.read_text(encoding="utf-8"))[group]
    wrong = [
        (text, value, won(text))
        for text, value in table
        if won(text) != ([] if value is None else value if isinstance(value, list) else [value])
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１２억원", 1_200_000_000),
        ("1조 2345억 6789만원", 1_234_567_890_000),
        ("3천5백만 원", 35_000_000),
        ("1억 1천 5백만원", 115_000_000),
        ("2,300백만원", 2_300_000_000),
        ("78,000천원", 78_000_000),
        ("12.5억 원", 1_250_000_000),
        ("1천34억 원", 103_400_000_000),
        ("7만\u00a05천\u00a0원", 75_000),
        ("15억1천800만원을", 1_518_000_000),
        ("50억+α", 5_000_000_000),
    ],
)
def test_other_forms(text: str, value: int) -> None:
    assert won(text if "α" not in text else f"총사업비 {text} 규모") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "300억 달러",
        "회원 12만명",
        "5만 대",
        "3원칙",
        "원주 1원장",
        "2천110대",
        "1만 2000가구",
        "100억 건의 데이터",
        "12억 위안",
        "0원",
    ],
)
def test_no_money(text: str) -> None:
    assert won(text) == []


def test_an_amount_cut_off_by_the_page_is_no_fact() -> None:
    assert (
        won(
            "시는 올해 안에 낡은 통신선을 모두 바꾸고 새 관제실을 열기로 했으며 들어가는 사업비는 국비와 시비를 더해 27억"
        )
        == []
    )


def test_a_percentage_in_a_bracket_borrows_no_unit() -> None:
    assert won("총 6억7천만 원(국비 50%, 지방비 50%)") == [670_000_000]


def test_borrowed_numbers_must_add_up() -> None:
    assert won("사업비 12억(국비 6, 도비 2, 군비 4)") == [1_200_000_000, 600_000_000, 200_000_000, 400_000_000]
    assert won("사업비 12억원(국비 3, 도비 2)") == [1_200_000_000]


def test_ranges_are_two_amounts_each() -> None:
    amounts = find_amounts(fold("한 곳에 3∼5억원씩"), 1)
    assert [(a.won, a.range_end) for a in amounts] == [(300_000_000, True), (500_000_000, True)]


def test_approximate_amounts_say_so() -> None:
    assert all(find_amounts(text, 1)[0].approximate for text in ("약 5억 원", "5억여원", "5억원가량", "5억원 안팎"))
    assert not find_amounts("5억원을", 1)[0].approximate
