"""The registry and the contracts: complete, labelled in two languages, and growing by twenty lines."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from warehouse.errors import SettingsError
from warehouse.sources import windows
from warehouse.sources.columns import number, text, won
from warehouse.sources.contract import Interval, Label, SourceContract, TableContract
from warehouse.sources.families import g2b, lofin365, odcloud, seoul
from warehouse.sources.quota import KOREA
from warehouse.sources.registry import all_contracts, contract

from .lofin_server import Row
from .support import Ask, Reply, one_day

EXPECTED = {
    "g2b_contracts", "g2b_institutions", "g2b_order_plans", "g2b_pre_notices", "g2b_tenders", "kosis_population",
    "legal_districts", "lofin", "lofin_contracts", "lofin_functional_budgets", "lofin_functional_settlements",
    "lofin_initial_independence", "lofin_settled_independence", "odcloud_records", "policy_news", "policy_releases",
    "press", "regions", "seoul_projects", "seoul_records",
}  # fmt: skip
NOW = datetime(2026, 3, 11, 7, 0, tzinfo=KOREA)


def test_every_source_is_registered():
    assert {one.name for one in all_contracts()} == EXPECTED


@pytest.mark.parametrize("one", all_contracts(), ids=lambda one: one.name)
def test_a_contract_says_everything(one: SourceContract):
    assert one.title.ko and one.title.en and one.provider.ko and one.provider.en and one.homepage.startswith("https://")
    assert one.readme.startswith("# ") and "onfirmed" in one.readme and "nferred" in one.readme
    for table in one.tables:
        assert table.title.ko and table.title.en
        for column in table.columns:
            assert re.search("[가-힣]", column.label.ko) and re.search("[A-Za-z]", column.label.en), column.name
            assert column.name != "id" and not re.search(r"(amt|_won)$", column.name)
    interval = one.default_interval(NOW)
    assert interval.start < interval.end <= date(2027, 1, 1)
    assert one.due(NOW) and all(isinstance(found, Interval) for found in one.due(NOW))


def test_an_unknown_source_is_told_with_the_known_ones():
    with pytest.raises(SettingsError, match="lofin"):
        contract("nowhere")


def test_closed_years_come_first_and_once():
    due = contract("lofin").due(NOW, frozenset({"2023-12-31"}))
    assert [interval.key for interval in due] == ["2022-12-31", "2024-12-31", "2025-12-31", "2026-03-10"]


def test_years_that_are_not_published_are_not_asked_for():
    keys = [interval.key for interval in contract("lofin_functional_settlements").due(NOW)]
    assert keys[-1].startswith("2024-01-01"), "in March 2026 the settlement of 2025 is not out"


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"tables": ()}, "no tables"),
        ({"name": "Bad Name"}, "snake_case"),
        ({"schedule": "daily"}, "cron"),
        ({"base_url": "ftp://x"}, "http"),
    ],
)
def test_a_wrong_contract_is_refused_where_it_is_written(changes, match):
    import dataclasses

    with pytest.raises(ValueError, match=match):
        dataclasses.replace(contract("lofin"), **changes)


# One more data set of a known family: a contract, no code.

DEBT = TableContract(
    name="lofin_debt_ratios",
    title=Label("채무비율", "Debt ratios"),
    key=("fiscal_year", "laf_cd_lofin"),
    options=lofin365.yearly("HEDFC"),
    columns=(
        *lofin365.BODY_COLUMNS,
        won("debt_krw", "debt_amt", "채무액(원)", "Debt (won)"),
    ),
)
DEBT_CONTRACT = lofin365.source(
    "lofin_debt_ratios",
    Label("지방재정365 채무비율", "Debt ratios (lofin365)"),
    DEBT,
    owner="region",
    folder=Path(__file__).parent,
    default_interval=windows.fiscal_year(published_month=11, years_back=1),
)


def test_one_more_lofin_set(serve, live):
    rows: list[Row] = [
        {
            "fyr": "2024",
            "wa_laf_cd": "11",
            "wa_laf_hg_nm": "서울",
            "laf_cd": f"111{n}000",
            "laf_hg_nm": "서울종로구",
            "debt_amt": f"{n},000",
        }
        for n in (1, 2)
    ]
    rows.append({**rows[0], "laf_cd": "110000*", "laf_hg_nm": "서울계"})

    def behaviour(ask: Ask) -> Reply:
        from .lofin_server import page

        assert ask.path == "/lf/hub/HEDFC" and ask.query["fyr"] == "2024" and ask.query["Type"] == "json"
        return page("HEDFC", 3, rows)

    found = live(DEBT_CONTRACT, serve(behaviour)).rows(windows.whole_year(2024))
    assert [row["debt_krw"] for row in found] == [1000, 2000], "rows that the site adds up itself are no records"


def test_one_more_g2b_service(serve, live):
    import json

    table = TableContract(
        name="g2b_awards",
        title=Label("낙찰", "Awards"),
        key=("tender_number",),
        options=g2b.table_options("/as/ScsbidInfoService/getScsbidListSttusServc", parameters={"inqryDiv": "1"}),
        columns=(
            text("tender_number", "bidNtceNo", "입찰공고번호", "Tender number"),
            won("award_krw", "sucsfbidAmt", "낙찰금액", "Award (won)"),
        ),
    )
    one = g2b.source("g2b_awards", Label("낙찰", "Awards"), table, owner="initiative", folder=Path(__file__).parent)
    body = {"items": [{"bidNtceNo": "R1", "sucsfbidAmt": "5"}], "numOfRows": 999, "pageNo": 1, "totalCount": 1}
    server = serve(lambda ask: Reply(json.dumps({"response": {"header": {"resultCode": "00"}, "body": body}})))
    assert live(one, server).rows(one_day("2026-03-10"))[0]["award_krw"] == 5
    assert server.asks[0].path == "/1230000/as/ScsbidInfoService/getScsbidListSttusServc"


def test_one_more_seoul_service_and_one_more_odcloud_file(serve, live):
    import json

    wifi = TableContract(
        name="seoul_wifi",
        title=Label("공공와이파이", "Public wifi"),
        key=("place_name",),
        options={"service": "TbPublicWifiInfo"},
        columns=(text("place_name", "PLACE", "장소", "Place"),),
    )
    one = seoul.source(
        "seoul_wifi", Label("공공와이파이", "Public wifi"), wifi, owner="region", folder=Path(__file__).parent
    )
    verdict = {"CODE": "INFO-000", "MESSAGE": ""}
    server = serve(
        lambda ask: Reply(
            json.dumps({"TbPublicWifiInfo": {"list_total_count": 1, "RESULT": verdict, "row": [{"PLACE": "광장"}]}})
        )
    )
    assert live(one, server).rows(one_day("2026-03-10"))[0]["place_name"] == "광장"

    lights = TableContract(
        name="street_lights",
        title=Label("스마트 가로등", "Smart lights"),
        key=("year", "name"),
        options={"path": "/api/gov/v1/lights"},
        columns=(
            number("year", "기준연도", "기준연도", "Year"),
            text("name", "사업명", "사업명", "Project"),
            won("cost", "사업비(원)", "사업비", "Cost"),
        ),
    )
    two = odcloud.source(
        "street_lights", Label("스마트 가로등", "Smart lights"), lights, owner="region", folder=Path(__file__).parent
    )
    counts = {"page": 1, "perPage": 1000, "totalCount": 9, "matchCount": 1, "currentCount": 1}
    server = serve(
        lambda ask: Reply(
            json.dumps(
                {**counts, "data": [{"기준연도": 2026, "사업명": "가", "사업비(원)": "1,250"}]}, ensure_ascii=False
            )
        )
    )
    assert live(two, server).rows(one_day("2026-03-10"))[0]["cost"] == 1250


def test_ten_years_are_cut_into_windows_a_service_allows():
    decade = Interval(date(2016, 1, 1), date(2026, 1, 1))
    parts = windows.cut(decade, 7)
    assert parts[0].start == decade.start and parts[-1].end == decade.end
    assert (
        all(a.end == b.start for a, b in itertools.pairwise(parts)) and max((p.end - p.start).days for p in parts) == 7
    )
