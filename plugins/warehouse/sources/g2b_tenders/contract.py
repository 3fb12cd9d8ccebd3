"""Contract of 나라장터 입찰공고 (services): getBidPblancListInfoServc."""

from pathlib import Path

from warehouse.sources.columns import flag, moment, ratio, text, won
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import g2b

TABLE = TableContract(
    name="g2b_tenders",
    title=Label("나라장터 입찰공고(용역)", "Tenders for services"),
    key=("tender_number", "tender_order"),
    maximum_rows=400_000,  # about 2,010 a week (2026)
    fill_rates={"tender_name": 0.99, "notice_institution_name_raw": 0.95, "demand_institution_name_raw": 0.9},
    options=g2b.table_options(
        "/ad/BidPublicInfoService/getBidPblancListInfoServc",
        parameters={"inqryDiv": "1"},
        open_fields=True,  # 109 to 118 keys a row; the rest stays in _extra
    ),
    columns=(
        text("tender_number", "bidNtceNo", "입찰공고번호", "Tender number", required=True),
        text("tender_order", "bidNtceOrd", "입찰공고차수", "Order of the tender (last one wins)", required=True),
        text("unified_notice_number", "untyNtceNo", "통합공고번호", "Unified notice number"),
        text("order_plan_unified_number", "orderPlanUntyNo", "발주계획통합번호", "Unified number of the order plan"),
        text("pre_notice_number", "bfSpecRgstNo", "사전규격등록번호", "Pre-notice number"),
        text("tender_name", "bidNtceNm", "입찰공고명", "Tender"),
        text("notice_kind_name", "ntceKindNm", "공고종류", "Kind of notice (등록, 변경, 취소, 재공고)"),
        flag("is_repeated", "reNtceYn", "재공고여부", "Repeated notice"),
        text("reference_number", "refNo", "참조번호", "Reference number"),
        text("notice_institution_code_g2b", "ntceInsttCd", "공고기관코드", "Announcing institution code of G2B"),
        text("notice_institution_name_raw", "ntceInsttNm", "공고기관명", "Announcing institution as sent"),
        text("demand_institution_code_g2b", "dminsttCd", "수요기관코드", "Demanding institution code of G2B"),
        text("demand_institution_name_raw", "dminsttNm", "수요기관명", "Demanding institution as sent"),
        moment("announced_at", "bidNtceDt", "입찰공고일시", "Announced at (UTC)"),
        moment("registered_at", "rgstDt", "등록일시", "Registered at (UTC)"),
        moment("changed_at", "chgDt", "변경일시", "Changed at (UTC)"),
        moment("bids_begin_at", "bidBeginDt", "입찰개시일시", "Bids begin at (UTC)"),
        moment("bids_close_at", "bidClseDt", "입찰마감일시", "Bids close at (UTC)"),
        moment("opened_at", "opengDt", "개찰일시", "Bids opened at (UTC)"),
        won("allotted_budget_krw", "asignBdgtAmt", "배정예산액(원)", "Allotted budget (won)"),
        won("estimated_price_krw", "presmptPrce", "추정가격(원, 부가세 제외)", "Estimated price without tax (won)"),
        won("value_added_tax_krw", "VAT", "부가가치세(원)", "Value-added tax (won)"),
        text("contract_method_name", "cntrctCnclsMthdNm", "계약체결방법", "Contract method"),
        text("award_method_name", "sucsfbidMthdNm", "낙찰방법", "Award method"),
        ratio("technical_score_ratio", "techAbltEvlRt", "기술능력평가비율", "Share of the technical score (percent)"),
        ratio("price_score_ratio", "bidPrceEvlRt", "입찰가격평가비율", "Share of the price score (percent)"),
        flag(
            "is_information_project",
            "infoBizYn",
            "정보화사업여부",
            "Information project (filled in about 5 percent of rows)",
        ),
        text("service_division_name", "srvceDivNm", "용역구분", "Kind of service"),
        text("procurement_large_class_name", "pubPrcrmntLrgClsfcNm", "공공조달대분류", "Procurement class, large"),
        text("procurement_middle_class_name", "pubPrcrmntMidClsfcNm", "공공조달중분류", "Procurement class, middle"),
        text("procurement_class_code", "pubPrcrmntClsfcNo", "공공조달분류번호", "Procurement class code"),
        text("procurement_class_name", "pubPrcrmntClsfcNm", "공공조달분류", "Procurement class"),
        text("purchased_products_raw", "purchsObjPrdctList", "구매대상물품목록", "Products as sent"),
        text("specification_url", "ntceSpecDocUrl1", "공고규격서주소", "Specification document"),
        text("detail_url", "bidNtceDtlUrl", "상세주소", "Public page"),
    ),
)

CONTRACT = g2b.source(
    "g2b_tenders",
    Label("나라장터 입찰공고(용역)", "G2B tenders (services)"),
    TABLE,
    owner="initiative",
    folder=Path(__file__).parent,
)
