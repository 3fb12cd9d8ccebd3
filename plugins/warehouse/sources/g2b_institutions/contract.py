"""Contract of 나라장터 수요기관정보: getDminsttInfo02."""

from pathlib import Path

from warehouse.sources import windows
from warehouse.sources.columns import day, flag, moment, text
from warehouse.sources.contract import Label, TableContract
from warehouse.sources.families import g2b

TABLE = TableContract(
    name="g2b_institutions",
    title=Label("나라장터 수요기관", "Institutions of G2B"),
    key=("institution_code_g2b",),
    maximum_rows=500_000,
    fill_rates={"institution_name": 0.99},
    options=g2b.table_options(
        "/ao/UsrInfoService02/getDminsttInfo02",
        variants=({"inqryDiv": "1"}, {"inqryDiv": "2"}),  # registered, and changed, in the window
        drop_repeats=True,
        longest_days=366,  # the guide's own example spans a year
        open_fields=True,
    ),
    columns=(
        text("institution_code_g2b", "dminsttCd", "수요기관코드", "Institution code of G2B", required=True),
        text("institution_name", "dminsttNm", "수요기관명", "Institution"),
        text("institution_short_name", "dminsttAbrvtNm", "수요기관약어명", "Short name"),
        text("institution_name_en", "dminsttEngNm", "수요기관영문명", "English name"),
        day("valid_from", "vldPrdBgnDt", "유효기간시작일", "Valid from"),
        day("valid_to", "vldPrdEndDt", "유효기간종료일", "Valid to"),
        text("jurisdiction_name", "jrsdctnDivNm", "소관구분", "Jurisdiction"),
        text("institution_large_type_name", "insttTyCdLrgclsfcNm", "기관유형대분류", "Type, large"),
        text("institution_middle_type_name", "insttTyCdMidclsfcNm", "기관유형중분류", "Type, middle"),
        text("institution_small_type_name", "insttTyCdSmlclsfcNm", "기관유형소분류", "Type, small"),
        text(
            "region_code_legal", "rgnCd", "지역코드(법정동 5자리)", "Region of its address, five legal-district digits"
        ),
        text("region_name_raw", "rgnNm", "지역명", "Region of its address as sent"),
        text("address", "adrs", "주소", "Address"),
        text("top_institution_code_g2b", "toplvlInsttCd", "최상위기관코드", "Top institution code of G2B"),
        text("top_institution_name_raw", "toplvlInsttNm", "최상위기관명", "Top institution as sent"),
        flag("is_deleted", "dltYn", "삭제여부", "Deleted"),
        moment("registered_at", "rgstDt", "등록일시", "Registered at (UTC)"),
        moment("changed_at", "chgDt", "변경일시", "Changed at (UTC)"),
    ),
)

CONTRACT = g2b.source(
    "g2b_institutions",
    Label("나라장터 수요기관", "G2B institutions"),
    TABLE,
    owner="region",
    folder=Path(__file__).parent,
    schedule="0 5 * * 1",
    default_interval=windows.last_week,
    catch_up=windows.beginning_then_last_week,
)
