"""Contract of 나라장터 발주계획 (services): getOrderPlanSttusListServc."""

from pathlib import Path

from warehouse.sources.columns import flag, moment, number, ratio, text, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import g2b

TABLE = TableContract(
    name="g2b_order_plans",
    title=Label("나라장터 발주계획(용역)", "Order plans for services"),
    key=("order_plan_unified_number",),
    maximum_rows=200_000,  # about 1,150 a week (2026)
    fill_rates={"project_name": 0.99, "order_institution_name_raw": 0.99, "total_order_krw": 0.9},
    options=g2b.table_options(
        "/ao/OrderPlanSttusService/getOrderPlanSttusListServc",
        # All four dates together: a missing one means 08, or silently another window (guide 1.1).
        parameters={"inqryDiv": "1"},
        month_margin=12,
        begin_month="orderBgnYm",
        end_month="orderEndYm",
        optional_fields=("prdctClsfcNo", "prdctClsfcNoNm"),  # of goods rather than services
        open_fields=True,
    ),
    columns=(
        text(
            "order_plan_unified_number",
            "orderPlanUntyNo",
            "발주계획통합번호",
            "Unified number of the order plan",
            required=True,
        ),
        text("order_plan_serial", "orderPlanSno", "발주계획순번", "Serial of the order plan"),
        text("project_name", "bizNm", "사업명", "Project"),
        text("business_division_code", "bsnsDivCd", "업무구분코드", "Business division code"),
        text("business_division_name", "bsnsDivNm", "업무구분", "Business division"),
        text("business_type_code", "bsnsTyCd", "업무유형코드", "Business type code"),
        text("business_type_name", "bsnsTyNm", "업무유형", "Business type"),
        number("order_year", "orderYear", "발주년도", "Planned year of the order"),
        number("order_month", "orderMnth", "발주월", "Planned month of the order"),
        text("order_institution_code_g2b", "orderInsttCd", "발주기관코드", "Ordering institution code of G2B"),
        text("order_institution_name_raw", "orderInsttNm", "발주기관명", "Ordering institution as sent"),
        text("supervising_institution_name_raw", "totlmngInsttNm", "총괄기관명", "Supervising institution as sent"),
        text("jurisdiction_code", "jrsdctnDivCd", "소관구분코드", "Jurisdiction code"),
        text("jurisdiction_name", "jrsdctnDivNm", "소관구분", "Jurisdiction"),
        text("department_name", "deptNm", "부서명", "Department"),
        text("procurement_method", "prcrmntMethd", "조달방식", "Procurement method"),
        text("contract_method_name", "cntrctMthdNm", "계약방법", "Contract method"),
        won("total_order_krw", "sumOrderAmt", "합계발주금액(원)", "Total planned amount (won)"),
        won("contract_krw", "orderContrctAmt", "도급금액(원)", "Contract part (won)"),
        won("government_material_krw", "orderGovsplyMtrcst", "관급자재비(원)", "Material supplied (won)"),
        won("other_krw", "orderEtcAmt", "기타금액(원)", "Other amounts (won)"),
        won("this_year_contract_krw", "orderThtmContrctAmt", "금차도급금액(원)", "Contract part of this year (won)"),
        won("national_subsidy_krw", "orderNtntrsAuxAmt", "국고보조금액(원)", "National subsidy (won)"),
        ratio("total_order_usd", "sumOrderDolAmt", "합계발주금액(달러)", "Total planned amount (US dollars)"),
        text("usage_description", "usgCntnts", "용도", "Purpose"),
        text("quantity_raw", "qtyCntnts", "수량", "Quantity as sent"),
        text("unit", "unit", "단위", "Unit"),
        text("product_class_code", "prdctClsfcNo", "품명번호", "Product class code"),
        text("product_class_name", "prdctClsfcNoNm", "품명", "Product class"),
        text("detailed_product_class_code", "dtilPrdctClsfcNo", "세부품명번호", "Detailed product class code"),
        text("detailed_product_class_name", "dtilPrdctClsfcNoNm", "세부품명", "Detailed product class"),
        text("specification", "specCntnts", "규격", "Specification"),
        text("remarks", "rmrkCntnts", "비고", "Remarks"),
        flag("is_noticed", "ntceNticeYn", "공고게시여부", "Whether a tender was published"),
        text(
            "tender_numbers_raw",
            "bidNtceNoList",
            "입찰공고번호목록",
            "Tender numbers as sent (number and 3-digit order)",
        ),
        moment("published_at", "nticeDt", "게시일시", "Published at (UTC)"),
        moment("changed_at", "chgDt", "변경일시", "Changed at (UTC)"),
        text("detail_url", "orderPlanDtlUrl", "상세주소", "Public page"),
        flag("has_attachment", "atchFileExistnceYn", "첨부파일여부", "Whether files are attached"),
    ),
)

CONTRACT = g2b.source(
    "g2b_order_plans",
    Label("나라장터 발주계획(용역)", "G2B order plans (services)"),
    TABLE,
    owner="initiative",
    folder=Path(__file__).parent,
)
