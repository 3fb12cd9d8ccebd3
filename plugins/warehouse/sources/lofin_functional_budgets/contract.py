"""Contract of 지방재정365 구조별·기능별 세출예산 (AIDFA)."""

from pathlib import Path

from warehouse.sources import windows
from warehouse.sources.columns import text, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import lofin365

TABLE = TableContract(
    name="lofin_functional_budgets",
    title=Label("구조별·기능별 세출예산(당초)", "Original budget by function"),
    key=("fiscal_year", "laf_cd_lofin", "account_code", "field_code", "sector_code"),
    maximum_rows=200_000,
    options=lofin365.yearly("AIDFA", optional_fields=("acnt_dv_cd", "acnt_dv_nm", "wa_laf_cd", "wa_laf_hg_nm")),
    columns=(
        *lofin365.BODY_COLUMNS,
        text("account_code", "acnt_dv_cd", "회계구분코드", "Account code"),
        text("account_name", "acnt_dv_nm", "회계구분명", "Account"),
        text("field_code", "fld_cd", "분야코드", "Field code"),
        text("field_name", "fld_nm", "분야명", "Field"),
        text("sector_code", "sect_cd", "부문코드", "Sector code"),
        text("sector_name", "sect_nm", "부문명", "Sector"),
        won("project_gross_krw", "biz_bdg_tott_amt", "정책사업 총계(원)", "Projects, gross (won)"),
        won("project_net_krw", "biz_bdg_prsm_amt", "정책사업 순계(원)", "Projects, net of transfers (won)"),
        won("finance_gross_krw", "fin_acv_tott_amt", "재무활동 총계(원)", "Financial activities, gross (won)"),
        won("finance_net_krw", "fin_acv_prsm_amt", "재무활동 순계(원)", "Financial activities, net of transfers (won)"),
        won(
            "administration_gross_krw",
            "padm_oper_exps_tott_amt",
            "행정운영경비 총계(원)",
            "Administration, gross (won)",
        ),
        won(
            "administration_net_krw",
            "padm_oper_prsm_exps",
            "행정운영경비 순계(원)",
            "Administration, net of transfers (won)",
        ),
    ),
)

CONTRACT = lofin365.source(
    "lofin_functional_budgets",
    Label("지방재정365 기능별 세출예산", "Budget by function (lofin365)"),
    TABLE,
    owner="budget",
    folder=Path(__file__).parent,
    default_interval=windows.fiscal_year(published_month=4),
    catch_up=windows.missing_years(published_month=4),
)
