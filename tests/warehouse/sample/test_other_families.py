"""정책브리핑, 법정동코드, odcloud and Seoul as documented."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook

from warehouse.sample.places import governments
from warehouse.sample.seoul import projects_xlsx
from warehouse.sample.seoul_projects import projects

RELEASES = "/1371000/pressReleaseService/pressReleaseList"
NEWS = "/1371000/policyNewsService2/policyNewsList2"
CODES = "/1741000/StanReginCd/getStanReginCdList"


@pytest.mark.parametrize("path", [RELEASES, NEWS])
def test_briefing_of_three_days(get: Any, path: str) -> None:
    answer = get(path, serviceKey="k", startDate="20260310", endDate="20260312", type="json", pageNo="2")
    root = etree.fromstring(answer.content)  # XML whatever is asked, and no second page
    assert root.findtext("header/resultCode") == "0"
    items = root.findall("body/NewsItem")
    assert items
    names = {body.name for body in governments(date(2026, 3, 10))}
    assert not {item.findtext("MinisterCode") for item in items} & names
    assert {item.findtext("KoglType") for item in items} <= {"1", "4"}


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [("20260310", "20260313", "98"), ("2026-03-10", "20260312", "97"), ("", "20260312", "11")],
)
def test_briefing_refusals(get: Any, start: str, end: str, code: str) -> None:
    root = etree.fromstring(get(NEWS, serviceKey="k", startDate=start, endDate=end).content)
    assert root.findtext("header/resultCode") == code


def test_briefing_quiet_day_and_key(get: Any) -> None:
    sunday = etree.fromstring(get(NEWS, serviceKey="k", startDate="20260315", endDate="20260315").content)
    assert sunday.find("body") is not None
    assert not sunday.findall("body/NewsItem")
    refused = get(NEWS, serviceKey="INVALID", startDate="20260310", endDate="20260310")
    assert refused.status_code == 403
    assert etree.fromstring(refused.content).findtext("cmmMsgHeader/returnReasonCode") == "30"


def test_region_codes_are_those_in_force(get: Any) -> None:
    rows: list[dict[str, Any]] = []
    for page in (1, 2):
        head, body = get(CODES, ServiceKey="k", type="json", numOfRows=1000, pageNo=page).json()["StanReginCd"]
        rows += body["row"]
    assert head["head"][0]["totalCount"] == len(rows)
    codes = {row["region_cd"] for row in rows}
    assert {"1200000000", "2812500000"} <= codes
    assert not {"2900000000", "4600000000", "2811000000"} & codes
    municipalities = [r for r in rows if r["umd_cd"] == "000" and r["ri_cd"] == "00" and r["sgg_cd"] != "000"]
    assert len(municipalities) == 227 + 1 + 2 + 39  # 기초, 세종, 행정시, 일반구 from 2026-07-01
    empty = get(CODES, ServiceKey="k", type="json", locatadd_nm="없는곳").json()
    assert empty["RESULT"]["resultCode"] == "INFO-3"
    assert "OpenAPI_ServiceResponse" in get(CODES, type="json").json()


def test_odcloud_newest_file_by_discovery(get: Any) -> None:
    paths = get("/oas/docs", namespace="15123456/v1").json()["paths"]
    summaries = {operation["get"]["summary"]: path for path, operation in paths.items()}
    newest = max(summaries)
    assert newest.endswith("_20260331")
    header = {"Authorization": "Infuser key"}
    answer = get(f"/api{summaries[newest]}", headers=header, page=1, perPage=100).json()
    assert answer["currentCount"] == len(answer["data"]) == 100
    assert "사업비(백만원)" in answer["data"][0]
    beyond = get(f"/api{summaries[newest]}", headers=header, page=99, perPage=100).json()
    assert (beyond["data"], beyond["totalCount"]) == ([], answer["totalCount"])


def test_odcloud_conditions_shrink_the_match_count(get: Any) -> None:
    path = next(iter(get("/oas/docs", namespace="15123456/v1").json()["paths"]))
    answer = get(f"/api{path}", serviceKey="k", perPage=1000, **{"cond[시도::EQ]": "경기도"}).json()
    assert 0 < answer["matchCount"] == len(answer["data"]) < answer["totalCount"]


@pytest.mark.parametrize(
    ("path", "key", "status", "code"),
    [
        ("/api/15123456/v1/uddi:00000000-0000-0000-0000-000000000000", "k", 400, -3),
        ("/api/15000000/v1/uddi:00000000-0000-0000-0000-000000000000", "k", 400, -3),
        ("/api/15123456/v1/uddi:00000000-0000-0000-0000-000000000000", "", 401, -401),
        ("/api/15123456/v1/uddi:00000000-0000-0000-0000-000000000000", "INVALID", 400, -4),
        ("/api/15123456/v1/uddi:00000000-0000-0000-0000-000000000000", "QUOTA", 400, -10),
    ],
)
def test_odcloud_refusals(get: Any, path: str, key: str, status: int, code: int) -> None:
    answer = get(path, serviceKey=key)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_seoul_service(get: Any) -> None:
    body = get("/k/json/SampleInformatizationProject/1/1000/2022").json()["SampleInformatizationProject"]
    assert body["list_total_count"] == 1067
    assert len(body["row"]) == 1000
    assert "row" in get("/k/json/sampleProjectList/1/5").json()["sampleProjectStatus"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/INVALID/json/SampleInformatizationProject/1/5", "INFO-100"),
        ("/k/json/NoSuchService/1/5", "ERROR-310"),
        ("/k/yaml/SampleInformatizationProject/1/5", "ERROR-301"),
        ("/k/json/SampleInformatizationProject/0/5", "ERROR-331"),
        ("/k/json/SampleInformatizationProject/a/5", "ERROR-333"),
        ("/k/json/SampleInformatizationProject/9/5", "ERROR-334"),
        ("/sample/json/SampleInformatizationProject/1/6", "ERROR-335"),
        ("/k/json/SampleInformatizationProject/1/1001", "ERROR-336"),
        ("/k/json/SampleInformatizationProject/900001/900005", "INFO-200"),
    ],
)
def test_seoul_refusals(get: Any, path: str, code: str) -> None:
    assert code in get(path).text


def test_seoul_list_of_2022_adds_up_to_what_was_published() -> None:
    rows = projects(2022)
    assert (len(rows), sum(row.thousand_krw for row in rows)) == (1067, 345_900_000)
    assert sum(row.thousand_krw for row in rows if row.institution_kind == "자치구") == 106_700_000
    assert sum(row.time == "발주완료" for row in rows) == 458


def test_seoul_files_hold_the_same_rows(get: Any) -> None:
    even = get("/seoul/informatization_projects_2022.csv").content
    odd = get("/seoul/informatization_projects_2023.csv").content
    assert even.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(even.decode("utf-8-sig"))))
    assert len(rows) == 1068
    assert "사업비(천원)" in odd.decode("cp949").splitlines()[0]
    sheet = load_workbook(io.BytesIO(get("/seoul/informatization_projects_2022.xlsx").content)).active
    assert [str(cell.value) for cell in sheet[2]] == rows[0]
    assert sheet.max_row == 1069


def test_workbook_has_the_same_bytes_every_time() -> None:
    first = projects_xlsx(2024)
    projects_xlsx.cache_clear()
    assert projects_xlsx(2024) == first


def test_unknown_path_is_404(get: Any) -> None:
    assert get("/nothing/here").status_code == 404
