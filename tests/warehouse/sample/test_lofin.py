"""lofin365 as documented: envelope, paging, filters, days, errors, and sums that a gate relies on."""

import json
from collections import Counter
from typing import Any

import pytest
from lxml import etree

PATH = "/lf/hub/QWGJK"
FIELDS = [
    "fyr", "wa_laf_cd", "wa_laf_hg_nm", "laf_cd", "laf_hg_nm", "acnt_dv_cd", "acnt_dv_nm", "dept_cd", "dbiz_cd",
    "dbiz_nm", "exe_ymd", "bdg_cash_amt", "bdg_ntep", "capep", "sggep", "etc_amt", "ep_amt", "cpl_amt", "fld_cd",
    "fld_nm", "ane_part_cd", "part_nm", "padm_laf_cd", "lup_ord", "zon_cd",
]  # fmt: skip
YEAR_2025 = {"Key": "k", "Type": "json", "fyr": "2025", "exe_ymd": "20251231"}


def all_rows(get: Any, **parameters: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        answer = get(PATH, **YEAR_2025 | parameters, pSize=1000, pIndex=len(rows) // 1000 + 1).json()
        head, body = answer["QWGJK"]
        rows += body["row"]
        if len(rows) >= head["head"][0]["list_total_count"]:
            return rows


def number(value: Any) -> int:
    return int(str(value).replace(",", ""))


def code(answer: Any) -> str:
    result = json.loads(answer.text)["RESULT"]
    return (result[0] if isinstance(result, list) else result)["CODE"]


def test_snapshot_is_complete_and_sums_hold(get: Any) -> None:
    rows = all_rows(get)
    assert 6_000 <= len(rows) <= 10_000
    assert list(rows[0]) == FIELDS
    keys = Counter((row["laf_cd"], row["acnt_dv_cd"], row["dbiz_cd"], row["dept_cd"]) for row in rows)
    assert max(keys.values()) == 1
    for row in rows:
        shares = sum(number(row[name]) for name in ("bdg_ntep", "capep", "sggep", "etc_amt"))
        assert shares == number(row["bdg_cash_amt"]), row
        assert len(row["dbiz_cd"]) == 16
    assert len({row["laf_cd"] for row in rows}) == 243
    assert {row["laf_hg_nm"] for row in rows if row["laf_cd"] == "1111000"} == {"서울종로구"}


def test_quirks_of_values_occur(get: Any) -> None:
    rows = all_rows(get)
    assert any(isinstance(row["bdg_cash_amt"], str) and "," in row["bdg_cash_amt"] for row in rows)
    assert any(row["dbiz_nm"] is None for row in rows)
    assert any(row["ep_amt"] < 0 for row in rows)
    assert any(number(row["bdg_cash_amt"]) > number(row["cpl_amt"]) for row in rows)
    names = " ".join(row["dbiz_nm"] or "" for row in rows)
    assert "인공어초" in names
    assert "AI방역" in names or "AI 방역" in names


def test_spending_grows_through_the_year(get: Any) -> None:
    spent = [
        sum(max(0, row["ep_amt"]) for row in all_rows(get, exe_ymd=day, laf_cd="1111000"))
        for day in ("20250131", "20250630", "20251231")
    ]
    assert 0 < spent[0] < spent[1] < spent[2]


def test_same_question_same_bytes(get: Any) -> None:
    question = YEAR_2025 | {"laf_cd": "2612000"}
    assert get(PATH, **question).content == get(PATH, **question).content


def test_xml_is_the_default_and_type_is_case_sensitive(get: Any) -> None:
    for parameters in ({"Key": "k"}, {"Key": "k", "type": "json"}):
        root = etree.fromstring(get(PATH, fyr="2025", exe_ymd="20251231", pSize="3", **parameters).content)
        assert root.tag == "QWGJK"
        assert len(root.findall("row")) == 3
        assert root.findtext("head/RESULT/CODE") == "INFO-000"


def test_filters(get: Any) -> None:
    rows = all_rows(get, wa_laf_cd="1100000", dbiz_nm="CCTV")
    assert rows
    assert all(row["wa_laf_cd"] == "1100000" and "CCTV" in row["dbiz_nm"] for row in rows)
    # Literal: the spaced and the glued name are different questions.
    glued, spaced = (all_rows(get, dbiz_nm=name) for name in ("인공어초시설", "인공어초 시설"))
    assert glued
    assert spaced
    assert not {row["dbiz_cd"] for row in glued} & {row["dbiz_cd"] for row in spaced}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"Key": ""}, "ERROR-290"),
        ({"Key": "INVALID"}, "ERROR-290"),
        ({"Key": "QUOTA"}, "ERROR-337"),
        ({"exe_ymd": ""}, "ERROR-300"),
        ({"fyr": ""}, "ERROR-300"),
        ({"pSize": "1001"}, "ERROR-336"),
        ({"pIndex": "one"}, "ERROR-333"),
        ({"exe_ymd": "20241231"}, "INFO-200"),  # outside the fiscal year
        ({"fyr": "2026", "exe_ymd": "20260916"}, "INFO-200"),  # today
        ({"fyr": "2026", "exe_ymd": "20261001"}, "INFO-200"),  # to come
        ({"laf_cd": "11110"}, "INFO-200"),  # five digits: silently nothing
        ({"pIndex": "99", "pSize": "1000"}, "INFO-200"),
    ],
)
def test_refusals(get: Any, changed: dict[str, str], expected: str) -> None:
    answer = get(PATH, **YEAR_2025 | changed)
    assert answer.status_code == 200
    assert code(answer) == expected


def test_unknown_operation_and_both_shapes_of_result(get: Any) -> None:
    assert code(get("/lf/hub/NOPE", Key="k", Type="json", fyr="2024")) == "ERROR-310"
    shapes = {type(get(PATH, **YEAR_2025 | {"exe_ymd": ""}, pIndex=page).json()["RESULT"]) for page in (1, 2)}
    assert shapes == {list, dict}


def test_bodies_are_those_of_the_day(get: Any) -> None:
    def names(fyr: str, day: str) -> set[str]:
        return {row["laf_hg_nm"] for row in all_rows(get, fyr=fyr, exe_ymd=day)}

    before, after = names("2026", "20260630"), names("2026", "20260701")
    assert {"광주본청", "전남본청", "인천중구"} <= before - after
    assert {"전남광주본청", "전남광주서구", "인천제물포구"} <= after - before
    assert len(before) == len(after) == 243
    assert "경북군위군" in names("2022", "20221231")
    assert "대구군위군" in names("2023", "20231231")


@pytest.mark.parametrize(
    ("operation", "fields"),
    [
        ("AIDFA", {"fld_cd", "sect_cd", "biz_bdg_tott_amt", "biz_bdg_prsm_amt", "padm_oper_prsm_exps"}),
        ("ABIFB", {"ep_amt", "rgstr_dt"}),
        ("JFIED", {"rate1", "rate2", "pfa_amt3"}),
        ("FNCST", {"pfa_amt2", "pfa_amt3", "rate2"}),
    ],
)
def test_yearly_sets(get: Any, operation: str, fields: set[str]) -> None:
    head, body = get(f"/lf/hub/{operation}", Key="k", Type="json", fyr="2024", pSize=1000).json()[operation]
    assert fields <= set(body["row"][0])
    assert head["head"][0]["list_total_count"] >= 243
    assert code(get(f"/lf/hub/{operation}", Key="k", Type="json", fyr="2031")) == "INFO-200"


def test_total_rows_have_starred_codes(get: Any) -> None:
    total = get("/lf/hub/ABIFB", Key="k", Type="json", fyr="2024").json()["ABIFB"][0]["head"][0]["list_total_count"]
    last = get("/lf/hub/ABIFB", Key="k", Type="json", fyr="2024", pSize=1, pIndex=total).json()["ABIFB"][1]["row"][0]
    assert last["laf_cd"].endswith("*")


def test_contracts_of_one_day(get: Any) -> None:
    answer = get("/lf/hub/WCEGCF", Key="k", Type="json", smz_ctrt_ymd="20260622").json()
    assert {row["smz_ctrt_ymd"] for row in answer["WCEGCF"][1]["row"]} == {"20260622"}
    assert code(get("/lf/hub/WCEGCF", Key="k", Type="json")) == "ERROR-300"
