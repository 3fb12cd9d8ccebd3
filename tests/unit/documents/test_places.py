"""Local governments: lists, ambiguous names decided by evidence, names at the document's date."""

from datetime import date

import pytest

from warehouse.documents import extract_document

TAIL = " 시는 내년까지 디지털 민원 창구를 늘린다고 설명했으며 주민 의견도 더 듣기로 했다."


def regions(text: str, day: date | None = None) -> set[str | None]:
    return {place.region for place in extract_document(text + TAIL, document_id="d", published_on=day).places}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("강원 홍천·고성군에 통신망을 깐다.", {"강원특별자치도 홍천군", "강원특별자치도 고성군"}),
        (
            "부산 동·서·영도구와 기장군이 손잡았다.",
            {"부산광역시 동구", "부산광역시 서구", "부산광역시 영도구", "부산광역시 기장군"},
        ),
        ("서울 서대문구·광진구에 무인 대출기를 둔다.", {"서울특별시 서대문구", "서울특별시 광진구"}),
        (
            "전남에서는 목포, 여수, 순천 등 3개 시가 참여한다.",
            {"전라남도 목포시", "전라남도 여수시", "전라남도 순천시"},
        ),
        ("경기 광주·이천·여주시가 함께한다.", {"경기도 광주시", "경기도 이천시", "경기도 여주시"}),
        ("대구 달성군은 드론을 띄운다.", {"대구광역시 달성군"}),
        ("포항시 남구와 북구 주민이 쓴다.", {"경상북도 포항시"}),
        ("수원시 영통구에 센터를 연다.", {"경기도 수원시"}),
        ("인천(동구, 남동구)이 뽑혔다.", {"인천광역시 동구", "인천광역시 남동구"}),
        ("전남순천과 경북안동이 선정됐다.", {"전라남도 순천시", "경상북도 안동시"}),
    ],
)
def test_lists_inherit_their_province(text: str, expected: set[str]) -> None:
    assert regions(text, date(2024, 5, 1)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "서울역과 부산항을 잇는다.",
        "동구창업센터가 문을 열었다.",
        "중구난방으로 흩어진 자료를 모은다.",
        "진도 3의 강진이 났다.",
        "구미가 당기는 제안이다.",
        "서울대와 전남대가 돕는다.",
        "수원지방법원이 판결했다.",
    ],
)
def test_names_inside_other_names_are_no_places(text: str) -> None:
    assert regions(text, date(2024, 5, 1)) == set()


def test_an_ambiguous_name_without_evidence_is_said_to_be_unresolved() -> None:
    places = extract_document("중구는 골목 CCTV를 바꾼다고 밝혔다." + TAIL, document_id="d").places
    assert [(place.region, place.unresolved) for place in places] == [(None, True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("고성군은 군비와 도비로 관제실을 연다. 함명준 군수는 반겼다.", "강원특별자치도 고성군"),
        ("고성군은 관제실을 연다. 당항포 관광지에도 CCTV를 단다.", "경상남도 고성군"),
        ("[경남=들녘통신] 고성군은 관제실을 연다고 밝혔다.", "경상남도 고성군"),
        ("광주시는 도비를 받아 오포읍에 감지기를 단다.", "경기도 광주시"),
        ("광주시는 인공지능 행정을 시작한다.", "광주광역시"),
    ],
)
def test_evidence_decides_ambiguous_names(text: str, expected: str) -> None:
    assert regions(text, date(2024, 5, 1)) == {expected}


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("강원도 횡성군은", date(2022, 5, 1), "강원도 횡성군"),
        ("강원 횡성군은", date(2024, 5, 1), "강원특별자치도 횡성군"),
        ("전북 전주시는", date(2023, 12, 31), "전라북도 전주시"),
        ("전북 전주시는", date(2024, 1, 18), "전북특별자치도 전주시"),
        ("군위군은", date(2023, 6, 30), "경상북도 군위군"),
        ("군위군은", date(2023, 7, 1), "대구광역시 군위군"),
        ("광주 북구는", date(2026, 6, 30), "광주광역시 북구"),
        ("전남 나주시는", date(2026, 7, 1), "전남광주통합특별시 나주시"),
    ],
)
def test_names_and_codes_are_those_of_the_day(text: str, day: date, expected: str) -> None:
    (place,) = extract_document(text + " 새 누리집을 연다고 밝혔다." + TAIL, document_id="d", published_on=day).places
    assert place.region == expected
    assert place.region_code and len(place.region_code) == 10


def test_a_ministry_speaks_for_all_the_selected() -> None:
    text = "행정안전부는 디지털 마을 대상으로 경기 이천시, 충남 청양군, 전남 곡성군을 골랐다고 밝혔다." + TAIL
    assert extract_document(text, document_id="d", published_on=date(2023, 1, 5)).primary_regions == (
        "경기도 이천시",
        "충청남도 청양군",
        "전라남도 곡성군",
    )


@pytest.mark.parametrize(
    "text", ["경기 광주시는 감지기를 단다.", "경기도 광주시가 감지기를 단다.", "경기도 이천시와 광주시가 손잡는다."]
)
def test_gwangju_in_gyeonggi_by_its_prefix(text: str) -> None:
    assert "경기도 광주시" in regions(text, date(2020, 8, 8))
    assert "광주광역시" not in regions(text, date(2020, 8, 8))


def test_gwangju_among_metropolises_is_one() -> None:
    assert regions("대구시, 광주시, 대전시가 함께한다. 경기도 이천시도 거든다.", date(2020, 8, 8)) == {
        "대구광역시",
        "광주광역시",
        "대전광역시",
        "경기도 이천시",
    }


IN_GYEONGGI = "경기도는 스마트 관제 사업을 벌인다고 11일 밝혔다. 시민이 쓰는 서비스를 바꾸는 사업이다.\n"
BY_MINISTRY = "행정안전부는 스마트 관제 사업을 벌인다고 11일 밝혔다. 지자체가 쓰는 서비스를 바꾸는 사업이다.\n"
LISTS = [
    (IN_GYEONGGI, "센서는 수원 3곳, 성남 2곳, 용인 1곳에 단다.", "수원시 성남시 용인시"),
    (IN_GYEONGGI, "시군별로는 수원 120, 성남 95, 용인 80 순이다.", "수원시 성남시 용인시"),
    (IN_GYEONGGI, "참여하는 곳은 △수원 △성남 △부천이다.", "수원시 성남시 부천시"),
    (IN_GYEONGGI, "- 수원: 120대\n- 성남: 95대", "수원시 성남시"),
    (IN_GYEONGGI, "수원과 성남에 먼저 단다. 안양은 내년에 합류한다.", "수원시 성남시 안양시"),
    (IN_GYEONGGI, "수원이 40대로 가장 많고 성남 30대, 용인 20대다.", "수원시 성남시 용인시"),
    (IN_GYEONGGI, "용인특례시와 고양특례시가 함께한다.", "용인시 고양시"),
    (IN_GYEONGGI, "구리로 만든 선을 화성에 보낼 만큼 깔고 오산이 없게 점검한다.", ""),
]  # fmt: skip


@pytest.mark.parametrize(("lead", "text", "expected"), LISTS)
def test_cities_in_lists_and_alone_in_their_own_province(lead: str, text: str, expected: str) -> None:
    extraction = extract_document(f"스마트 관제, 더 넓게 펼친다\n\n{lead}{text}", document_id="x")
    found = {place.region for place in extraction.places} - {"경기도"}
    assert found == {f"경기도 {name}" for name in expected.split()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("선정된 곳은 △서울 △부산 △경기 △전남이다.", {"서울특별시", "부산광역시", "경기도", "전라남도"}),
        ("서울 2곳, 부산 1곳, 대구 1곳에 단다.", {"서울특별시", "부산광역시", "대구광역시"}),
        (
            "충북 2곳(청주, 충주), 전남 1곳(여수)을 골랐다.",
            {"충청북도 청주시", "충청북도 충주시", "전라남도 여수시"},
        ),
        ("충북(청주), 전남(여수·순천), 제주에서 연다.", {"충청북도 청주시", "전라남도 여수시", "전라남도 순천시"}),
    ],
)
def test_provinces_and_their_cities_in_one_list(text: str, expected: set[str]) -> None:
    extraction = extract_document(f"스마트 관제, 더 넓게 펼친다\n\n{BY_MINISTRY}{text}", document_id="x")
    assert {place.region for place in extraction.places} >= expected


@pytest.mark.parametrize(
    "table",
    [
        "시도 | 곳\n서울 | 12\n부산 | 9\n경기 | 8",
        "구분 | 서울 | 부산 | 경기 | 계\n설치 | 12 | 9 | 8 | 29",
        "구분\t서울\t부산\t경기\n설치\t12\t9\t8",
        "서울 12\n부산 9\n경기 8",
        "1위 서울 12곳\n2위 부산 9곳\n3위 경기 8곳",
    ],
)
def test_rows_and_columns_of_names_are_places(table: str) -> None:
    text = f"스마트 관제, 더 넓게 펼친다\n\n{BY_MINISTRY}{table}\n이 사업은 내년에도 이어진다."
    found = {place.region for place in extract_document(text, document_id="x").places}
    assert found == {"서울특별시", "부산광역시", "경기도"}


def test_a_menu_of_places_names_none() -> None:
    menu = "서울  부산  경기  강원  제주\n전체기사  포토  영상"
    text = f"스마트 관제, 더 넓게 펼친다\n\n{BY_MINISTRY}{menu}\n이 사업은 내년에도 이어진다."
    assert not extract_document(text, document_id="x").places


def test_a_table_does_not_say_whom_the_article_is_about() -> None:
    table = "시군 | 곳\n수원 | 12\n성남 | 9\n용인 | 8"
    text = f"스마트 관제, 더 넓게 펼친다\n\n{IN_GYEONGGI}{table}\n이 사업은 내년에도 이어진다."
    assert extract_document(text, document_id="x").primary_regions == ("경기도",)
