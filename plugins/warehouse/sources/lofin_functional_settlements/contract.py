"""Contract of 지방재정365 세출결산 분야×부문 (ABIFB)."""

from datetime import date
from pathlib import Path

from warehouse.sources import windows
from warehouse.sources.columns import moment, text, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import lofin365

TABLE = TableContract(
    name="lofin_functional_settlements",
    title=Label("기능별 세출결산", "Settled spending by function"),
    key=("fiscal_year", "laf_cd_lofin", "account_code", "field_code", "sector_code"),
    maximum_rows=200_000,  # 8,658 rows for fiscal year 2024
    options=lofin365.yearly("ABIFB", optional_fields=("acnt_dv_cd", "acnt_dv_nm", "wa_laf_cd", "wa_laf_hg_nm")),
    columns=(
        *lofin365.BODY_COLUMNS,
        text("account_code", "acnt_dv_cd", "회계구분코드", "Account code"),
        text("account_name", "acnt_dv_nm", "회계구분명", "Account"),
        text("field_code", "fld_cd", "분야코드", "Field code"),
        text("field_name", "fld_nm", "분야명", "Field"),
        text("sector_code", "sect_cd", "부문코드", "Sector code"),
        text("sector_name", "sect_nm", "부문명", "Sector"),
        won("spent_settled_krw", "ep_amt", "지출액(결산, 원)", "Spent, settled (won)"),
        moment("registered_at", "rgstr_dt", "등록일시", "Registered at (UTC)"),
    ),
)

CONTRACT = lofin365.source(
    "lofin_functional_settlements",
    Label("지방재정365 기능별 세출결산", "Settled spending by function (lofin365)"),
    TABLE,
    owner="budget",
    folder=Path(__file__).parent,
    start_on=date(2010, 1, 1),
    default_interval=windows.fiscal_year(published_month=11, years_back=1),
    catch_up=windows.missing_years(published_month=11, years_back=1),
)
