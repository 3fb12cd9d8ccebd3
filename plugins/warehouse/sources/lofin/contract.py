"""Contract of 지방재정365 세부사업별 세출현황 (QWGJK)."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from warehouse.sources import windows
from warehouse.sources.contract import Column, Label, Licence, SourceContract, TableContract
from warehouse.sources.families import lofin365
from warehouse.sources.lofin.fetch import fetch
from warehouse.sources.lofin.parse import parse

TEXT, WON = pa.string(), pa.int64()

BUDGET_LINES = TableContract(
    name="lofin_budget_lines",
    title=Label("세부사업별 세출현황", "Budget lines"),
    key=("fiscal_year", "laf_cd_lofin", "account_code", "line_code", "department_code", "snapshot_on"),
    maximum_rows=2_000_000,  # a national snapshot has 410,000 to 440,000 rows (2026)
    fill_rates={"laf_name_raw": 0.99, "line_name": 0.95, "budget_current_krw": 0.95, "spent_krw": 0.9},
    options={"operation": "QWGJK", "path": "/lf/hub/QWGJK", "window": "snapshot"},
    columns=(
        Column("fiscal_year", pa.int32(), Label("회계연도", "Fiscal year"), "fyr", nullable=False),
        Column("snapshot_on", pa.date32(), Label("집행일자", "As-of day of the snapshot"), "exe_ymd", nullable=False),
        Column("sido_code_lofin", TEXT, Label("지역코드", "Province code of lofin365"), "wa_laf_cd"),
        Column("sido_name_raw", TEXT, Label("지역명", "Province as sent"), "wa_laf_hg_nm"),
        Column(
            "laf_cd_lofin", TEXT, Label("자치단체코드", "Local government code of lofin365"), "laf_cd", nullable=False
        ),
        Column("laf_name_raw", TEXT, Label("자치단체명", "Local government as sent"), "laf_hg_nm"),
        Column("account_code", TEXT, Label("회계구분코드", "Account code"), "acnt_dv_cd"),
        Column("account_name", TEXT, Label("회계구분명", "Account"), "acnt_dv_nm"),
        Column("department_code", TEXT, Label("부서코드", "Department code"), "dept_cd"),
        Column("line_code", TEXT, Label("세부사업코드", "Budget line code"), "dbiz_cd"),
        Column("line_name", TEXT, Label("세부사업명", "Budget line"), "dbiz_nm"),
        Column("budget_current_krw", WON, Label("예산현액(원)", "Current budget (won)"), "bdg_cash_amt"),
        Column("funding_national_krw", WON, Label("국비(원)", "National funding (won)"), "bdg_ntep"),
        Column("funding_province_krw", WON, Label("시도비(원)", "Provincial funding (won)"), "capep"),
        Column("funding_municipality_krw", WON, Label("시군구비(원)", "Municipal funding (won)"), "sggep"),
        Column("funding_other_krw", WON, Label("기타재원(원)", "Other funding (won)"), "etc_amt"),
        Column("spent_krw", WON, Label("지출액 누계(원)", "Spent so far (won)"), "ep_amt"),
        Column("budget_compiled_krw", WON, Label("편성액(원)", "Compiled budget (won)"), "cpl_amt"),
        Column("field_code", TEXT, Label("분야코드", "Field code"), "fld_cd"),
        Column("field_name", TEXT, Label("분야명", "Field"), "fld_nm"),
        Column("sector_code", TEXT, Label("부문코드", "Sector code"), "ane_part_cd"),
        Column("sector_name", TEXT, Label("부문명", "Sector"), "part_nm"),
        Column("administrative_code_mois", TEXT, Label("행정자치단체코드", "Institution code of MOIS"), "padm_laf_cd"),
        Column("sort_order", pa.int32(), Label("정렬순서", "Sort order"), "lup_ord"),
        Column("zone_code", TEXT, Label("권역코드", "Zone code"), "zon_cd"),
    ),
)

CONTRACT = SourceContract(
    name="lofin",
    title=Label("지방재정365 세부사업별 세출현황", "Local budget lines (lofin365)"),
    provider=Label("행정안전부", "Ministry of the Interior and Safety"),
    homepage=lofin365.HOMEPAGE,
    licence=Licence.KOGL_1,
    owner="budget",
    schedule="0 7 * * *",  # the day before is loaded overnight, if at all
    start_on=date(2016, 1, 1),
    tables=(BUDGET_LINES,),
    fetch=fetch,
    parse=parse,
    default_interval=windows.yesterday,
    catch_up=windows.closed_years_then_yesterday,
    family="LOFIN365",
    base_url=lofin365.BASE_URL,
    key_name=lofin365.KEY_NAME,
    options=lofin365.OPTIONS,
    tags=("budget", "lofin365"),
    folder=Path(__file__).parent,
)
