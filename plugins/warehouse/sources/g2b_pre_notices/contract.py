"""Contract of 나라장터 사전규격 (services): getPublicPrcureThngInfoServc."""

from pathlib import Path

from warehouse.sources.columns import flag, moment, number, text, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import g2b

TABLE = TableContract(
    name="g2b_pre_notices",
    title=Label("나라장터 사전규격(용역)", "Pre-notices for services"),
    key=("pre_notice_number",),
    maximum_rows=200_000,  # about 880 a week (2026)
    fill_rates={"project_name": 0.99, "order_institution_name_raw": 0.95},
    options=g2b.table_options(
        # The service operations, too, are called …ThngInfoServc; getPublicPrcureServcInfoServc does not exist.
        "/ao/HrcspSsstndrdInfoService/getPublicPrcureThngInfoServc",
        parameters={"inqryDiv": "1"},
        open_fields=True,
    ),
    columns=(
        text("pre_notice_number", "bfSpecRgstNo", "사전규격등록번호", "Pre-notice number", required=True),
        text("business_division_name", "bsnsDivNm", "업무구분", "Business division"),
        text("reference_number", "refNo", "참조번호", "Reference number"),
        text("project_name", "prdctClsfcNoNm", "사업명(품명)", "Project (the source's product name field holds it)"),
        text("order_institution_name_raw", "orderInsttNm", "발주기관명", "Ordering institution as sent"),
        text("demand_institution_name_raw", "rlDminsttNm", "실수요기관명", "Demanding institution as sent"),
        won("allotted_budget_krw", "asignBdgtAmt", "배정예산액(원)", "Allotted budget (won)"),
        moment("received_at", "rcptDt", "접수일시", "Received at (UTC)"),
        moment("opinions_close_at", "opninRgstClseDt", "의견등록마감일시", "Opinions close at (UTC)"),
        moment("registered_at", "rgstDt", "등록일시", "Registered at (UTC)"),
        moment("changed_at", "chgDt", "변경일시", "Changed at (UTC)"),
        flag("is_software_project", "swBizObjYn", "SW사업대상여부", "Subject to software project rules"),
        text("delivery_limit_raw", "dlvrTmlmtDt", "납품기한", "Delivery limit as sent"),
        number("delivery_days_count", "dlvrDaynum", "납품일수", "Days to deliver"),
        text("specification_url", "specDocFileUrl1", "규격문서주소", "Specification document"),
        text("product_details_raw", "prdctDtlList", "물품상세목록", "Product details as sent"),
        text("tender_numbers_raw", "bidNtceNoList", "입찰공고번호목록", "Tender numbers as sent (without order)"),
    ),
)

CONTRACT = g2b.source(
    "g2b_pre_notices",
    Label("나라장터 사전규격(용역)", "G2B pre-notices (services)"),
    TABLE,
    owner="initiative",
    folder=Path(__file__).parent,
)
