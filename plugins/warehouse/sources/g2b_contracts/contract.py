"""Contract of 나라장터 계약 (services): getCntrctInfoListServcPPSSrch."""

from pathlib import Path

from warehouse.sources.columns import day, flag, moment, ratio, text, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import g2b

TABLE = TableContract(
    name="g2b_contracts",
    title=Label("나라장터 계약(용역)", "Contracts for services"),
    # A change keeps the unified number and raises the last two digits of the confirmed one: each is a record.
    key=("unified_contract_number", "confirmed_contract_number"),
    maximum_rows=800_000,
    fill_rates={"contract_name": 0.99, "contract_amount_krw": 0.9},
    options=g2b.table_options(
        "/ao/CntrctInfoService/getCntrctInfoListServcPPSSrch",
        parameters={"inqryDiv": "1"},  # by day of conclusion
        begin=("inqryBgnDate", "%Y%m%d"),  # this operation wants eight digits and other names
        end=("inqryEndDate", "%Y%m%d"),
        open_fields=True,
    ),
    columns=(
        text("unified_contract_number", "untyCntrctNo", "통합계약번호", "Unified contract number", required=True),
        text("business_division_name", "bsnsDivNm", "업무구분", "Business division"),
        text(
            "confirmed_contract_number",
            "dcsnCntrctNo",
            "확정계약번호",
            "Confirmed contract number (with change number)",
        ),
        text("contract_reference_number", "cntrctRefNo", "계약참조번호", "Contract reference number"),
        text("contract_name", "cntrctNm", "계약명", "Contract"),
        flag("is_joint", "cmmnCntrctYn", "공동계약여부", "Joint contract"),
        text("long_term_kind_name", "lngtrmCtnuDivNm", "장기계속구분", "New or long-term continuing"),
        day("concluded_on", "cntrctCnclsDate", "계약체결일자", "Concluded on"),
        day("contracted_on", "cntrctDate", "계약일자", "Contract date"),
        day("work_begins_on", "wbgnDate", "착수일자", "Work begins on"),
        day("this_year_completed_on", "thtmScmpltDate", "금차완수일자", "This year's part completed on"),
        day("completed_on", "ttalScmpltDate", "총완수일자", "Completed on"),
        text("contract_period_raw", "cntrctPrd", "계약기간", "Contract period as sent"),
        text("legal_basis_name", "baseLawNm", "근거법률", "Legal basis"),
        won(
            "total_contract_krw",
            "totCntrctAmt",
            "총계약금액(원)",
            "Total amount, filled for long-term contracts only (won)",
        ),
        won("this_year_contract_krw", "thtmCntrctAmt", "금차계약금액(원)", "Amount of this contract (won)"),
        won(
            "contract_amount_krw",
            "=contract_amount",
            "계약금액(원)",
            "Contract amount: the total if there is one, else this contract's (won)",
        ),
        ratio("guarantee_ratio", "grntymnyRate", "보증금률", "Guarantee (percent)"),
        text("payment_kind_name", "payDivNm", "지급구분", "Kind of payment"),
        text("request_number", "reqNo", "요청번호", "Request number"),
        text("tender_number_raw", "ntceNo", "공고번호", "Tender number as sent (with 2-digit order in most rows)"),
        text("contract_institution_code_g2b", "cntrctInsttCd", "계약기관코드", "Contracting institution code of G2B"),
        text("contract_institution_name_raw", "cntrctInsttNm", "계약기관명", "Contracting institution as sent"),
        text("contract_institution_jurisdiction_name", "cntrctInsttJrsdctnDivNm", "계약기관소관구분", "Jurisdiction"),
        text("contract_department_name", "cntrctInsttChrgDeptNm", "계약기관부서명", "Department"),
        text(
            "demand_institutions_raw",
            "dminsttList",
            "수요기관목록(개인정보 제외)",
            "Demanding institutions, persons removed",
        ),
        text("demand_institution_code_g2b", "=demand_code", "수요기관코드", "First demanding institution, code of G2B"),
        text("demand_institution_name_raw", "=demand_name", "수요기관명", "First demanding institution as sent"),
        text("suppliers_raw", "corpList", "업체목록(개인정보 제외)", "Suppliers, persons removed"),
        text("supplier_name", "=supplier_name", "업체명", "First supplier"),
        text("supplier_business_number", "=supplier_number", "사업자번호", "Business number of the first supplier"),
        text("contract_method_name", "cntrctCnclsMthdNm", "계약체결방법", "Contract method"),
        text("procurement_large_class_name", "pubPrcrmntLrgClsfcNm", "공공조달대분류", "Procurement class, large"),
        text("procurement_middle_class_name", "pubPrcrmntMidClsfcNm", "공공조달중분류", "Procurement class, middle"),
        text("procurement_class_code", "pubPrcrmntClsfcNo", "공공조달분류번호", "Procurement class code"),
        text("procurement_class_name", "pubPrcrmntClsfcNm", "공공조달분류", "Procurement class"),
        flag("is_information_project", "infoBizYn", "정보화사업여부", "Information project (often empty)"),
        text("detail_url", "cntrctDtlInfoUrl", "상세주소", "Public page"),
        moment("registered_at", "rgstDt", "등록일시", "Registered at (UTC)"),
        moment("changed_at", "chgDt", "변경일시", "Changed at (UTC)"),
    ),
)

CONTRACT = g2b.source(
    "g2b_contracts",
    Label("나라장터 계약(용역)", "G2B contracts (services)"),
    TABLE,
    owner="initiative",
    folder=Path(__file__).parent,
)
