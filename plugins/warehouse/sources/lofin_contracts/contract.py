"""Contract of 지방재정365 계약현황 (WCEGCF)."""

from pathlib import Path

from warehouse.sources.columns import day, text, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import lofin365

TABLE = TableContract(
    name="lofin_contracts",
    title=Label("지방재정365 계약현황", "Contracts of local governments"),
    key=("laf_cd_lofin", "contract_ledger_number"),
    maximum_rows=500_000,  # 1,300 to 2,300 a day
    options={
        "operation": "WCEGCF",
        "path": "/lf/hub/WCEGCF",
        "window": "day",
        "day_parameter": "smz_ctrt_ymd",
        "totals": lofin365.TOTALS,
        "optional_fields": ("fyr", "wa_laf_cd", "wa_laf_hg_nm", "ctrt_nm", "dept_nm"),
        "open_fields": True,  # only some of its fields are documented
    },
    columns=(
        text("laf_cd_lofin", "laf_cd", "자치단체코드", "Local government code of lofin365", required=True),
        text("laf_name_raw", "laf_hg_nm", "자치단체명", "Local government as sent"),
        text("sido_code_lofin", "wa_laf_cd", "지역코드", "Province code of lofin365"),
        text("contract_ledger_number", "ctrt_ldgr_mng_no", "계약대장관리번호", "Contract ledger number", required=True),
        day("contracted_on", "smz_ctrt_ymd", "계약일자", "Contract date"),
        text("contract_name", "ctrt_nm", "계약명", "Contract"),
        text("contract_object_name", "ctrt_trgt_nm", "계약대상", "Goods, works or services"),
        text("contract_method_name", "ctrt_mth_nm", "계약방법", "Contract method"),
        won("contract_amount_krw", "ctrt_tot_tott_amt", "계약총액(원)", "Contract amount (won)"),
        text("supplier_name", "clt_nm", "계약상대자", "Supplier (without business number)"),
        text("department_name", "dept_nm", "부서명", "Department"),
    ),
)

CONTRACT = lofin365.source(
    "lofin_contracts",
    Label("지방재정365 계약현황", "Contracts (lofin365)"),
    TABLE,
    owner="initiative",
    folder=Path(__file__).parent,
    schedule="30 7 * * *",
)
