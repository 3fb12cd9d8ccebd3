"""What role an amount plays beside its words: amount each, difference, money of something else, or share of a source."""

from __future__ import annotations

import re

from warehouse.documents.money import Amount

_UNIT_NOUN = r"(?:곳|개소|개사|개|사업|지자체|지역|기관|단지|대|가구|세대|명|인|마을|업체|기업|시·?군|시군구|군|구|시|팀|건|과제|호|학교|경로당|농가|센터|단체|사람|동|면|업소|점포|개월|월|회|시간|건물|차량|주차면|면|기)"
_EACH_BEFORE = re.compile(
    rf"(?:각각|각기|각\s|각$|{_UNIT_NOUN}\s?(?:별로|당|마다|별)|제각각|저마다)\s?(?:약|최대|최고|최소|총|연간|연|월|국비|도비|시비|구비|군비|사업비|지원금|예산|특별교부세|특교세|평균|\s|으로|에|을|를|씩){{0,4}}$"
)
# '등당', '섬마다', '읍면당': any short noun with 당 or 마다, but not 담당, 해당, 식당.
_EACH_NOUN = re.compile(
    r"(?:(?<![가-힣])(?:한\s|1)?(?!담당|해당|상당|부당|식당|경로당|성당|강당|정당|일당|수당|배당|할당|타당|서당|전당|사당|본당|야당|여당|가당|과당|회당|당당)[가-힣]{1,3}당|(?!해마다|날마다|달마다)[가-힣]{1,4}마다)\s(?:약\s|최대\s|평균\s|총\s|각각\s|국비\s|도비\s|시비\s|[가-힣]{2,6}(?:비|를|을)\s){0,2}$"
)
# '계량기 하나를 바꾸는 데 37만5천원이 드는', '한 대를 놓으려면 …이 든다'
_ONE_COSTS = re.compile(
    r"(?:하나|한\s?(?:곳|대|개|채|동|명|사람|가구|집|군데|마을|학교|구간|그루|기|면|등|섬))(?:를|을|에|의)?\s[^.,\d]{0,16}?(?:데|려면|는데|값은|비용은|값이|비용이|단가는|가격은)(?:는)?\s?(?:약\s|평균\s)?$"
)
_PRICE = re.compile(
    r"(?<![가-힣])한\s(?:대|곳|개|채|동|명|가구|집|마을|학교|기|면)에\s(?:약\s|최대\s)?$"
    r"|(?:(?<!\d)1|(?<![가-힣])한)\s?(?:대|곳|개소|개|기|명|채|동|면|마을)의?\s?(?:구입비|구매비|설치비|구축비|제작비|임차료|가격|값|단가|사업비|비용)(?:용)?(?:는|은|가|이)?\s?(?:약\s|평균\s)?$|(?:단가|개당\s?가격|한\s?대\s?값|대당\s?가격|1인당\s?비용)(?:는|은|가|이)?\s?(?:약\s)?$"
)
_EACH_WIDE = re.compile(rf"(?:각각|{_UNIT_NOUN}\s?(?:당|마다)|지자체별로)[^.,()\d]{{0,18}}$")
# '각각 133억원과 107억원': respective amounts, not the same for each.
_RESPECTIVE_AFTER = re.compile(
    r"^\s?(?:과|와|,|·)\s?(?!합쳐|합해|총|모두|전체|합계)(?:[가-힣]{0,8}\s)?\d[\d,.]*\s?여?\s?(?:조|억|만|천|백)"
)
_RESPECTIVE_BEFORE = re.compile(
    r"각각\s[^.()]{0,10}\d[\d,.]*\s?여?\s?(?:조|억|만|천|백)[\d천백만 ]{0,10}\s?원?\s?(?:과|와|,|·)\s?(?:[가-힣]{0,8}\s)?$"
)
_EACH_ONE = re.compile(
    r"(?:한|1|하나)\s?(?:곳|대|개|개소|가구|명|사람|기|동|군데|시|군|구|마을|학교|업체|기업|팀)?(?:에|을|를|에게|이|가)\s(?:드는|들어가는|짓는|놓는|세우는|설치하는|돌아가는|돌아갈|가는|받는|주는|지원하는|쓰는)[^.,]{0,12}$"
)
# '선정된 지자체는 … 최대 14억 원을 지원받는다': as much as each of the chosen can get.
_EACH_CHOSEN = re.compile(
    r"(?:선정된|선정되면|뽑힌|선발된|지정된)\s?(?:[가-힣]{1,6}(?:은|는|에는|에|에게는|에게)|,)?\s[^.]{0,36}최대\s?(?:국비\s|사업비\s)?$"
)
_EACH_AFTER = re.compile(r"^\s?(?:가량|정도|안팎|이내|내외|까지|을|를|의|국비|사업비|\s){0,3}씩")
_COMPARED = re.compile(
    r"(?:전년|지난해|작년|당초|기존|애초|종전|전분기|본예산|올해|예년|직전|예산|계획|신고|요구)[^.()]{0,14}?(?:\([^()]{1,24}\))?(?:대비|보다|에 비해|에 비하면|에서|[과와]\s?(?:견주|비교)|이던|였던|이었던)(?:[^.()]|\d\.\d){0,16}$"
)
_CHANGED_AFTER = re.compile(
    r"^\s?(?:여|가량|정도|남짓|넘게|이상)?\s?(?:이나|이|가|을|를|\s많은|\(\s?\d[\d.]{0,6}%\s?\))?\s?(?:더\s)?(?:증가|늘|증액|감소|감액|줄|삭감|많|적은|적다|적어|상승|인상|축소|불어|불었|오른|올랐|올린|올렸|순증|추가 증액|깎|칼질|도려|덜어)"
)
_TO_AFTER = re.compile(r"^\s?(?:으로|로|까지|수준으로|규모로)")
_LAST_YEAR = re.compile(
    r"(?:지난해|작년|전년도?|재작년|지난\s?(?:20)?\d\d년|이전에|과거|앞서)(?:에는|에도|에|의|엔|도|말|초)?\s?(?:(?:본|당초|전체|총|최종|정보화|관련)?\s?(?:예산|본예산|사업비|국비|투자액|집행액|규모|사업)(?:은|는|이|으로|\s)?)?\s?(?:\(|총|약|모두|에|\s){0,3}$"
)
# The base of a comparison: '지난해 8353억원보다', '2009년(7368억원)과 비교해', '89억원에서 114억원으로'.
_COMPARED_WITH = re.compile(
    r"^\s?(?:여|가량|정도|규모|수준)?\s?\)?\s?(?:보다|에 비해|에 비하면|과 비교|와 비교|과 견줘|과 견주|와 견주|대비|에 견줘|이던|였던|이었던)"
)
_FROM_TO = re.compile(
    r"^\s?(?:규모|수준)?\s?\)?\s?에서\s[^.()]{0,30}?\d[\d,.]*\s?(?:조|억|만|천|백)[^.()]{0,10}?원?\s?(?:으로|로|가량|이나|을|이|까지|여|줄|늘|감|증)"
)
_THRESHOLD = re.compile(r"^\s?(?:을|를|이|가|에)?\s?(?:밑돌|웃돌|넘는 액수|못 미)")
# What a thing saves: '전기료 1억7천만 원이 줄', not a budget that was cut.
_RUNNING_COST = re.compile(
    r"(?<!사업)(?<!국)(?<!도)(?<!시)(?<!군)(?<!구)(?<!방)(?:[가-힣](?:비|료)|비용|요금|세금|경비|인건비)(?:을|를|이|가|은|는|도)?\s?(?:연간|매년|해마다|한 해|연|약|총|\s){0,3}$"
)
_FALLS = re.compile(
    r"^\s?(?:여|가량|정도|이상)?\s?(?:이|을|를|가)?\s?(?:더\s)?(?:줄|준|절감|절약|아끼|아껴|아낀|아꼈|덜)"
)
_SPENT_BEFORE = re.compile(r"(?:지난해|작년|재작년|전년도?)(?:에는|에도|에|엔|까지)?\s[^.,]{0,22}$")
# Syllables that end in ㅆ (았, 했, 댔 and all others): the past, but for 있 and 겠.
PAST_SYLLABLES = "".join(chr(0xAC00 + index * 28 + 20) for index in range(19 * 21)).translate(
    {ord("있"): "", ord("겠"): ""}
)
_SPENT_AFTER = re.compile(
    r"^(?![^.,]{0,16}(?:확보|선정|유치|따냈|받았|받은))[^.,]{0,18}?(?:[가-힣]?["
    + PAST_SYLLABLES
    + r"]|쓴|든|들인)(?:다|고|는데|지만|으며|던|\s|$)"
)
_LAST_YEAR_BRACKET = re.compile(
    r"\(\s?(?:20)?\d\d년\s?(?:예산|사업비)?\s?$|(?:지난해|작년|전년도?|올해|재작년|(?:20)?\d\d년)[^.()]{0,16}\(\s?$"
)
_OTHER_AFTER = re.compile(
    r"^[^.()▲△]{0,26}?(?:절감|절약|아끼|아낀|아낄|아껴|아꼈|절감효과|절세|감면|매출|수출|부가가치|유발|경제적|효과|수익|이익|손실|피해|과태료|벌금|체납|징수|환수|추징|보상금|배상|요금|이용료|수수료|"
    r"연봉|임금|대출|시장|자산|재화|기준|미만|할인|상품권|포인트|상금|시상|장학|후원금|성금|기부|기탁|월세|전세|보증금)"
)
_OTHER_AFTER_TIGHT = re.compile(
    r"^\s?(?:여|가량|정도|상당|이상|규모)?\s?(?:의|을|를|이|가|에)?\s?(?:넘는|이르는|달하는|웃도는)?\s?(?:재화|생산|경제|매출|부가가치|절감|절약|수출|수익|세수|할인|이용료|통신요금|통신비|임대료|피해|손실|과태료|벌금|체납|시장|상금)"
)
_OTHER_BEFORE = re.compile(
    r"(?:매출(?:액)?|수출(?:액)?|부가가치|생산유발(?:효과)?|경제(?:적)?\s?(?:파급)?\s?효과|파급효과|절감(?:액|효과)?|피해(?:액)?|손실(?:액)?|손해(?:액)?|체납(?:액)?|과태료|벌금|요금|이용료|수수료|시장\s?규모|시장은|"
    r"(?:절감|절약|감축)(?:되는|할|하는|된)\s[가-힣]{1,8}(?:은|는|이|가)\s?(?:해마다|매년)?|(?:아끼|줄어드|덜)(?:는|게 되는)\s[가-힣]{1,8}|상금|연봉|월급|보증금|분양가|공시지가|자산|재산|취업유발계수|유발계수|통신비|운영비 절감|임대료|참가비|수강료|가격|기부금|성금|일반회계)"
    r"(?:은|는|이|가|을|를|도|로|으로|의|만|에서)?\s?(?:연간|매년|연|약|총|최대|\s){0,3}$"
)
_FUNDING = (
    (
        "national",
        r"국비|국고(?:보조금)?|국가(?:보조|지원)|균특(?:회계)?|지특|광특|특별교부세|특교세|특교|보통교부세|교부세|국토부|행안부|과기정통부|정부출연금|출연금|정부|중앙정부|국가균형",
    ),
    ("province", r"도비|시·?도비|광역비|특별조정교부금|조정교부금|특조금"),
    ("municipality", r"시·?군비|시·?군·?구비|군비|구비|구·?군비|시비|(?:지자체|(?<!지)자체)(?:예산|재원|부담)?"),
    ("private", r"민간부담금|민간(?:투자|자본|부담|비)?|민자|자부담|기업(?:부담)?|사업자"),
    ("other", r"지방비|기금|기타|주민참여예산|보조금|매칭"),
)
_FUNDING_BEFORE = re.compile(
    rf"(?P<label>(?:국·?)?(?:{'|'.join(words for _, words in _FUNDING)}))(?:\s?사업비|\s?예산)?(?:은|는|이|가|으로|로|을|를|와|과|에서)?\s?(?:\(|:|약|총|각|각각|최대|\s){{0,3}}$"
)


_ABOUT_AFTER = re.compile(
    r"^\s?(?:[~\-]\s?\d[\d,.]*\s?(?:조|억|천만|백만|만)?\s?원?)?\s?(?:선(?:이|에서|으로|을|의)|수준|사이|규모|정도|안팎|내외|가량)"
)
_EACH_CUE = re.compile(r"각각|각\s|씩|당\s|마다|별로|차등")


# '(국 8, 도 1, 군 2)': the government's kind alone, in a bracket of shares.
_SHORT_FUNDING = re.compile(r"[(,·/+]\s?(국|도|시|군|구)\s?$")
_SHORT_SOURCES = {"국": "national", "도": "province", "시": "municipality", "군": "municipality", "구": "municipality"}


def funding_before(before: str) -> tuple[str | None, str | None]:
    """Whose money it is by the words right before the amount, and those words."""
    if short := _SHORT_FUNDING.search(before[-6:]):
        return _SHORT_SOURCES[short.group(1)], f"{short.group(1)}비"
    match = _FUNDING_BEFORE.search(before[-24:])
    if not match:
        return None, None
    label = match.group("label")
    for name, words in _FUNDING:
        if re.fullmatch(rf"(?:국·?)?(?:{words})", label):
            return name, label
    return None, label


def is_each(amount: Amount, before: str, after: str) -> bool:
    """An amount that each of several receives."""
    if "각각" in before[-40:] and (_RESPECTIVE_AFTER.match(after) or _RESPECTIVE_BEFORE.search(before[-44:])):
        return False
    if amount.range_end and _ABOUT_AFTER.match(after) and not _EACH_CUE.search(before[-30:]):
        return False  # '5억~6억원 선이 될 것': one amount that is not yet known exactly
    if (
        amount.range_end
        or _EACH_AFTER.match(after)
        or re.match(r"^\s?(?:가량|정도)?\s?꼴", after)
        or _EACH_ONE.search(before[-36:])
        or _EACH_CHOSEN.search(before[-60:])
        or _ONE_COSTS.search(before[-36:])
        or _PRICE.search(before[-16:])
    ):
        return True
    return bool(_EACH_BEFORE.search(before[-40:]) or _EACH_WIDE.search(before[-30:]) or _EACH_NOUN.search(before[-30:]))


# '도비 49억원과 국비 172억원을 더한 221억원' adds what it names; '46억원가량 더한 198억원' adds to last year's.
_JOINED_BEFORE = re.compile(r"\d\s?[조억만천백]*\s?원?(?:\([^()]*\))?\)?\s?(?:에|과|와|,|·)\s?[^.,]{0,16}$")
_TOLD_AGAIN = re.compile(r"바\s?있다")


def is_past(after: str) -> bool:
    """The sentence ends in the past tense."""
    return bool(re.search("[" + PAST_SYLLABLES + r"]다[.\s]*$", after))


def is_change(before: str, after: str) -> bool:
    """A difference to another period."""
    if _RUNNING_COST.search(before[-24:]) and _FALLS.match(after):
        return False
    if _TO_AFTER.match(after):
        return False
    if re.match(r"^\s?(?:여|가량|정도)?\s?(?:더\s)?(?:많은|적은)\s\d", after):
        return True
    if re.match(r"^\s?(?:여|가량|정도)?\s?더한\s(?:총\s|약\s)?\d", after) and not _JOINED_BEFORE.search(before[-44:]):
        return True
    changed = _CHANGED_AFTER.match(after)
    return changed is not None and (
        changed.group(0).rstrip()[-1:] not in "많은" or bool(_COMPARED.search(before[-40:]))
    )


def is_other(before: str, after: str) -> bool:
    """Previous year, savings, effects, prices, definitions: not money of this programme and period."""
    if _THRESHOLD.match(after) or _COMPARED_WITH.match(after) or _FROM_TO.match(after):
        return True
    if _RUNNING_COST.search(before[-24:]) and _FALLS.match(after):
        return True
    if (
        _TOLD_AGAIN.search(after)
        and re.search(r"지난해|작년|재작년", before)
        and not re.search("올해|내년", before + after)
    ):
        return True
    spent = _SPENT_BEFORE.search(before[-40:])
    if spent and not re.search(r"보다|대비|늘|증가|줄|감소", spent.group(0)) and _SPENT_AFTER.match(after):
        return True
    if _LAST_YEAR.search(before[-30:]) and not re.match(r"^[^.]{0,14}?(?:확보|따내|받아)", after):
        return True
    if _LAST_YEAR_BRACKET.search(before[-26:]) and re.match(
        r"^\s?\)\s?(?:보다|대비|에서|에 비|[과와]\s?(?:견주|비교))", after
    ):
        return True
    if "일반회계" in before[-10:] and "특별회계" in before + after:
        return False  # '회계별로는 일반회계 … 특별회계 …' divides the whole
    return bool(_OTHER_BEFORE.search(before[-26:]) or _OTHER_AFTER_TIGHT.match(after) or _saves(after))


def _saves(after: str) -> bool:
    clause = re.split(r"[,.]\s|▲|△|\(|(?:해|하고|하며|들여|투입)\s", after, maxsplit=1)[0]
    return bool(
        re.search(
            r"절감|절약|아끼|아낀|아낄|아껴|아꼈|유발\s?효과|파급효과|경제효과|매출|기대된다|환수|징수|체납",
            clause[:30],
        )
    )
