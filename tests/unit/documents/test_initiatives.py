"""Names of initiatives in sentences of many shapes, and what is no initiative."""

import pytest

from warehouse.documents import Initiative, extract_document


def initiatives(text: str) -> list[Initiative]:
    page = f"전남 나주시, 디지털 행정 넓힌다\n\n전남 나주시는 올해 디지털 행정에 힘을 쏟는다고 3일 밝혔다. {text}\n"
    return list(extract_document(page, document_id="d").initiatives)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("시는 인공지능으로 불법 주정차를 가려내는 단속 시스템을 내년에 들여놓는다.", ["단속 시스템"]),
        ("구는 어르신 500명에게 스마트워치를 나눠 준다.", ["스마트워치"]),
        ("도는 블록체인 기반 지역화폐를 발행한다.", ["블록체인 기반 지역화폐"]),
        ("구청 민원실에 인공지능 안내 로봇 2대가 배치됐다.", ["인공지능 안내 로봇"]),
        ("시는 스마트 횡단보도 12곳과 바닥신호등 30곳을 새로 깔았다.", ["스마트 횡단보도", "바닥신호등"]),
        ("군은 코딩 교육과 드론 자격증 과정을 운영한다.", ["코딩 교육", "드론 자격증 과정"]),
        ("시는 ‘물길 알림이’ 서비스를 구축하고 「전기 안전망」을 설치한다.", ["물길 알림이 서비스"]),
        (
            "주요 사업은 ▲관광 빅데이터 분석(3억원) ▲공공와이파이 운영(2억원) ▲무인 대출기 설치(1억원) 등이다.",
            ["관광 빅데이터 분석", "공공와이파이 운영", "무인 대출기 설치"],
        ),
        ("시는 낡은 보안등 40개를 스마트 보안등으로 바꾸고 원격 검침기를 설치한다.", ["원격 검침기"]),
        ("가군은 스마트 약상자를, 나군은 화상진료 시스템을 들여온다.", ["스마트 약상자", "화상진료 시스템"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    found = [initiative.name for initiative in initiatives(text)]
    missing = [name for name in names if not any(name in other or other in name for other in found)]
    assert not missing, found


@pytest.mark.parametrize(
    "text",
    [
        "디지털트윈은 현실의 사물을 가상공간에 옮겨 살펴보는 기술이다.",
        "시장은 “인공지능 행정으로 시민이 편한 도시를 만들겠다”고 말했다.",
        "스마트 기술을 활용해 시민 편의를 높일 것으로 기대된다.",
        "기관별로는 ▲시 12억원 ▲구 8억원 ▲출연기관 3억원이다.",
        "기술 분야는 ▲빅데이터 ▲인공지능 ▲CCTV ▲와이파이다.",
        "대상은 ▲홀몸 어르신 ▲장애인 ▲다문화 가정이다.",
    ],
)
def test_no_initiatives(text: str) -> None:
    assert initiatives(text) == []


def test_each_owner_has_its_own() -> None:
    page = "전남 나주시와 목포시, 손잡는다\n\n전남 나주시와 목포시는 드론 관제 시스템을 구축한다고 3일 밝혔다.\n"
    found = {(i.name, i.regions) for i in extract_document(page, document_id="d").initiatives}
    assert found == {("드론 관제 시스템", ("전라남도 나주시",)), ("드론 관제 시스템", ("전라남도 목포시",))}


def test_bureau_and_technologies() -> None:
    (found,) = initiatives("스마트도시과는 인공지능 기반 CCTV 관제 시스템을 구축한다.")
    assert found.owner == "스마트도시과"
    assert {"ai", "cctv"} <= set(found.technologies)
    assert found.status == "planned"
