"""Contract of 지방재정365 재정자립도(당초예산) (JFIED)."""

from pathlib import Path

from warehouse.sources import windows
from warehouse.sources.columns import ratio, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import lofin365

TABLE = TableContract(
    name="lofin_initial_independence",
    title=Label("재정자립도(당초예산)", "Fiscal independence by the original budget"),
    key=("fiscal_year", "laf_cd_lofin"),
    maximum_rows=2_000,  # about 243 a year
    options=lofin365.yearly("JFIED", optional_fields=("wa_laf_cd", "wa_laf_hg_nm")),
    columns=(
        *lofin365.BODY_COLUMNS,
        won("own_revenue_before_reform_krw", "pfa_amt1", "자체수입(개편 전, 원)", "Own revenue, old method (won)"),
        won("budget_size_krw", "pfa_amt2", "예산규모(원)", "Budget size (won)"),
        ratio(
            "independence_before_reform_ratio", "rate1", "재정자립도(개편 전, %)", "Independence, old method (percent)"
        ),
        won("own_revenue_krw", "pfa_amt3", "자체수입(개편 후, 원)", "Own revenue, new method (won)"),
        ratio("independence_ratio", "rate2", "재정자립도(개편 후, %)", "Independence, new method (percent)"),
    ),
)

CONTRACT = lofin365.source(
    "lofin_initial_independence",
    Label("지방재정365 재정자립도(당초예산)", "Fiscal independence, original budget (lofin365)"),
    TABLE,
    owner="region",
    folder=Path(__file__).parent,
    default_interval=windows.fiscal_year(published_month=4),
    catch_up=windows.missing_years(published_month=4),
)
