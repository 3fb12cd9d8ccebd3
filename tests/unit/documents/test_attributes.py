"""Years of amounts, owners, partners and states of initiatives, as sentences tell them."""

from __future__ import annotations

import pytest

from warehouse.documents import extract_document

HEAD = "# https://www.example.com/news/20210311000001\n스마트 행정, 더 많은 곳으로 넓어진다\n\n"
LEAD = "경기 수원시는 스마트 행정 사업을 벌인다고 11일 밝혔다. 시민이 쓰는 서비스를 바꾸는 사업이다.\n"


def read(text: str, lead: str = LEAD):
    return extract_document(HEAD + lead + text, document_id="x")


def years(text: str) -> dict[int, str | None]:
    return {budget.amount_krw // 100_000_000: budget.fiscal_year for budget in read(text).budgets}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("연차별로 올해 18억원, 내년 13억원, 2023년 9억원을 쓴다.", {18: "2021", 13: "2022", 9: "2023"}),
        ("시는 2024년까지 40억원을 들인다.", {40: "~2024"}),
        ("시는 올해부터 3년간 30억원을 들인다. 첫해에는 12억원을 쓴다.", {30: "2021-2023", 12: "2021"}),
        ("시는 올해부터 2023년까지 30억원을 들인다.", {30: "2021-2023"}),
        ("앞으로 5년간 50억원을 들인다. 이 가운데 국비가 20억원이다.", {50: "2021-2025", 20: "2021-2025"}),
        ("사업비 25억원은 모두 시비다.", {25: "2021"}),
        ("내년 상반기에는 감지기를 새로 단다. 설치에 6억원이 든다.", {6: "2022"}),
        ("2020년 4곳에 40억원, 2019년 2곳에 20억원을 들였다.", {40: "2020", 20: "2019"}),
        ("내년에 14억원, 2023년에 16억원을 쓴다. 모두 더하면 30억원이다.", {14: "2022", 16: "2023", 30: "2022-2023"}),
    ],
)
def test_the_nearest_words_of_time_date_an_amount(text: str, expected: dict[int, str | None]) -> None:
    assert years(text) == expected


def test_the_base_of_a_comparison_dates_nothing() -> None:
    amounts = {
        budget.amount_krw: budget for budget in read("내년 예산은 올해 예산(72억원)보다 6억원 많은 78억원이다.").budgets
    }
    assert amounts[7_800_000_000].fiscal_year == "2022"
    assert amounts[7_200_000_000].role == "other" and amounts[600_000_000].role == "change"


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("시 정보통신과는 ‘골목 알림 시스템’을 구축한다.", "정보통신과"),
        ("안전총괄과 관계자는 “곧 시작한다”고 말했다. 시는 ‘골목 알림 시스템’을 구축한다.", "경기도 수원시 안전총괄과"),
        ("홍길동 안전총괄과장은 “곧 시작한다”고 말했다. 시는 ‘골목 알림 시스템’을 구축한다.", "경기도 수원시 안전총괄과"),
        ("기획조정실은 통계를 모은다.\n더불어 ‘골목 알림 시스템’을 구축한다.", "기획조정실"),
        ("시는 ‘골목 알림 시스템’을 구축한다.", "경기도 수원시"),
    ],
)  # fmt: skip
def test_the_bureau_that_acts_or_speaks_owns(text: str, owner: str) -> None:
    found = next(one for one in read(text).initiatives if "골목" in one.name)
    assert found.owner == owner


def test_a_ministry_owns_the_programme_for_which_it_takes_partners() -> None:
    lead = "행정안전부는 경기 수원시 등 3개 지자체와 ‘스마트 거점 육성’ 업무협약을 맺는다고 11일 밝혔다.\n"
    found = read("대상은 경기 수원시를 비롯해 서울 구로구, 전남 강진군이다.", lead).initiatives[0]
    assert found.owner == "행정안전부" and len(found.regions) == 3 and found.status == "agreed"


def test_two_that_act_together_own_together() -> None:
    lead = "충남 서산시와 태안군이 함께 ‘드론 순찰 시스템’을 구축한다고 11일 밝혔다.\n"
    found = read("두 시군은 ‘바다 지도 플랫폼’도 구축한다.", lead).initiatives
    assert {one.owner for one in found if "바다" in one.name} == {"충청남도 서산시·태안군"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("시는 ‘골목 알림 시스템’ 구축을 마쳤다.", "completed"),
        ("시는 ‘골목 알림 시스템’ 구축에 들어갔다.", "in_progress"),
        ("시는 ‘골목 알림 시스템’을 10곳에서 30곳으로 늘린다.", "in_progress"),
        ("시는 행정안전부의 ‘골목 알림 시스템 사업’에 4개 시와 함께 선정됐다.", "selected"),
        ("시는 한국전력과 ‘골목 알림 시스템’ 업무협약을 맺었다.", "agreed"),
        ("삭감된 사업은 ‘골목 알림 시스템’ 3억원이다.", "unspecified"),
        ("시는 내년에 ‘골목 알림 시스템’을 구축할 계획이다.", "planned"),
        ("마을에 있었던 불편을 덜려고 ‘골목 알림 시스템’을 구축해 소외됐던 주민과 잇는다.", "planned"),
    ],
)
def test_the_verb_and_its_tense_tell_the_state(text: str, status: str) -> None:
    assert next(one for one in read(text).initiatives if "골목" in one.name).status == status


@pytest.mark.parametrize(
    ("text", "partner"),
    [
        ("시는 과천시 등 인근 7개 지자체와 공동으로 ‘골목 알림 시스템’을 구축한다.", "과천시 등 인근 7개 지자체"),
        ("인공지능(AI)을 쓰기 위해 시는 한국전력공사와 함께 ‘골목 알림 시스템’을 구축한다.", "한국전력공사"),
        ("시는 주민과 함께 ‘골목 알림 시스템’을 구축한다.", None),
    ],
)
def test_a_partner_is_a_body_and_nothing_around_it(text: str, partner: str | None) -> None:
    assert next(one for one in read(text).initiatives if "골목" in one.name).partner == partner


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("일반회계는 5억원 늘어난 70억원, 특별회계는 3억원 줄어든 20억원이다.", {"일반회계", "특별회계"}),
        ("군은 오는 11월까지 사업비 12억원을 들인다.", {"사업비"}),
    ],
)
def test_a_label_says_what_the_money_is_for(text: str, labels: set[str]) -> None:
    assert {budget.label for budget in read(text).budgets} == labels


def test_a_unit_inside_another_word_counts_nothing() -> None:
    text = "‘1기관 1AI’와 도시철도 2호선, 119 종합상황실, 3대 전략을 말했다. 감지기 20대와 사업 5건이다."
    counts = {(count.value, count.unit) for count in read(text).counts}
    assert {(20.0, "대"), (5.0, "건")} <= counts
    assert not {(1.0, "기"), (2.0, "호"), (119.0, "종"), (3.0, "대")} & counts
