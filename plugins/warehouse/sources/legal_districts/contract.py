"""Contract of 행정표준코드 법정동코드 (StanReginCd)."""

from datetime import date
from pathlib import Path

from warehouse.sources import windows
from warehouse.sources.columns import day, number, text
from warehouse.sources.contract import Label, Licence, SourceContract, TableContract
from warehouse.sources.families import data_go_kr
from warehouse.sources.legal_districts.parse import parse

TABLE = TableContract(
    name="legal_districts",
    title=Label("법정동코드", "Codes of legal districts"),
    key=("legal_code_mois", "snapshot_on"),
    maximum_rows=100_000,  # about 20,560 (2026)
    fill_rates={"full_name": 1.0},
    options={
        "path": "/1741000/StanReginCd/getStanReginCdList",
        "page_size": 1000,
        "optional_fields": ("locat_rm", "adpt_de"),
    },
    columns=(
        text("legal_code_mois", "region_cd", "법정동코드(10자리)", "Legal district code (10 digits)", required=True),
        day("snapshot_on", "=snapshot", "기준일", "Day on which it was in force", required=True),
        text("sido_code", "sido_cd", "시도코드", "Province part"),
        text("sigungu_code", "sgg_cd", "시군구코드", "District part"),
        text("town_code", "umd_cd", "읍면동코드", "Town part"),
        text("village_code", "ri_cd", "리코드", "Village part"),
        text("resident_code", "locatjumin_cd", "주민코드", "Code of the residents' register"),
        text("land_code", "locatjijuk_cd", "지적코드", "Code of the land register"),
        text("full_name", "locatadd_nm", "지역주소명", "Full name"),
        number("sort_order", "locat_order", "서열", "Order"),
        text("remark", "locat_rm", "비고", "Remark"),
        text("parent_code", "locathigh_cd", "상위지역코드", "Parent code"),
        text("own_name", "locallow_nm", "최하위지역명", "Own name"),
        day("created_on", "adpt_de", "생성일", "Created on"),
    ),
)

CONTRACT = SourceContract(
    name="legal_districts",
    title=Label("법정동코드", "Codes of legal districts"),
    provider=Label("행정안전부", "Ministry of the Interior and Safety"),
    homepage=data_go_kr.HOMEPAGE,
    licence=Licence.UNRESTRICTED,
    owner="region",
    schedule="0 6 2 * *",
    start_on=date(2024, 1, 1),
    tables=(TABLE,),
    fetch=data_go_kr.fetch,
    parse=parse,
    default_interval=windows.yesterday,
    family="DATA_GO_KR",
    base_url=data_go_kr.BASE_URL,
    key_name=data_go_kr.KEY_NAME,
    options={**data_go_kr.OPTIONS, "key_parameter": "ServiceKey", "daily_calls": 10_000},
    tags=("region",),
    folder=Path(__file__).parent,
)
