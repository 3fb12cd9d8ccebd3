"""Contract of 지방재정365 재정자립도(결산) (FNCST)."""

from pathlib import Path

from warehouse.sources import windows
from warehouse.sources.columns import ratio, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import lofin365

TABLE = TableContract(
    name="lofin_settled_independence",
    title=Label("재정자립도(결산)", "Fiscal independence by the settlement"),
    key=("fiscal_year", "laf_cd_lofin"),
    maximum_rows=2_000,
    options=lofin365.yearly("FNCST", optional_fields=("wa_laf_cd", "wa_laf_hg_nm")),
    columns=(
        *lofin365.BODY_COLUMNS,
        won("settled_revenue_krw", "pfa_amt2", "세입결산규모(원)", "Settled revenue (won)"),
        won("own_revenue_krw", "pfa_amt3", "자체수입(원)", "Own revenue (won)"),
        ratio("independence_ratio", "rate2", "재정자립도(%)", "Independence (percent)"),
    ),
)

CONTRACT = lofin365.source(
    "lofin_settled_independence",
    Label("지방재정365 재정자립도(결산)", "Fiscal independence, settlement (lofin365)"),
    TABLE,
    owner="region",
    folder=Path(__file__).parent,
    default_interval=windows.fiscal_year(published_month=11, years_back=1),
    catch_up=windows.missing_years(published_month=11, years_back=1),
)
