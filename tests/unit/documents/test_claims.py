"""Arithmetic that sentences state: sums, differences, products and shares, true or not; and what claims nothing."""

from __future__ import annotations

import pytest

from warehouse.documents import extract_document

EOK = 100_000_000


def claims(text: str) -> set[tuple]:
    """Kind, sorted terms, the stated number, and whether it holds."""
    found = extract_document(text, document_id="x").reconciliations
    return {(claim.kind, tuple(sorted(claim.terms)), claim.expected, claim.holds) for claim in found}


TRUE = [
    (
        "경남 진주시는 스마트가로등을 지난해 310개에서 올해 455개로 145개 늘린다고 4일 밝혔다.",
        [("sum", (145, 310), 455, True)],
    ),
    ("시는 민원 처리 기간을 평균 14일에서 9일로 5일 단축했다.", [("sum", (5, 9), 14, True)]),
    (
        "강원 원주시는 내년 정보화 예산으로 128억원을 편성했다. 올해(117억원)보다 11억원 증가한 액수다.",
        [("sum", (11 * EOK, 117 * EOK), 128 * EOK, True)],
    ),
    (
        "충북 제천시의 올해 스마트도시 예산은 43억원으로 작년 51억원에 비해 8억원 줄었다.",
        [("sum", (8 * EOK, 43 * EOK), 51 * EOK, True)],
    ),
    (
        "경기 시흥시는 방범 CCTV 예산을 20억원에서 26억원으로 6억원 증액했다.",
        [("sum", (6 * EOK, 20 * EOK), 26 * EOK, True)],
    ),
    ("시는 전체 사업비 40억원 중 70%인 28억원을 국비로 확보했다.", [("product", (0.7, 40 * EOK), 28 * EOK, True)]),
    (
        "전남 여수시는 총사업비 50억원의 절반인 25억원을 특별교부세로 충당한다.",
        [("product", (0.5, 50 * EOK), 25 * EOK, True)],
    ),
    ("신청 기업 120곳 중 30%인 36곳이 선정됐다.", [("product", (0.3, 120), 36, True)]),
    (
        "대구 수성구는 경로당 24곳에 키오스크를 놓는다. 한 곳당 350만원씩 총 8400만원을 들인다.",
        [("product", (24, 3_500_000), 0.84 * EOK, True)],
    ),
    ("시는 마을 18곳에 마을당 5천만원씩 9억원을 지원한다.", [("product", (18, 0.5 * EOK), 9 * EOK, True)]),
    (
        "인천 서구는 무인민원발급기 12대를 대당 2천만원에 구입해 2억4천만원을 쓴다.",
        [("product", (12, 0.2 * EOK), 2.4 * EOK, True)],
    ),
    (
        "충남 아산시는 스마트 버스정류장을 온양동 9곳, 배방읍 7곳, 탕정면 4곳 등 모두 20곳에 설치한다.",
        [("sum", (4, 7, 9), 20, True)],
    ),
    (
        "접수된 의견은 210건이다. 교통 95건, 환경 64건, 복지 31건, 기타 20건이었다.",
        [("sum", (20, 31, 64, 95), 210, True)],
    ),
    (
        "경기 여주시는 통합플랫폼 구축에 12억원, 센서 설치에 7억원, 시민 앱 개발에 3억원 등 총 22억원을 투입한다.",
        [("sum", (3 * EOK, 7 * EOK, 12 * EOK), 22 * EOK, True)],
    ),
    (
        "국비 14억원과 도비 4억원에 시비 10억원을 합쳐 28억원이 들어간다.",
        [("sum", (4 * EOK, 10 * EOK, 14 * EOK), 28 * EOK, True)],
    ),
    (
        "제주도는 3개년에 걸쳐 1차 연도 20억원, 2차 연도 35억원, 3차 연도 25억원 모두 80억원을 투자한다.",
        [("sum", (20 * EOK, 25 * EOK, 35 * EOK), 80 * EOK, True)],
    ),
    ("총사업비는 36억원으로 국비가 18억원, 시비가 18억원이다.", [("sum", (18 * EOK, 18 * EOK), 36 * EOK, True)]),
    ("광주 북구는 지난달 9억원이던 사업비를 11억원으로 2억원 올렸다.", [("sum", (2 * EOK, 9 * EOK), 11 * EOK, True)]),
    ("하루 이용객은 1,200명에서 1,850명으로 650명 늘었다.", [("sum", (650, 1_200), 1_850, True)]),
    ("시는 기존 85대이던 공유 자전거 단말기를 120대로 35대 더 늘린다.", [("sum", (35, 85), 120, True)]),
    ("예산은 10억원으로, 이 중 6억원(60%)은 국비다.", [("product", (0.6, 10 * EOK), 6 * EOK, True)]),
    ("사업에는 5년간 150억원, 연평균 30억원이 들어간다.", [("product", (5, 30 * EOK), 150 * EOK, True)]),
    (
        "경남 통영시가 내년에 쓸 정보화 예산은 62억원이다. 이 가운데 유지관리가 38억원이고 신규 사업이 24억원이다.",
        [("sum", (24 * EOK, 38 * EOK), 62 * EOK, True)],
    ),
    (
        "충북 옥천군은 1차 추경에서 5억원, 2차 추경에서 3억원을 더해 스마트팜 예산을 8억원으로 맞췄다.",
        [("sum", (3 * EOK, 5 * EOK), 8 * EOK, True)],
    ),
    ("전남 해남군은 CCTV 120대를 새로 단다. 읍 지역에 48대, 면 지역에 72대다.", [("sum", (48, 72), 120, True)]),
    (
        "경기 파주시는 스마트 정류장 36곳 가운데 24곳을 올해, 나머지 12곳을 내년에 짓는다.",
        [("sum", (12, 24), 36, True)],
    ),
    (
        "사업에 참여한 농가는 2022년 35곳, 2023년 52곳, 2024년 83곳으로 3년간 모두 170곳이다.",
        [("sum", (35, 52, 83), 170, True)],
    ),
    (
        "부산 수영구는 드론 4대를 샀다. 한 대 값이 1,250만원이어서 모두 5,000만원이 들었다.",
        [("product", (4, 12_500_000), 0.5 * EOK, True)],
    ),
    ("대상은 읍면동 15곳이며 곳마다 2천만원씩, 합계 3억원을 배정한다.", [("product", (15, 0.2 * EOK), 3 * EOK, True)]),
    ("월 회선료 30만원씩 1년이면 360만원이다.", [("product", (12, 300_000), 3_600_000, True)]),
    (
        "강원 속초시는 관광 앱 가입자가 지난해 1만2천명에서 올해 1만9천명으로 7천명 늘었다고 밝혔다.",
        [("sum", (7_000, 12_000), 19_000, True)],
    ),
    (
        "도는 시군별로 춘천시 7억원, 원주시 6억원, 강릉시 4억원 등 17억원을 나눠 준다.",
        [("sum", (4 * EOK, 6 * EOK, 7 * EOK), 17 * EOK, True)],
    ),
    (
        "서울 중랑구는 공모에서 3개 분야 11개 과제가 뽑혔다. 분야별로는 안전 5개, 복지 4개, 교통 2개다.",
        [("sum", (2, 4, 5), 11, True)],
    ),
    (
        "전북 익산시의 홀로그램 예산은 국비 30억원, 도비 9억원, 시비 21억원을 합한 60억원이다.",
        [("sum", (9 * EOK, 21 * EOK, 30 * EOK), 60 * EOK, True)],
    ),
    ("구는 애초 9억원을 요구했으나 2억원 줄어든 7억원만 통과됐다.", [("sum", (2 * EOK, 7 * EOK), 9 * EOK, True)]),
    (
        "민간 투자 15억원을 더하면 총투자액은 공공 몫 45억원과 합쳐 60억원이 된다.",
        [("sum", (15 * EOK, 45 * EOK), 60 * EOK, True)],
    ),
    ("응답자 500명 중 62%인 310명이 만족한다고 답했다.", [("product", (0.62, 500), 310, True)]),
    ("내년 사업비 80억원은 올해 50억원의 1.6배다.", [("product", (1.6, 50 * EOK), 80 * EOK, True)]),
    (
        "CCTV는 총 1,240대로, 방범용 860대·어린이보호구역 240대·재난감시용 140대다.",
        [("sum", (140, 240, 860), 1_240, True)],
    ),
    ("시는 2개 구역에 각각 3억원씩 6억원을 들여 스마트 쉼터를 만든다.", [("product", (2, 3 * EOK), 6 * EOK, True)]),
    (
        "경북 문경시는 센서 2,500개를 붙인다. 개당 4만원, 전체 1억원이 든다.",
        [("product", (2_500, 40_000), 1 * EOK, True)],
    ),
    (
        "인천 계양구는 로봇 한 대에 900만원을 주고 8대를 7천200만원에 들여왔다.",
        [("product", (8, 9_000_000), 0.72 * EOK, True)],
    ),
    (
        "예산은 2조2133억원이다. 회계별로는 일반회계 1조8608억원, 특별회계 3525억원이다.",
        [("sum", (3525 * EOK, 18608 * EOK), 22133 * EOK, True)],
    ),
    (
        "총 사업비는 5억원이다. 도비(1억5000만원)와 군비(1억4000만원)를 더한 보조금이 2억9000만원이다.",
        [("sum", (1.4 * EOK, 1.5 * EOK), 2.9 * EOK, True)],
    ),
    (
        "시의회가 121억3527만원을 깎았다. 예비심사에서 깎은 203억8888만원 중 82억5361만원은 되살아났다.",
        [("sum", (82.5361 * EOK, 121.3527 * EOK), 203.8888 * EOK, True)],
    ),
    ("대상은 2500곳이다. 마친 곳은 1200곳으로 전체의 48%다.", [("product", (0.48, 2500), 1200, True)]),
    ("대상 2500곳 가운데 48%(1200곳)가 설치를 마쳤다.", [("product", (0.48, 2500), 1200, True)]),
    ("설치할 곳은 2500곳이다. 지금까지 1200곳(48%)이 설치를 마쳤다.", [("product", (0.48, 2500), 1200, True)]),
    (
        "도시별로 대전시 318억원, 울산시 147억원을 적어 냈다. 실제로 대전시는 302억원 늘어난 620억원을 쓴다.",
        [("sum", (302 * EOK, 318 * EOK), 620 * EOK, True)],
    ),
]
FALSE = [
    ("전북 정읍시의 관제 인력은 24명에서 31명으로 8명 증가한다.", [("sum", (8, 24), 31, False)]),
    (
        "경북 구미시는 사업비 30억원 가운데 40%인 13억원을 시비로 부담한다.",
        [("product", (0.4, 30 * EOK), 13 * EOK, False)],
    ),
    (
        "부산 북구는 AI 스피커 600대를 사들인다. 대당 15만원으로 모두 1억원이 든다.",
        [("product", (600, 150_000), 1 * EOK, False)],
    ),
    ("울산 중구는 드론 30대를 재난용 12대, 순찰용 10대, 교육용 6대로 나눠 쓴다.", [("sum", (6, 10, 12), 30, False)]),
    (
        "총 사업비 25억원(국비 12억원, 도비 5억원, 시비 9억원)을 들인다.",
        [("sum", (5 * EOK, 9 * EOK, 12 * EOK), 25 * EOK, False)],
    ),
]
NONE = [
    "데이터 운영(3억원), 비상시설 공사(1억4천만원), 조형물(1억원) 등은 남지 않았다. 게시대 설치(2억원)는 줄었다.",
    "현재 와이파이는 공공기관 13곳, 복지시설 4곳, 터미널 2곳, 시장 1곳에 있다. 군은 6곳에 더 놓는다.",
    "구분 | 2023년 | 2024년\n국비 | 10 | 12\n시비 | 5 | 8\n합계 | 15 | 20\n",
    "시는 드론 12대와 로봇 5대, 센서 17대를 구입했다.",
    "경남 김해시는 센터 운영에 3억원, 교육에 2억원, 홍보에 5억원을 쓴다.",
    "서울 구로구는 CCTV 8대를 설치한다. 관제센터는 2015년 문을 열었다. 예산은 8억원이다.",
    "이용률이 30%에서 45%로 올랐다.",
    "하루 3회이던 순찰을 5회로 늘렸다.",
    "경기 광명시는 6억원을 들여 교차로 12곳을, 4억원을 들여 횡단보도 20곳을 바꾼다.",
    "시는 10억원을 투입해 2025년까지 5곳에 구축한다. 앞서 3곳에 6억원을 썼다.",
]


@pytest.mark.parametrize(("text", "expected"), [*TRUE, *FALSE])
def test_what_a_sentence_claims_is_found_and_judged(text: str, expected: list[tuple]) -> None:
    assert claims(text) == {
        (kind, tuple(map(float, terms)), float(whole), holds) for kind, terms, whole, holds in expected
    }


@pytest.mark.parametrize("text", NONE)
def test_numbers_that_only_happen_to_fit_claim_nothing(text: str) -> None:
    assert claims(text) == set()


def test_a_breakdown_of_the_main_parts_says_by_its_rule_that_it_leaves_parts_out() -> None:
    text = "올해 정보화에 300억원을 쓴다. 유형별로는 ▲시스템 구축 120억원 ▲장비 도입 60억원 ▲개발 30억원{}이다."
    for end, rule in ((" 등", "reconciliation.partial_list"), ("", "reconciliation.list")):
        (claim,) = extract_document(text.format(end), document_id="x").reconciliations
        assert (claim.expected, claim.holds, claim.witness.rule) == (300 * EOK, False, rule)


def test_parts_of_one_whole_claim_nothing_about_each_other() -> None:
    text = "사업비는 14억원이다. 국비 7억원, 도비 3억원, 시비 4억원으로 마련한다."
    assert claims(text) == {("sum", (3.0 * EOK, 4.0 * EOK, 7.0 * EOK), 14.0 * EOK, True)}


def test_counts_that_go_together_are_added_together() -> None:
    text = "군은 40곳에 카메라 48대를 단다. 먼저 20곳에 23대를 세운다. 이어 22곳에 25대를 놓는다."
    assert claims(text) == {("sum", (23.0, 25.0), 48.0, True), ("sum", (20.0, 22.0), 40.0, False)}


def test_a_table_is_added_down_and_across_whatever_divides_it() -> None:
    table = ("구분 2022년 2023년 계", "국비 10 12 22", "시비 5 6 12", "합계 15 18 33")
    for divider in (" ", "  ", " | ", " / ", "\t"):
        rows = "\n".join(divider.join(row.split(" ")) for row in table)
        text = f"경남 진주시는 스마트도시 사업에 33억원을 투입한다고 3일 밝혔다.\n(단위: 억원)\n{rows}\n시는 곧 착수한다.\n"
        assert claims(text) >= {
            ("sum", (5.0 * EOK, 10.0 * EOK), 15.0 * EOK, True),
            ("sum", (10.0 * EOK, 12.0 * EOK), 22.0 * EOK, True),
            ("sum", (5.0 * EOK, 6.0 * EOK), 12.0 * EOK, False),
        }, divider
