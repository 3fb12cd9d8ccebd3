"""Residents: the real month is real, every level adds up, and both issuers say the same."""

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
import requests

from warehouse.sample.population import national_count, residents
from warehouse.sample.server import SampleServer


def read_csv(body: bytes) -> dict[str, int]:
    rows = list(csv.reader(io.StringIO(body.decode("cp949"))))
    return {re.search(r"\((\d{10})\)$", row[0])[1]: int(row[1].replace(",", "")) for row in rows[1:]}


def test_may_2025_is_the_published_figure(get: Any) -> None:
    found = read_csv(get("/downloadCsv.do", searchYearStart="2025", searchMonthStart="05").content)
    # 행정안전부 주민등록 인구통계 2025-05: national total, Seoul, 종로구, 시흥시's province.
    assert found["1000000000"] == 51_169_148
    assert found["1100000000"] == 9_328_042
    assert found["1111000000"] == 138_049


@pytest.mark.parametrize("month", [date(2022, 1, 1), date(2023, 7, 1), date(2024, 2, 1), date(2026, 8, 1)])
def test_every_level_adds_up(month: date) -> None:
    rows = residents(month)
    municipalities = sum(one.count for one in rows if one.region.level == "sigungu")
    jeju = sum(one.count for one in rows if one.region.kind == "haengjeongsi")
    assert municipalities + jeju == national_count(month)
    suwon = sum(one.count for one in rows if one.region.code.startswith("4111") and one.region.kind == "ilbangu")
    assert suwon == next(one.count for one in rows if one.region.code == "4111000000")


def test_form_by_post_and_branch_offices_without_residents(server: SampleServer) -> None:
    form = {"searchYearStart": "2026", "searchMonthStart": "08"}
    answer = requests.post(f"{server.base_url}/downloadCsv.do?searchYearMonth=month", data=form, timeout=30)
    found = read_csv(answer.content)
    assert found["1200000000"] > 3_000_000  # 전남광주통합특별시
    assert "2900000000" not in found
    assert 0 in found.values()
    assert '"행정구역","2026년08월_계_총인구수"' in answer.content.decode("cp949")


def test_a_month_that_is_not_out_is_a_page(get: Any) -> None:
    assert b"<html>" in get("/downloadCsv.do", searchYearStart="2026", searchMonthStart="09").content


def kosis(get: Any, **changed: str) -> Any:
    question = {
        "method": "getList", "apiKey": "k", "orgId": "101", "tblId": "DT_1B040A3", "itmId": "T20", "objL1": "ALL",
        "format": "json", "jsonVD": "Y", "prdSe": "M", "startPrdDe": "202608", "endPrdDe": "202608",
    }  # fmt: skip
    return get("/openapi/Param/statisticsParameterData.do", **{k: v for k, v in (question | changed).items() if v})


def test_kosis_says_the_same_as_the_ministry(get: Any) -> None:
    rows = {row["C1"]: int(row["DT"]) for row in kosis(get).json()}
    csv_rows = read_csv(get("/downloadCsv.do", searchYearStart="2026", searchMonthStart="08").content)
    assert rows["00"] == csv_rows["1000000000"]
    assert rows["11110"] == csv_rows["1111000000"]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"apiKey": ""}, "10"),
        ({"apiKey": "INVALID"}, "11"),
        ({"apiKey": "QUOTA"}, "40"),
        ({"objL1": ""}, "20"),
        ({"objL2": "ALL"}, "21"),
        ({"tblId": "DT_NOPE"}, "30"),
        ({"startPrdDe": "203001", "endPrdDe": "203012"}, "30"),
        ({"itmId": "ALL", "startPrdDe": "202201"}, "31"),
    ],
)
def test_kosis_refusals(get: Any, changed: dict[str, str], error: str) -> None:
    assert kosis(get, **changed).json()["err"] == error


def test_kosis_without_json_vd_is_no_json(get: Any) -> None:
    answer = kosis(get, jsonVD="")
    assert answer.text.startswith('[{ORG_ID:"101"')
    with pytest.raises(ValueError):
        answer.json()


def test_kosis_items_and_places_joined_by_plus(get: Any) -> None:
    rows = kosis(get, itmId="T21+T22+", objL1="11+26+").json()
    assert {(row["C1"], row["ITM_ID"]) for row in rows} == {("11", "T21"), ("11", "T22"), ("26", "T21"), ("26", "T22")}
