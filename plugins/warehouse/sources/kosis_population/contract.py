"""Contract of KOSIS 행정구역(시군구)별 인구 (DT_1B040A3)."""

from datetime import date
from pathlib import Path

from warehouse.sources import tabular, windows
from warehouse.sources.columns import count, day, text
from warehouse.sources.contract import Label, Licence, SourceContract, TableContract
from warehouse.sources.families import kosis

TABLE = TableContract(
    name="kosis_population",
    title=Label("행정구역(시군구)별 인구", "Residents by municipality"),
    key=("region_code_kosis", "month_on", "item_code"),
    maximum_rows=200_000,
    fill_rates={"population_count": 0.9},
    options={
        "path": kosis.PATH,
        "parameters": {"orgId": "101", "tblId": "DT_1B040A3", "itmId": "T20", "objL1": "ALL", "prdSe": "M"},
        "whole": r"00",
        "parts": r"(?!00)\d{2}",
        "optional_fields": ("C1_NM_ENG", "ITM_NM_ENG", "ORG_ID", "TBL_NM", "C1_OBJ_NM", "LST_CHN_DE"),
        "ignored_fields": ("C1_NM_ENG", "ITM_NM_ENG", "C1_OBJ_NM", "C1_OBJ_NM_ENG", "UNIT_NM_ENG"),
    },
    columns=(
        text("organisation_code_kosis", "ORG_ID", "기관코드", "Organisation code of KOSIS"),
        text("table_code_kosis", "TBL_ID", "통계표코드", "Table code of KOSIS"),
        text("table_name", "TBL_NM", "통계표명", "Table"),
        text(
            "region_code_kosis",
            "C1",
            "지역코드(법정동 앞자리)",
            "Region code: first digits of the legal code",
            required=True,
        ),
        text("region_name_raw", "C1_NM", "지역명(짧은 이름)", "Region, short name only"),
        text("item_code", "ITM_ID", "항목코드", "Item code", required=True),
        text("item_name", "ITM_NM", "항목명", "Item"),
        text("period_kind_code", "PRD_SE", "주기", "Kind of period"),
        day("month_on", "PRD_DE", "기준월(1일)", "Month (first day)", required=True),
        text("unit", "UNIT_NM", "단위", "Unit"),
        count("population_count", "DT", "인구수(명)", "Residents"),
        day("changed_on", "LST_CHN_DE", "최종 변경일", "Last changed on"),
    ),
)

CONTRACT = SourceContract(
    name="kosis_population",
    title=Label("KOSIS 시군구 인구", "Residents by municipality (KOSIS)"),
    provider=Label("국가데이터처", "Statistics Korea"),
    homepage=kosis.HOMEPAGE,
    licence=Licence.KOGL_1,
    owner="region",
    schedule="0 6 6 * *",
    start_on=date(2011, 1, 1),
    tables=(TABLE,),
    fetch=kosis.fetch,
    parse=tabular.parse,
    default_interval=windows.last_month(published_after_days=5),
    family="KOSIS",
    base_url=kosis.BASE_URL,
    key_name=kosis.KEY_NAME,
    options=kosis.OPTIONS,
    tags=("region", "population"),
    folder=Path(__file__).parent,
)
