"""Procurement records in the fields of the procurement service; every value is text, nothing is null."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from warehouse.sample.procurement import Record, other_institutions

Fields = dict[str, str]
PUBLIC_PAGE = "https://www.g2b.go.kr/link/"
TECHNICAL = ("정보시스템", "정보통신", "정보인프라", "정보보호", "공간정보", "데이터처리", "인터넷지원")
CLASS_NUMBERS = {"정보시스템개발서비스": "81111599", "정보인프라구축서비스": "81111799", "정보보호서비스": "81111801"}
SELDOM_FILLED = (
    "bdgtDivCd", "cnstwkRgnNm", "cnsttyDivNm", "rcritRgstNo", "cnstwkPrdCntnts", "dsgnDocRdngPlaceNm",
    "dsgnDocRdngPrdCntnts", *(f"specItemNm{number}" for number in range(1, 6)),
    *(f"specItemCntnts{number}" for number in range(1, 6)),
)  # fmt: skip


def order_plan_fields(record: Record, today: date) -> Fields:
    """발주계획. `sumOrderAmt` is the amount; `orderContrctAmt` may be 0 beside it."""
    draw = record.draw("fields")
    posted = record.posted_at
    place = record.institution
    return {
        "bsnsDivCd": "05" if _is_technical(record) else "03",
        "bsnsDivNm": "기술용역" if _is_technical(record) else "일반용역",
        "bsnsTyCd": "신120001",
        "bsnsTyNm": "신규(단기)",
        "orderYear": f"{posted:%Y}",
        "orderMnth": f"{posted + timedelta(days=30):%m}",
        "orderInsttCd": place.code,
        "orderInsttNm": place.name,
        "totlmngInsttNm": place.name.split()[0],
        "jrsdctnDivCd": place.jurisdiction_code,
        "jrsdctnDivNm": place.jurisdiction_name,
        "orderPlanSno": "1",
        "orderPlanUntyNo": record.number,
        "bizNm": record.name.replace("·", "?") if draw.random() < 0.5 else record.name,
        "prcrmntMethd": draw.choice(("중앙조달", "자체조달")),
        "cntrctMthdNm": draw.choice(("제한경쟁", "일반경쟁", "수의계약")),
        "orderContrctAmt": "0" if draw.random() < 0.4 else str(record.amount_krw),
        "orderGovsplyMtrcst": "0.0",
        "orderEtcAmt": "0.0",
        "sumOrderAmt": str(record.amount_krw) if draw.random() < 0.8 else f"{record.amount_krw}.0",
        "orderThtmContrctAmt": "0.0",
        "orderNtntrsAuxAmt": f"{record.national_aid_krw}.0",
        "sumOrderDolAmt": "",
        "deptNm": record.department,
        "ofclNm": "표본담당",
        "telNo": "00-000-0000",
        "usgCntnts": "",
        "qtyCntnts": draw.choice(("1", "1", "12,474")),
        "unit": "식",
        "prdctClsfcNo": _class_number(record),
        "prdctClsfcNoNm": record.g2b_class,
        "dtilPrdctClsfcNo": f"{_class_number(record)}01",
        "dtilPrdctClsfcNoNm": record.g2b_class,
        "ntceNticeYn": "Y" if _next_numbers(record, today) else "N",
        "bidNtceNoList": _next_numbers(record, today),
        "nticeDt": _moment(posted) if draw.random() < 0.9 else f"{posted:%Y-%m-%d}",
        "chgDt": "",
        "orderPlanDtlUrl": f"{PUBLIC_PAGE}PRPA015_01/single/?oderPlanNo={record.number}",
        "atchFileExistnceYn": draw.choice((" Y", "N")),
        "agrmntYn": "N",
        "specCntnts": "",
        "rmrkCntnts": "표본 자료",
        **dict.fromkeys(SELDOM_FILLED, ""),
    }


def pre_notice_fields(record: Record, today: date) -> Fields:
    """사전규격. `prdctClsfcNoNm` holds the name of the project; there is no department and no plan number."""
    posted = record.posted_at
    return {
        "bfSpecRgstNo": record.number,
        "bsnsDivNm": "용역",
        "refNo": f"표본-{record.number}",
        "prdctClsfcNoNm": record.name,
        "orderInsttNm": _announcer(record)[1],
        "rlDminsttNm": record.institution.name,
        "asignBdgtAmt": str(record.amount_krw),
        "rcptDt": _moment(posted),
        "opninRgstClseDt": _moment(posted + timedelta(days=5)),
        "ofclTelNo": "00-000-0000",
        "ofclNm": "표본담당",
        "swBizObjYn": "Y" if _is_technical(record) else "N",
        "dlvrTmlmtDt": "",
        "dlvrDaynum": "180",
        "specDocFileUrl1": f"{PUBLIC_PAGE}sample/{record.number}",
        "prdctDtlList": f"[1^{_class_number(record)}01^{record.g2b_class}]",
        "rgstDt": _moment(posted),
        "chgDt": "",
        "bidNtceNoList": _next_numbers(record, today),
    }


def tender_fields(record: Record, today: date) -> Fields:
    """입찰공고. `presmptPrce` is without VAT; 수요기관 is who needs it, 공고기관 who announces it."""
    draw = record.draw("fields")
    posted = record.posted_at
    announcer_code, announcer_name = _announcer(record)
    estimate = round(record.amount_krw / 1.1)
    return {
        "bidNtceNo": record.number,
        "bidNtceOrd": f"{record.revision:03d}",
        "reNtceYn": "N",
        "ntceKindNm": record.kind,
        "intrbidYn": "N",
        "bidNtceDt": _moment(posted),
        "refNo": f"표본-{record.number}",
        "bidNtceNm": record.name.replace("&", "&amp;"),
        "ntceInsttCd": announcer_code,
        "ntceInsttNm": announcer_name,
        "dminsttCd": record.institution.code,
        "dminsttNm": record.institution.name,
        "bidMethdNm": "전자입찰",
        "cntrctCnclsMthdNm": draw.choice(("제한경쟁", "일반경쟁")),
        "ntceInsttOfclNm": "표본담당",
        "ntceInsttOfclTelNo": "00-000-0000",
        "bidBeginDt": _moment(posted + timedelta(days=10)),
        "bidClseDt": "" if draw.random() < 0.05 else _moment(posted + timedelta(days=12)),
        "opengDt": _moment(posted + timedelta(days=13)),
        "ntceSpecDocUrl1": f"{PUBLIC_PAGE}sample/{record.number}",
        "ntceSpecFileNm1": "제안요청서(표본).hwpx",
        "asignBdgtAmt": str(record.amount_krw),
        "presmptPrce": str(estimate),
        "VAT": str(record.amount_krw - estimate),
        "sucsfbidMthdNm": "협상에의한계약",
        "techAbltEvlRt": "90",
        "bidPrceEvlRt": "10",
        "bidNtceDtlUrl": f"{PUBLIC_PAGE}PNPE027_01/single/?bidPbancNo={record.number}",
        "bidNtceUrl": f"{PUBLIC_PAGE}PNPE027_01/single/?bidPbancNo={record.number}",
        "srvceDivNm": "기술용역" if _is_technical(record) else "일반용역",
        "pubPrcrmntLrgClsfcNm": "ICT 서비스" if _is_technical(record) else "기타 서비스",
        "pubPrcrmntMidClsfcNm": "SW 및 시스템 개발" if _is_technical(record) else "일반",
        "pubPrcrmntClsfcNo": _class_number(record),
        "pubPrcrmntClsfcNm": record.g2b_class,
        "purchsObjPrdctList": f"[1^{_class_number(record)}01^{record.g2b_class}]",
        # Filled in about 5 % of rows only.
        "infoBizYn": "Y" if _is_technical(record) and draw.random() < 0.05 else "",
        "rgstDt": _moment(posted),
        "chgDt": _moment(record.changed_at),
        "bfSpecRgstNo": record.pre_notice_number,
        "orderPlanUntyNo": record.order_plan_number,
        "untyNtceNo": f"U{record.number}",
    }


def contract_fields(record: Record, today: date) -> Fields:
    """계약. `totCntrctAmt` is filled for contracts over several years only, else 0."""
    draw = record.draw("fields")
    posted = record.posted_at
    place = record.institution
    ends = date(posted.year, 12, 20)
    confirmed = f"R{posted:%y}TA{posted:%m}{draw.randrange(10**6):06d}{record.revision:02d}"
    concluded = f"{posted:%Y-%m-%d}" if draw.random() < 0.8 else f"{posted:%Y%m%d}"
    return {
        "untyCntrctNo": record.number,
        "bsnsDivNm": "기술용역" if _is_technical(record) else "일반용역",
        "dcsnCntrctNo": confirmed,
        "cntrctRefNo": f"표본-{record.number}",
        "cntrctNm": record.name,
        "cmmnCntrctYn": "N",
        "lngtrmCtnuDivNm": "장기계속" if record.total_krw else "신규",
        "cntrctCnclsDate": concluded,
        "cntrctDate": concluded,
        "cntrctPrd": draw.choice((f"{posted:%Y.%m.%d} ~ {ends:%Y.%m.%d}", f"{ends:%Y%m%d}", "")),
        "wbgnDate": f"{posted:%Y-%m-%d}",
        "thtmScmpltDate": f"{ends:%Y-%m-%d}",
        "ttalScmpltDate": f"{ends:%Y-%m-%d}",
        "baseLawNm": "지방계약법",
        "totCntrctAmt": str(record.total_krw),
        "thtmCntrctAmt": str(record.amount_krw),
        "grntymnyRate": "10",
        "dfrcmpnstRt": "0.125",
        "payDivNm": "완료",
        "reqNo": "",
        "ntceNo": record.tender_number,
        "cntrctInsttCd": place.code,
        "cntrctInsttNm": place.name,
        "cntrctInsttJrsdctnDivNm": place.jurisdiction_name,
        "cntrctInsttChrgDeptNm": record.department,
        "cntrctInsttOfclNm": "표본담당",
        "cntrctInsttOfclTelNo": "00-000-0000",
        "cntrctInsttOfclFaxNo": "",
        "dminsttList": _demanders(record),
        "corpList": "[1^대표업체^단독^주식회사 표본정보^표본대표^대한민국^100^^표본담당^0000000000]",
        "cntrctDtlInfoUrl": f"{PUBLIC_PAGE}PNPE035_01/single/?ctrtNo={record.number}",
        "crdtrNm": place.name,
        "cntrctCnclsMthdNm": draw.choice(("제한경쟁", "수의계약")),
        "pubPrcrmntLrgClsfcNm": "ICT 서비스" if _is_technical(record) else "기타 서비스",
        "pubPrcrmntMidClsfcNm": "SW 및 시스템 개발" if _is_technical(record) else "일반",
        "pubPrcrmntClsfcNo": _class_number(record),
        "pubPrcrmntClsfcNm": record.g2b_class,
        "infoBizYn": "",
        "linkInsttNm": "",
        "rgstDt": _moment(posted),
        "chgDt": _moment(record.changed_at),
    }


def _is_technical(record: Record) -> bool:
    return record.g2b_class.startswith(TECHNICAL)


def _class_number(record: Record) -> str:
    return CLASS_NUMBERS.get(record.g2b_class, "81111999" if _is_technical(record) else "78999999")


def _announcer(record: Record) -> tuple[str, str]:
    """조달청 announces three tenders in ten for others."""
    agency = other_institutions()[0]
    is_central = record.draw("announcer").random() < 0.3
    return (agency.code, agency.name) if is_central else (record.institution.code, record.institution.name)


def _demanders(record: Record) -> str:
    place = record.institution
    if record.draw("demanders").random() < 0.03:
        return "[1^ZZ99999^각 수요기관^기타^^^]"
    return f"[1^{place.code}^{place.name}^{place.jurisdiction_name}^{record.department}^표본담당^00-000-0000]"


def _next_numbers(record: Record, today: date) -> str:
    return ",".join(number for day, number in record.next_numbers if day <= today)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""
