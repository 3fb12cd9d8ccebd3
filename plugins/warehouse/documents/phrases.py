"""Candidate names in a sentence: quoted names, list items, names with an amount, and objects of verbs of building."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.documents.analyser import tokens
from warehouse.documents.sentences import BULLETS, Item, Sentence, split_items
from warehouse.documents.tables import Text
from warehouse.documents.technologies import is_digital
from warehouse.documents.witness import squeeze

# Nouns that end the name of something built, run or taught.
_THING = (
    r"(?:시스템|플랫폼|서비스|사업|센터|앱|어플|프로젝트|프로그램|솔루션|챗봇|로봇|CCTV|교차로|횡단보도|쉼터|정류장|정류소|경로당|도서관|주차장|스마트폴|가로등|신호등|신호기|전광판|키오스크|홈페이지|누리집|포털|지도|망|"
    r"데이터|빅데이터|협의체|추진단|교육|과정|강좌|아카데미|상황실|관제센터|체계|모델|단지|시티|도시|마을|타운|빌리지|팜|공장|양식장|클러스터|거점|랩|실증|연구소|체험관|체험존|버스|택시|드론|자율주행차|셔틀|표지판?|알림판|안내판|차단기|측정기|경보기|제어기|계량기|수신기|벤치|방송|장치|설비|"
    r"기기|단말기|장비|센서|스피커|인프라|콘텐츠|트윈|메타버스|네트워크|와이파이|계획|로드맵|용역|시범사업|공모사업|챌린지|리빙랩|헬스케어|돌봄|관리|안전관리|분석|예측|관제|모니터링|고도화|구축|조성|도입|운영|확충|확대|"
    r"설치|보급|개발|전환|개선|교체|정비|건립|설립|건축|개소|신설|개통|출시|배치|지원|육성|제공|활용|연계|통합|시각화|개방|정책|대장|알림|안내|조직도|비서|도우미|민원실|창구|콜|케어|폴|존|게이트|허브|구역|스토어|뱅크|페이|카드|화폐|지갑|신분증|증명|인증)"
)
_THING_END = re.compile(rf"{_THING}(?:\([^)]{{1,20}}\))?$")
_QUOTE = re.compile(
    r"‘([^‘’'\"“”]{3,60})[’']|'([^'‘’\"“”]{3,60})'|“([^“”\"]{3,50})”|\"([^\"“”]{3,50})\"|「([^「」]{3,60})」|『([^『』]{3,60})』|<([^<>]{4,50})>"
)
_SPEECH = re.compile(r"(?:다|요|까|죠|습니다|겠다)[.,!?]?$|.{8}(?:네|라|자|며|고|것)[.,!?]?$|[.!?]$")
_AFTER_QUOTE_NO = re.compile(
    r"^\s?(?:에 따르면|라고|라는|이라고|이라는|며|면서|고\s|을 주제|를 주제|을 비전|를 비전|을 슬로건|를 슬로건|을 목표|를 목표|을 내걸|를 내걸|을 기치|란 |이란 |로 불|으로 불|분야|(?:을|를)\s(?:고르|선택|누르|누른|검색|클릭|입력|내려받|설치하면)|에\s접속|에서는?\s?(?:확인|볼)|상을|대상을|부문|분과)"
)
_AFTER_QUOTE_ACTION = re.compile(
    r"^\s?(?:\([^)]{1,20}\))?\s?(?:등\s?)?(?:(?:을|를|의|이|가|은|는|에|도|으로|로|와|과)\s?)?(?:[가-힣0-9]{0,8}\s){0,3}?(?:구축|도입|설치|운영|추진|제공|개발|시행|확대|조성|고도화|개통|실시|선정|공모|사업|서비스|시스템|플랫폼|프로그램|프로젝트|출시|만들|선보|갖추|세우|열|시작|가동|구성|출범|체결|발굴|지원|참여|대상|협약|시범|보급|개선|확충|뽑|따내|넓|펼|편다|펴|연다|여는|열|둔다|내놓|갖춘|들여|한다|맡|곁들|얹|더하|더한|병행|준비|마련|꾸리|꾸린|놓|달|깔|잇|돌리|손보|키우|키운|채택|붙)"
)
_NAME_TAGS = frozenset({"NNG", "NNP", "NNB", "SL", "SN", "SH", "XPN", "XSN", "XR", "NR", "MM", "W_SERIAL"})
_GENERIC = re.compile(
    r"^(?:이|그|해당|다양한|각종|관련|맞춤형|새로운|기존|신규|추가|주요|세부|핵심|이번|올해|내년|전국|지역|우리|모든|여러|전|본)?\s?"
    r"(?:사업|서비스|시스템|플랫폼|프로그램|프로젝트|교육|센터|계획|체계|모델|솔루션|인프라|기반|정책|과제|데이터|기술|장비|기기|단지|도시|환경|공간|예산|분야|사례|콘텐츠|앱|운영|구축|관리|지원|첨단|협약|협의체|용역|기능|정보|디지털|스마트|온라인|인공지능|빅데이터|AI|ICT|IT|"
    r"디지털 전환|디지털 기술|첨단 기술|스마트 기술|정보통신기술|신기술|데이터 기반|4차 산업혁명|디지털 대전환|디지털 혁신|행정 서비스|행정서비스|공모 ?사업|시범 ?사업|실증 ?사업|사업 추진|본 사업|시범 ?운영|실시간|시범 ?서비스|통합 ?운영|스마트 ?도시|스마트 ?시티|분석|예측|보안|모바일|홈페이지|누리집|포털|영상|단말기|디지털 역량|데이터 분석|통합 ?관리|활용|모니터링|실시간 모니터링|관제|전산|정보화|영상 ?정보|행정|시장|산업|기업|일자리|시민|스마트 기기|스마트폰|이용|설치|시설|효과|미래|혁신|과학행정|통신|스마트 ?인프라|정보 ?시스템|스마트폰 충전기|스마트 ?서비스|디지털 ?서비스|디지털 ?행정 ?서비스|원격 케어|지능형 도시|스마트 ?행정|디지털 ?행정|첨단 ?시스템|첨단 ?장비|정보통신 ?기술|데이터 ?분석 ?결과|스마트 ?솔루션|스마트 ?기기|관제실|전산실|서버실|(?:AI|인공지능|ICT|첨단|스마트) ?(?:시스템|서비스|기술|프로그램|솔루션)|통합 ?플랫폼|통합 ?시스템|관리 ?시스템|온라인 ?플랫폼|디지털 ?기기|디지털 ?플랫폼|실시간 ?정보)(?: ?(?:구축|도입|운영|제공|설치|개발|구현|활용|추진|확대))?$"
)
_TECH_ONLY = re.compile(
    r"^(?:빅데이터|인공지능(?:\(AI\))?|AI|CCTV|와이파이|사물인터넷(?:\(IoT\))?|IoT|클라우드|블록체인|메타버스|AR|VR|AR·VR|VR·AR|GIS|비대면|모바일|드론|로봇|5G|디지털트윈|데이터|정보보안|보안|헬스케어|자율주행|스마트팜|스마트시티)$"
)
# Breakdowns by stage, year or project list things; those by agency, kind or source of money do not.
_BREAKDOWN_OF_THINGS = re.compile(r"(?:단계|연도|연차|사업|과제|분야|서비스)별")
_BREAKDOWN = re.compile(
    r"(?:기관|유형|분야|연도|시기|부문|지역|권역|재원|단계|분기|시군|구|항목|용도|기능|대상|월|사업)별(?:로|로는|로 보면|\s?규모|\s?예산|는|은)?|발주 시기|재원은|사업비는|예산은|시기는"
)
_LIST_LEAD = re.compile(
    r"(?:사업|서비스|과제|시스템|솔루션|프로그램|대표|내용|프로젝트|플랫폼|기능|추진|분야|방안|전략|계획|구축|운영|밖에|외에도|등)"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name with its span in the line, the rule that found it and how sure it is."""

    name: str
    line: int
    start: int
    end: int
    rule: str
    confidence: float
    owner: str | None = None


def normal(name: str) -> str:
    """The name in lower case with letters and digits only."""
    return re.sub(r"[^0-9a-z가-힣]", "", name.lower())


def similarity(left: str, right: str) -> float:
    """Dice coefficient of character pairs."""
    a = [left[i : i + 2] for i in range(len(left) - 1)]
    b = [right[i : i + 2] for i in range(len(right) - 1)]
    if not a or not b:
        return float(left == right)
    rest = list(b)
    common = 0
    for pair in a:
        if pair in rest:
            rest.remove(pair)
            common += 1
    return 2 * common / (len(a) + len(b))


def phrases_of(sentence: Sentence, *, sibling: bool = False) -> list[Phrase]:
    """All candidate names of a sentence; `sibling` when it is an item of a list of digital things."""
    if listed := _field_items(sentence):
        return listed
    found = _bullets(sentence, among_digital=sibling)
    if found or len(split_items(sentence.text)) >= 2:
        lead = _lead_of_list(sentence)
        return found + (_prose(lead) if lead is not None else [])
    return _prose(sentence)


def _prose(sentence: Sentence) -> list[Phrase]:
    """Names in a sentence without a list; what people say and what texts explain or hope for is left out."""
    found = _quoted(sentence)
    for finder in (_with_amount, _funded, _objects):
        if finder is _objects and _DEFINITION.search(sentence.text):
            continue
        for phrase in finder(sentence):
            if not any(known.start < phrase.end and phrase.start < known.end for known in found):
                found.append(phrase)
    speech = [(m.start() + sentence.start, m.end() + sentence.start) for m in _SPEECH_SPAN.finditer(sentence.text)]
    return [p for p in found if not any(a <= p.start < b for a, b in speech) and not _hoped(sentence, p)]


def speech_of(line: str) -> list[tuple[int, int]]:
    """What people say in a line, from quote to quote."""
    return [match.span() for match in _SPEECH_SPAN.finditer(line)] if len(line) <= 20_000 else []


_SPEECH_SPAN = re.compile(r"[“\"][^“”\"]{12,600}(?:다|요|라|것|자|고|며|까|함|음|길|이|수)[.,!?]?[”\"]|“[^”]{60,600}”")
_DEFINITION = re.compile(
    r"목적으로 (?:한다|하고|하는|추진|마련)|취지(?:다|로|에서)|"
    r"(?:은|는|이란|란)\s.{5,200}(?:시설|지주|체계|설비|구조물|기술|것|개념|제도|지표|수치|기법|방식|공간|사업|서비스|시스템|플랫폼|프로그램|장치|기기|장비|센터|모델)(?:이다|다\\.|을 말한다|을 뜻한다|를 뜻한다|를 말한다|을 의미한다|를 의미한다)"
)
_HOPE = re.compile(
    r"^[^.,]{0,40}?(?:기대|전망|것으로 보인|것으로 보고|필요하|바란다|노력하|앞장|최선|박차|이바지|기여|우려|지적)"
)


def _hoped(sentence: Sentence, phrase: Phrase) -> bool:
    """Nothing but hope follows the name in its clause."""
    if phrase.rule == "initiative.quoted":
        return False
    after = sentence.text[phrase.end - sentence.start :]
    clause = re.split(r"(?:해|하고|하며|하여|,)\s", after, maxsplit=1)[0]
    return bool(_HOPE.match(clause)) or ("기대" in after[:45] and len(clause) == len(after))


def _lead_of_list(sentence: Sentence) -> Sentence | None:
    items = split_items(sentence.text)
    lead = sentence.text[: items[0].start - 1] if items else ""
    return (
        Sentence(sentence.line, sentence.start, sentence.start + len(lead), lead, sentence.index)
        if len(lead) > 8
        else None
    )


# --- quoted names ----------------------------------------------------------------------------------------------


def _quoted(sentence: Sentence) -> list[Phrase]:
    text = sentence.text
    matches = list(_QUOTE.finditer(text))
    accepted = [_is_named(text, match) for match in matches]
    for index in [*range(1, len(matches)), *range(len(matches) - 1, 0, -1)]:
        pair = accepted[index - 1 : index + 1]
        if sum(pair) == 1 and _listed_together(text, matches[index - 1], matches[index]):
            other = index if not accepted[index] else index - 1
            accepted[other] = _could_be_named(_inner_of(matches[other])[0])
    return [_quoted_phrase(sentence, match) for match, wanted in zip(matches, accepted, strict=True) if wanted]


def _inner_of(match: re.Match[str]) -> tuple[str, int]:
    """What stands inside the quotes, and which group it is."""
    group = next(i for i in range(1, 8) if match.group(i) is not None)
    return match.group(group), group


def _is_named(text: str, match: re.Match[str]) -> bool:
    before = _APPOSITION.search(text, max(0, match.start() - 24), match.start())
    around = text[max(0, match.start() - 45) : match.start()]
    after = text[match.end() : match.end() + 40]
    return _names_something(_inner_of(match)[0], after, before.group(1) if before else "", around)


_BETWEEN_QUOTES = re.compile(r"^\s?(?:,|·|와|과|및|이나)\s?(?:[가-힣A-Za-z0-9]{1,10}\s?){0,3}$")


def _listed_together(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """'‘가’, ‘나’와 경로당 20곳의 ‘다’': neighbours of one list are of one kind."""
    return bool(_BETWEEN_QUOTES.match(text[left.end() : right.start()]))


def _could_be_named(inner: str) -> bool:
    """A noun phrase of some length, no sentence and no bare technology."""
    text = squeeze(inner)
    return 5 <= len(text) <= 40 and not (_SPEECH.search(text) or _GENERIC.match(text) or _TECH_ONLY.match(text))


def _quoted_phrase(sentence: Sentence, match: re.Match[str]) -> Phrase:
    inner, group = _inner_of(match)
    before = _APPOSITION.search(sentence.text, max(0, match.start() - 24), match.start())
    name, end = inner.strip(), match.end(group)
    if before and not is_digital(inner):
        name = f"{before.group(1)} {name}"
    tail = re.match(
        r"^[’'”\"」』>]\s?(구축|도입|운영|확대|설치|조성|개발|발굴|사업(?![지자비체장])|서비스|시스템|플랫폼|프로그램|프로젝트|공모사업|시범사업|교육|센터|앱|협의체)(?:\s?(사업|서비스|용역|시범사업|공모))?",
        sentence.text[end : end + 20],
    )
    if tail and not name.endswith(tail.group(1)):
        name = f"{name} {tail.group(1)}"
    confidence = 0.85 if _THING_END.search(inner) else 0.7
    return _phrase(name, sentence, match.start(group), end, "initiative.quoted", confidence)


_APPOSITION = re.compile(
    r"((?:[가-힣A-Za-z·]{1,10}\s){0,2}[가-힣A-Za-z·]{0,10}(?:앱|시스템|플랫폼|서비스|프로그램|챗봇|포털|누리집|홈페이지|솔루션|로봇))(?:인|\s)\s?$"
)
_ICT_NAME = re.compile(r"(?:시스템|플랫폼|앱|챗봇|솔루션|알림톡|알리미)$")
_ICT_HEAD = re.compile(r"(?:시스템|플랫폼|앱|서비스|알림|알리미|지킴이|솔루션|챗봇|포털|누리집|콜|맵|페이|톡|봇)$")


def _names_something(inner: str, after: str, apposition: str = "", around: str = "") -> bool:
    text = squeeze(inner)
    if len(text) > 28 and re.search(r"(?:은|는)\s", text):
        return False
    if (
        len(text) < 3
        or _SPEECH.search(text)
        or _AFTER_QUOTE_NO.match(after)
        or _GENERIC.match(text)
        or _TECH_ONLY.match(text)
    ):
        return False
    thing = bool(_THING_END.search(text))
    action = bool(_AFTER_QUOTE_ACTION.match(after))
    if re.search(
        r"(?:방안|논의|토론회|세미나|포럼|간담회|설명회|보고회|박람회|축제|대회|공모전|시상식|선포식|조례|법률|법|기본계획)$",
        text,
    ) and not (text.endswith("기본계획") and is_digital(text) and _PLAN_MADE.match(after)):
        return False
    if action and re.match(
        r"^\s?(?:서비스|시스템|플랫폼|앱|솔루션|챗봇|누리집|홈페이지|포털|키오스크|단말기)(?:을|를|은|는|이|가|도|의|\s)",
        after,
    ):
        return True
    if is_digital(text) and re.match(r"^\s?\(\s?(?:총|국비|사업비)?\s?\d[\d,.]*\s?(?:조|억|천만|백만|만)", after):
        return True
    if apposition or (action and _ICT_HEAD.search(text)) or _ICT_NAME.search(text):
        return True
    if is_digital(text) and _BODY_OF_PEOPLE.search(text) and re.match(r"^(?:이|가|을|를|은|는)\s", after):
        return True
    if is_digital(text) and len(text) <= 24 and re.match(r"^(?:을|를)\s(?!선포|표방|외치|강조|목표|비전)", after):
        return True
    return (is_digital(text) and (thing or action)) or (thing and action and is_digital(f"{around} {text} {after}"))


_BODY_OF_PEOPLE = re.compile(r"(?:자문단|추진단|협의체|협의회|연구회|기획단|전담반|서포터즈)$")
_PLAN_MADE = re.compile(
    r"^\s?(?:을|를|이|가|은|는)?\s?(?:최종\s)?(?:심의|확정|수립|마련|세우|세웠|세워|짜|짰|내놓|발표)"
)


# 'A 구축을 위한 업무협약': the agreement is about A.
_AGREEMENT = re.compile(r"(?:을|를)?\s?위한\s(?:상호\s?)?(?:업무\s?)?협약(?:식)?$")
_CCTV = re.compile(r"폐쇄회로\s?(?:\(CC\)\s?TV|텔레비전\s?\(CCTV\)|TV\s?\(CCTV\)|\(CCTV\)|TV)")


def _phrase(
    name: str, sentence: Sentence, start: int, end: int, rule: str, confidence: float, owner: str | None = None
) -> Phrase:
    plain = _AGREEMENT.sub("", squeeze(name)) or name
    return Phrase(
        _CCTV.sub("CCTV", squeeze(plain).strip(" ,·-‘’'\"")),
        sentence.line,
        sentence.start + start,
        sentence.start + end,
        rule,
        confidence,
        owner,
    )


# --- list items ------------------------------------------------------------------------------------------------

_ITEM_AMOUNT = re.compile(
    r"\s?[(\[]?\s?(?:총|약|국비|도비|시비)?\s?\d[\d,.]*\s?(?:조|억|만|천만|백만|원)[^)\]]{0,40}[)\]]?.*$|\s?\d[\d,]*\s?(?:개|건|곳)\s?\(.*$"
)
_ITEM_END = re.compile(
    r"(?:\s?등(?:이다|의|을|이|에|으로|도|과|\s|$).*|(?:이다|다)[.\s].*|(?:을|를|으로|와|과)\s(?:추진|지원|구축|통해|비롯|포함|진행|시행|도입|제공|선보|운영|내놓).*|[,.;]\s*$)"
)
_ITEM_OWNER = re.compile(
    r"^([가-힣·]{2,14}(?:실|국|과|본부|센터|담당관|정책관|기획관|사업소|연구원|교육원|도서관|청|단|원|관|소|시|군|구))\s?[‘'\"“「:(-]"
)


# '▲… ▲… 등을 갖추고 있다': features of one thing.
_FEATURES = re.compile(
    r"(?:등|기능)(?:을|를|이|으로|도)?\s(?:모두\s)?(?:갖추고|갖춘|갖췄|탑재|이뤄|구성(?:돼|되|됐)|포함(?:돼|되|한|하고)|제공하고 있|지원하고 있)"
)


def is_item_line(sentence: Sentence) -> str:
    """The mark of a line that is nothing but an item of a list, else nothing."""
    match = re.match(rf"\s*([{BULLETS}ㅇ❍*·•※–-]|[①-⑳]|\d{{1,2}}[.)])\s?(?=\S)", sentence.text)
    short = len(sentence.text) < 120 and not re.search(r"다\.?\s*$", sentence.text)
    return re.sub(r"[\d①-⑳]+", "n", match.group(1)) if match and short else ""


def _bullets(sentence: Sentence, *, among_digital: bool = False) -> list[Phrase]:
    items = split_items(sentence.text)
    opening = re.match(
        r"\s*(?:[ㅇ❍*·•※]|[-–]|\d{1,2}[.)]|[가-하][.)]|[①-⑳]|(?:사업|과제)명\s?[:：])\s*(?=\S)", sentence.text
    )
    if opening and not items and len(sentence.text) < 120 and not re.search(r"다\.?\s*$", sentence.text):
        items = [Item(opening.end(), len(sentence.text), sentence.text[opening.end() :])]
    elif len(items) < 2 and not (
        items
        and sentence.text.lstrip()[:1] in "▲△▷▶■□○●◆◇"
        and len(sentence.text) < 120
        and not re.search(r"다\.?\s*$", sentence.text)
    ):
        return []
    lead = sentence.text[: items[0].start].rstrip(f" {BULLETS}") + " "
    if items and _FEATURES.search(items[-1].text):
        return []
    breakdown = bool(_BREAKDOWN.search(lead[-40:]))
    found = []
    programme = bool(
        re.search(
            r"(?:사업|과제|서비스|시스템|솔루션|프로그램|프로젝트)(?:은|는|으로는|로는|으로|로)?\s?(?:[가-힣]{0,6}\s)?$",
            lead,
        )
    )
    programme = programme or bool(
        re.search(
            r"\s등\s?(?:의\s?)?(?:모두\s?)?\d{0,2}\s?(?:개|가지|대)?\s?(?:[가-힣]{1,6}\s)?(?:사업|과제|서비스)",
            items[-1].text if items else "",
        )
    )
    sibling = (is_digital(lead) or programme) and (
        programme or sum(is_digital(item.text) for item in items) * 2 >= len(items)
    )
    sibling = (
        sibling or among_digital or (len(items) >= 3 and sum(is_digital(i.text) for i in items) * 3 >= 2 * len(items))
    )
    for item in items:
        phrase = _item_phrase(item.text, item.start, sentence, breakdown, sibling)
        if phrase:
            found.append(phrase)
    if len(items) >= 3 and found and all(_TECH_ONLY.match(squeeze(i.text).rstrip("이다. ")) for i in items[:-1]):
        return []
    return found


# '핵심 기술을 다루는 ‘… 개발’': the clause only describes the quoted name.
_DESCRIBED = re.compile(
    r"[가-힣A-Za-z0-9·, ]{2,40}(?:는|은|한|할|인|된|될)\s[‘'\"“「]([^’'\"”」]{3,60})[’'\"”」]\s?(확대|구축|운영|도입|사업|개발|추진)?"
)
_FIELD_LINE = re.compile(r"^\s*(?:[ㅇ○◦❍*·•□■※–-]|[①-⑳])\s?(?:\((?P<field>[^()]{3,30})\)|[가-힣·\s]{2,20}\s?[:：])\s?")


def _field_items(sentence: Sentence) -> list[Phrase]:
    """'ㅇ (분야) A, B 등': each of the listed names, without the field."""
    text = sentence.text
    field = _FIELD_LINE.match(text)
    listed = re.search(r"\s?등\s?\.?\s*$", text)
    if not field or not listed or len(text) > 400 or "다." in text:
        return []
    found: list[Phrase] = []
    position = field.end()
    for piece in re.split(r"(,\s)", text[field.end() : listed.start()]):
        name = squeeze(piece).strip(" ,.‘’'\"“”")
        if (
            len(normal(name)) >= 5
            and len(name) <= 60
            and is_digital(name)
            and not _GENERIC.match(name)
            and not _TECH_ONLY.match(name)
        ):
            begin = position + len(piece) - len(piece.lstrip())
            found.append(_phrase(name, sentence, begin, begin + len(piece.strip()), "initiative.bullet", 0.8))
        position += len(piece)
    return found


def phrases_of_cells(cells: Sequence[tuple[int, Text]]) -> list[tuple[int, Phrase | None]]:
    """The projects that cells of a table name; where half of them are digital the others are taken along."""
    digital = sum(is_digital(cell.text) for _, cell in cells)
    found: list[tuple[int, Phrase | None]] = []
    for line, cell in cells:
        name = squeeze(cell.text).strip("‘’'\"“”· ")
        start = cell.start + len(cell.text) - len(cell.text.lstrip())
        fits = len(normal(name)) >= 4 and not _GENERIC.match(name) and not _TECH_ONLY.match(name)
        wanted = fits and (is_digital(name) or (digital * 2 >= len(cells) and bool(_THING_END.search(name))))
        phrase = Phrase(name, line, start, start + len(cell.text.strip()), "initiative.row", 0.8) if wanted else None
        found.append((line, phrase))
    return found


_FIELD_NAME = re.compile(
    r"^(?:\d+\s?(?:단계|차|년)|[A-Z0-9]+|(?:총\s?)?사업비?|예산|기간|대상|내용|위치|규모|과제|사업명|과제명|주관|협력|분야|국비|시비|도비|구비|군비|[가-힣]{1,4}(?:시|군|구|도|동|읍|면|국|과|부|청))$"
)
# Headings of a release's sections name no project.
_HEADING = re.compile(
    r"(?:현황|배경|개요|목적|방향|기대\s?효과|효과|필요성|경과|주요\s?내용|내용|일정|성과|체계도|문의|질의|붙임|참고|사진)$"
)


def _item_phrase(text: str, start: int, sentence: Sentence, breakdown: bool, sibling: bool) -> Phrase | None:
    owner = None
    numbered = re.match(r"\s?([가-힣0-9A-Z ]{1,10})(?:\([^)]{1,14}\))?\s?[:：]\s?", text)
    if numbered and (is_digital(numbered.group(1)) or (sibling and not _FIELD_NAME.match(numbered.group(1).strip()))):
        text, numbered = numbered.group(1), None  # '스마트 경로당: 25곳에 화상 장비'
    offset = numbered.end() if numbered else 0
    text, start = text[offset:], start + offset
    offset = 0
    match = _ITEM_OWNER.match(text)
    if match:
        owner, offset = match.group(1), match.end() - 1
    body = text[offset:]
    quoted = re.match(r"[‘'\"“「]([^’'\"”」]{3,60})[’'\"”」]\s?(확대|구축|운영|도입|사업|개발|추진)?", body)
    if not quoted:
        quoted = _DESCRIBED.match(body)
    if quoted:
        name = quoted.group(1) + (f" {quoted.group(2)}" if quoted.group(2) else "")
        begin, length = offset + quoted.start(1), len(quoted.group(1))
    else:
        name = _ITEM_END.sub("", _ITEM_AMOUNT.sub("", re.sub(r"\(\d[\d,.]*\)", "", body)))
        name = re.sub(r"\((?:[^()]{0,30})?$", "", name).rstrip(" ,.;:-(")
        name = re.sub(r"\s?\d[\d,]*\s?(?:개소|개|대|곳|건|기|면|종)\s(?=(?:설치|구축|교체|도입|보급|조성)$)", " ", name)
        begin, length = offset + len(body) - len(body.lstrip()), len(name.strip())
    plain = squeeze(re.sub(r"\([^()]*[, ][^()]*\)(?:의\s(?:도입|구축|설치))?$", "", name)).strip("‘’'\"“” ")
    if (
        len(normal(plain)) < 4
        or len(plain) > 60
        or _TECH_ONLY.match(plain)
        or _GENERIC.match(plain)
        or _HEADING.search(plain)
        or re.match(r"\d[\d,]*\s?(?:곳|개소|개|대|명|건)", plain)
        or re.search(r"(?:했|한|됐|된)다$", plain)
    ):
        return None
    plain = re.sub(r"^\d{1,2}\s?(?:단계|차|차년도)\s", "", plain)
    things = (
        bool(_BREAKDOWN_OF_THINGS.search(sentence.text[:60]))
        and len(plain.split(" ")) >= 3
        and bool(_THING_END.search(plain))
    )
    if (
        (breakdown and not things)
        or (not is_digital(plain) and not (sibling and _THING_END.search(plain)))
        or (not is_digital(plain) and re.fullmatch(r"[가-힣 ]{2,12}(?:시|군|구|도)", plain))
    ):
        return None
    return _phrase(plain, sentence, start + begin, start + begin + max(length, 1), "initiative.bullet", 0.85, owner)


# --- names with an amount --------------------------------------------------------------------------------------

_NAME_AMOUNT = re.compile(
    r"([가-힣A-Za-z0-9·‧/&\-() ]{4,50}?)\s?\(\s?(?:총|약|국비)?\s?\d[\d,.]*\s?(?:조|억|천만|백만|만)?\s?[\d천백만 ]{0,8}\s?원?\s?\)"
)


def _with_amount(sentence: Sentence) -> list[Phrase]:
    """'클라우드 전환(34.9억 원)': the phrase before the bracket."""
    found: list[Phrase] = []
    if not _MONEY_IN_SIGHT.search(sentence.text):
        return found
    matches = list(_NAME_AMOUNT.finditer(sentence.text))
    among = len(matches) >= 3 and sum(is_digital(match.group(1)) for match in matches) * 3 >= 2 * len(matches)
    for match in matches:
        text = match.group(1)
        cut = max((m.end() for m in re.finditer(r"(?:,|와|과|및|은|는|에|로|으로|위해|등|·\s)\s", text)), default=0)
        name = text[cut:].strip()
        digital = is_digital(name) or (among and bool(_THING_END.search(name)))
        if len(normal(name)) < 4 or not digital or _GENERIC.match(name) or _TECH_ONLY.match(name):
            continue
        start = match.start(1) + cut + len(text[cut:]) - len(text[cut:].lstrip())
        found.append(_phrase(name, sentence, start, match.end(1), "initiative.amount", 0.8))
    return found


# --- what the money goes to ------------------------------------------------------------------------------------

_FUNDED = re.compile(
    r"(?P<name>[가-힣A-Za-z0-9·‧/&\-()‘’'\" ]{4,60}?)\s?(?:\d[\d,]*\s?(?:개|건|곳|대)\s?)?(?:사업\s)?(?:분야\s)?에(?:만|는)?\s(?:[가-힣0-9~ ]{0,16}\s?)?(?:총\s?|약\s?|국비\s?|사업비\s?){0,2}\d[\d,.]*\s?(?:조|억|천만|백만|만)"
)
_TOPIC_FUNDED = re.compile(
    r"^\s*([가-힣A-Za-z0-9·\- ]{2,30}?)(?:은|는|에는)\s.{0,90}?\d[\d,.]*\s?(?:조|억)[\d천백만억 ]{0,10}\s?원?\s?(?:규모|이다|이 든다|을|이 들|을 들)"
)
_MONEY_IN_SIGHT = re.compile(r"\d\s?[조억만천백]")
_FUNDED_HEAD = re.compile(
    r"(?:사업|과제|구축|조성|도입|설치|운영|확대|교체|고도화|보급|개발|전환|뉴딜|프로젝트|시스템|플랫폼|서비스|프로그램|교육|활용|개방|확충|증설|정비|발급|운행|안내|구입|구매|개편|보강)$"
)


def _fundable(name: str) -> bool:
    """A kind of project, or two words or more with a technology ('AI 침수 감지')."""
    return bool(_FUNDED_HEAD.search(name)) or (
        " " in name and not _NOT_NAME.search(name) and bool(_ACTIVE_CUE.search(name) or name.startswith("지능형"))
    )


_JOINED = re.compile(r"([가-힣A-Za-z0-9·‧/&\-()‘’'\" ]{4,40}?)(?:과|와)\s")


def _funded(sentence: Sentence) -> list[Phrase]:
    """'정보화사업 842개에 2121억 원': what stands before 에 and an amount."""
    found: list[Phrase] = []
    if not _MONEY_IN_SIGHT.search(sentence.text):
        return found
    for match in _FUNDED.finditer(sentence.text):
        start, end = match.span("name")
        start = _after_particles(sentence.text, start, end)
        split = _JOINED.search(sentence.text, start, end)
        if split and all(
            is_digital(part) and _FUNDED_HEAD.search(part)
            for part in (split.group(1), sentence.text[split.end() : end].strip())
        ):
            left = _strip_counts(split.group(1))
            begin = sentence.text.find(left, start)
            found.append(_phrase(left, sentence, begin, begin + len(left), "initiative.funded", 0.7))
            start = split.end()
        name = _strip_counts(sentence.text[start:end])
        if len(normal(name)) >= 4 and is_digital(name) and not _GENERIC.match(name) and _fundable(name):
            begin = sentence.text.find(name, start)
            found.append(_phrase(name, sentence, begin, begin + len(name), "initiative.funded", 0.7))
    topic = _TOPIC_FUNDED.match(sentence.text)
    if topic and not found:
        name = _strip_counts(topic.group(1))
        if 4 <= len(normal(name)) <= 24 and is_digital(name) and _FUNDED_HEAD.search(name) and not _GENERIC.match(name):
            begin = sentence.text.find(name)
            found.append(_phrase(name, sentence, begin, begin + len(name), "initiative.funded", 0.65))
    return found


_PARTICLE_BREAK = re.compile(
    r"(?:은|는|이|가|을|를|에|에서|으로|로|해|하고|하며|하는|한|된|등|위해|통해|따라|따르면|올해|내년|려고|도록|면서)\s|,\s"
)


def _after_particles(text: str, start: int, end: int) -> int:
    """The start moved behind the last particle that separates clauses."""
    breaks = [m.end() for m in _PARTICLE_BREAK.finditer(text, start, end)]
    return breaks[-1] if breaks else start


_COUNT_TAIL = re.compile(
    r"\s?(?:총\s?)?\d[\d,.]*\s?만?\s?[\d,]*\s?여?\s?(?:개소|개사|개|건|곳|대|명|호|종|면|기|가구|세트)$"
)
_TIME_HEAD = re.compile(
    r"^(?:\d[\d,.]*\s?(?:조|억|만)[\d천백만억 ]{0,10}\s?원의?\s|\d[\d,]*\s?(?:여\s?)?(?:개소|개|건|대|곳|종|명)의?\s|(?:지난달|지난해|이달|현재)\s기준\s|규모의\s|가운데\s|(?:총\s?)?\d[\d,]*\s?(?:여\s?)?(?:대|개|곳|건|개소|기)의\s|(?:지난|오는|올|올해|내년|작년|지난해|이번|현재|향후|앞으로|최근|총|약|각|전국|모두|또|이|그|본|등|및|경우|더|새|새로|이어|다음으로|먼저|우선|한편|특히|이에|이를)\s|(?:20)?\d\d년(?:도|부터|까지|에는)?\s|\d{1,2}월(?:까지|부터|에는)?\s|\d{1,2}일\s|\d{1,2}시\s|\d{1,2}\s?년간\s|(?:상|하)반기\s)+"
)
_PLACE_HEAD = re.compile(r"^(?:[가-힣]{1,8}(?:읍|면|동|리|가|로|구|시|군)?\s)?(?:일대|일원|전역|관내|곳곳)의?\s")


def _strip_counts(name: str) -> str:
    """The name without a number of things at its end and a time at its head."""
    plain = _TIME_HEAD.sub("", _COUNT_TAIL.sub("", squeeze(name).strip(" ,·-‘’'\"")))
    return _PLACE_HEAD.sub("", plain).strip(" ,·-‘’'\"")


# --- objects of verbs of building ------------------------------------------------------------------------------

# Plain verbs as the press writes them, and the noun that an initiative's name would use.
_VERB_NOUN = {
    "달": "설치",
    "세우": "설치",
    "놓": "설치",
    "깔": "설치",
    "심": "설치",
    "붙이": "설치",
    "두": "설치",
    "갖추": "구축",
    "짓": "건립",
    "만들": "구축",
    "바꾸": "교체",
    "갈": "교체",
    "넓히": "확대",
    "늘리": "확대",
    "키우": "육성",
    "내놓": "제공",
    "선보이": "제공",
    "펼치": "추진",
    "벌이": "추진",
    "들이": "도입",
    "들여오": "도입",
    "들여놓": "도입",
    "나누": "보급",
    "나눠주": "보급",
    "꾸리": "구성",
    "열": "개소",
    "잇": "연계",
    "맡기": "용역",
    "마치": "완료",
    "끝내": "완료",
    "꾸미": "조성",
    "돌리": "운영",
    "얹": "도입",
    "합치": "통합",
    "묶": "통합",
    "옮기": "이전",
    "놓이": "설치",
    "달리": "설치",
    "깔리": "설치",
    "세워지": "설치",
    "들어가": "도입",
    "펴": "추진",
    "치르": "운영",
    "들어서": "설치",
    "생기": "설치",
    "빌리": "대여",
    "띄우": "운영",
    "날리": "운영",
    "굴리": "운행",
    "넣": "도입",
    "태우": "운행",
}
_APPEND = frozenset({"설치", "교체", "확대", "이전"})
_ACTION_NOUN = frozenset(
    [
        "구축",
        "발행",
        "공개",
        "배포",
        "투입",
        "장착",
        "부착",
        "개설",
        "도입",
        "설치",
        "운영",
        "추진",
        "제공",
        "개발",
        "시행",
        "건축",
        "확대",
        "조성",
        "고도화",
        "개통",
        "실시",
        "보급",
        "교체",
        "전환",
        "신설",
        "출시",
        "가동",
        "실증",
        "착수",
        "확충",
        "개소",
        "구현",
        "개편",
        "정비",
        "배치",
        "출범",
        "구성",
        "통합",
        "연계",
        "개방",
        "강화",
        "마련",
        "개선",
        "지원",
        "발굴",
        "육성",
        "수립",
        "완료",
        "시작",
        "완성",
        "진행",
        "서비스",
        "추가",
        "증설",
        "공급",
        "발주",
        "제작",
        "시범운영",
        "확산",
        "상용화",
        "건립",
        "설립",
        "준공",
        "완공",
        "준비",
    ]
)
_WEAK_ACTION = frozenset(
    [
        "강화",
        "마련",
        "개선",
        "지원",
        "적용",
        "활용",
        "발굴",
        "육성",
        "수립",
        "완료",
        "시작",
        "진행",
        "추진",
        "통합",
        "연계",
        "구현",
        "확산",
        "정비",
        "추가",
        "공급",
        "준비",
    ]
)
_ADVERBIAL = frozenset(
    [
        "시범",
        "본격",
        "단계",
        "추가",
        "신규",
        "확대",
        "집중",
        "조기",
        "우선",
        "전면",
        "직접",
        "공동",
        "자체",
        "최초",
        "올해",
        "내년",
        "하반기",
        "상반기",
        "연말",
        "지속",
        "적극",
        "별도",
        "대폭",
        "동시",
        "순차",
        "통합",
        "확대",
        "시험",
        "정식",
        "공식",
        "상시",
        "임시",
        "무료",
        "내달",
        "이달",
    ]
)
_STRONG_HEAD = re.compile(
    r"(?:시스템|플랫폼|서비스|체계|센터|앱|솔루션|상황실|관제센터|협의체|챗봇|로봇|쉼터|정류장|교차로|횡단보도|주차장|경로당|CCTV|망|와이파이|키오스크|홈페이지|포털|지도|프로그램|사업|용역|트윈|메타버스|교육|교실|콘텐츠|아카데미|도우미|비서|알리미|지킴이|지도|화폐|단말|카메라|워치|인형|안내기|신호등|장비|도우미|비서|알리미|지킴이|화폐|단말|카메라|워치|인형|안내기|신호등|폴|가로등|보안등|공장|팜|데이터|세트|랩|허브|타운|단지|스피커|단말기|센서|드론|버스|캠프|강좌|누리집|(?:감지|측정|조절|제어|선별|발급|반납|안내|충전|계량|경보|차단|수거|인식|통역|번역)기|기본계획|시행계획|종합계획|실행계획)$"
)
_NOT_NAME = re.compile(
    r"(?:결과|효과|현황|사례|방안|방법|분야|기술|비율|사회|시대|도약|혁신|실현|역량|효율|수준|환경|기반|시장|산업|기업|경쟁력|문제|체감|편의|가치|활동|행사|보고회|간담회|협약|협약식|위원회|회의|설명회|세미나|포럼|박람회|"
    r"확보|달성|향상|제고|규모|예산안|예산|담당|농업기술센터|행정복지센터|주민센터|면사무소|읍사무소|보건소|의회|시청|군청|구청|정책관|담당관|기획관|보좌관|관리관|운영비|지원금|연구비|용역비|사업비|국비|도비|시비|공모|대상|지역|지자체|시군|장소|요청|의견|설계|전략|비전|목표|미래|능력|인재|인력|일자리|생태계|행정|정책 결정|의사결정|활용도|만족도|접근성|관심|참여|협력|협업|인프라 기반|특성|장점|기능|정보|자료|시설|수요|과제|구현|당시|이후|이전|경제|기간|비용|시간|개소|화면|정부|국정 운영|분야 사업|(?<!빅)데이터)$"
)
_DOCUMENT_KIND = re.compile(r"(?:사업|용역|프로젝트|시스템|플랫폼|챌린지|시범사업|공모사업)$")
_AGENT = re.compile(
    r"(?:시|도|군|구|청|부|처|국|실|과|팀|단|장|씨|원|공사|공단|재단|기업|업체|대학|대학교|병원|회사|협회|위원회|본부|관계자|시민|주민|학생|어르신|지자체|기관|정부|센터장)$"
)


def _objects(sentence: Sentence) -> list[Phrase]:
    """Noun phrases that something is built, installed, run or taught of, with their coordinated neighbours."""
    if not is_digital(sentence.text) and "무선" not in sentence.text:
        return []
    morphemes = tokens(sentence.text)
    found: list[Phrase] = []
    for index, token in enumerate(morphemes):
        target = _target_of(morphemes, index)
        if target is None or _modifies_quote(morphemes, index) or _is_means(morphemes, index):
            continue
        if token.form == "제공" and re.match(r"하기\s위(?:해|한|하여)", sentence.text[token.start + token.len :]):
            continue  # '서비스를 제공하기 위해' tells why
        if re.match(r"\s?이?라는\s", sentence.text[token.start + token.len : token.start + token.len + 5]):
            continue
        last, direct = target
        led = False
        for end in _coordinated(sentence, morphemes, last):
            phrase = _noun_phrase(
                sentence, morphemes, end, token, direct=direct and end == last, main=end == last, led=led
            )
            led = led or (end == last and phrase is not None and is_digital(phrase.name))
            if phrase and not any(p.start < phrase.end and phrase.start < p.end for p in found):
                found.append(phrase)
    found.extend(_replaced(sentence, morphemes, found))
    found.extend(_named(sentence, morphemes, found))
    found.extend(_active(sentence, morphemes, found))
    return found


_MEANS = frozenset(["연계", "통합", "결합", "접목", "융합"])


def _is_means(morphemes: list[Any], index: int) -> bool:
    """'CCTV를 연계한 서비스' tells how, '비대면 확대로 늘어난' why: neither is what is built."""
    following = [token.tag for token in morphemes[index + 1 : index + 3]]
    if morphemes[index].form in _DESCRIBING and following[:1] == ["ETM"]:
        return True
    if morphemes[index].form in _MEANS and following[:2] == ["XSV", "ETM"]:
        return True
    after = morphemes[index + 1] if index + 1 < len(morphemes) else None
    return morphemes[index].tag == "NNG" and after is not None and after.tag == "JKB" and after.form in ("로", "으로")


def _modifies_quote(morphemes: list[Any], index: int) -> bool:
    """'감지기 300대를 단 ‘안심 센서’ 사업': the clause only describes the quoted name."""
    following = morphemes[index + 1 : index + 4]
    marks = [position for position, token in enumerate(following) if token.tag == "ETM"]
    return bool(marks) and marks[0] + 1 < len(following) and following[marks[0] + 1].form in "‘'“\"「『"


def _target_of(morphemes: list[Any], index: int) -> tuple[int, bool] | None:
    """Index of the last noun that the action at `index` is about, and whether the action noun is attached to it."""
    token = morphemes[index]
    if (
        token.form in _REPLACING
        and index > 1
        and morphemes[index - 1].tag == "JKB"
        and morphemes[index - 1].form in ("로", "으로")
        and _STRONG_HEAD.search(morphemes[index - 2].form)
    ):
        return None  # '경로당을 플랫폼으로 전환한다': what it becomes is named, see _replaced
    if token.tag == "NNG" and token.form in _ACTION_NOUN and index:
        following = morphemes[index + 1] if index + 1 < len(morphemes) else None
        if following is not None and following.tag in ("NNG", "NNP") and following.start == token.start + token.len:
            return None
        if token.form == "서비스" and (following is None or following.tag != "XSV"):
            return None
        before = morphemes[index - 1]
        attached = before.tag in ("NNG", "NNP", "SL", "XSN", "SSC") and before.form not in _ADVERBIAL
        if attached and (token.form not in _WEAK_ACTION or _verb_follows(morphemes, index)):
            return index - 1, True
        if before.tag in ("NNB", "NR"):
            last = _before_count(morphemes, index - 1)
            return (last, True) if last != index - 1 else _object_before(morphemes, index)
        return _object_before(morphemes, index)
    if token.form in ("쓰", "이용", "누리") and _CAN.match(_after(morphemes, index)):
        return _object_before(morphemes, index)  # '무료와이파이를 쓸 수 있게 했다'
    main_verb = token.tag.startswith("VV") or (token.tag == "VX" and index > 0 and morphemes[index - 1].tag[:1] == "J")
    if main_verb and token.form in _VERB_NOUN:
        return _object_before(morphemes, index)
    if token.tag == "VV" and token.form == "나서" and index >= 2 and morphemes[index - 1].form == "에":
        return _before_actions(morphemes, index - 2), False
    if (
        token.tag == "VV"
        and token.form == "하"
        and index >= 2
        and morphemes[index - 1].tag == "JKO"
        and morphemes[index - 2].form in ("교육", "실증", "시범운영", "연습", "강의")
    ):
        return index - 2, False
    if token.tag == "SP" and token.form == "," and index >= 2 and morphemes[index - 1].tag == "JKO":
        listed = _before_etc(morphemes, index - 2)
        return (listed, False) if listed is not None else None  # '가군은 A를, 나군은 B를 들여온다'
    return None


_CAN = re.compile(r"(?:하)?ㄹ수있(?:게|도록)")


def _after(morphemes: list[Any], index: int) -> str:
    return "".join(m.form for m in morphemes[index + 1 : index + 6])


def _verb_follows(morphemes: list[Any], index: int) -> bool:
    return index + 1 < len(morphemes) and morphemes[index + 1].tag in ("XSV", "JKO")


def _object_before(morphemes: list[Any], index: int) -> tuple[int, bool] | None:
    """The noun marked as object, or as topic or subject of a passive, a few words before the action."""
    for back in range(index - 1, max(0, index - 14), -1):
        token = morphemes[back]
        if token.tag == "JKO" or (
            token.tag in ("JX", "JKS")
            and token.form in ("은", "는", "이", "가", "도")
            and not morphemes[back - 1].tag.startswith("J")
        ):
            if (
                token.tag == "JKO"
                and back + 1 < len(morphemes)
                and morphemes[back + 1].form in ("중심", "대상", "기반", "토대", "바탕", "주축", "거점", "계기", "기점")
            ):
                continue
            if token.tag == "JKO" and morphemes[back - 1].form in ("원", "억", "억원", "만원"):
                continue  # '12억 원을 들여 짓는다'
            last = _before_etc(morphemes, back - 1)
            if last is None or (token.tag != "JKO" and _is_agent(morphemes, last)):
                return None
            return last, False
        if token.tag == "EC" and morphemes[back - 1].form in ("들이", "투입"):
            continue
        if token.tag in ("EC", "EF", "ETM", "SF"):
            return None
    return None


def _before_actions(morphemes: list[Any], last: int) -> int:
    """The noun before nouns of action ('안전귀가 서비스 통합·구축에 나선다')."""
    position = last
    while position > 0 and (
        (morphemes[position].form in _ACTION_NOUN and morphemes[position].form != "서비스")
        or morphemes[position].form == "·"
    ):
        position -= 1
    return position if morphemes[position].tag in ("NNG", "NNP", "SL", "XSN") else last


def _is_agent(morphemes: list[Any], last: int) -> bool:
    """The noun before a topic or subject mark acts itself; a digital thing is acted upon."""
    if not _AGENT.search(morphemes[last].form):
        return False
    words = "".join(m.form for m in morphemes[max(0, last - 3) : last + 1])
    return not (
        is_digital(words)
        and morphemes[last].form
        in (
            "감시",
            "지도",
            "창구",
            "전시",
            "표시",
            "분석실",
            "상담실",
            "당직실",
            "체험실",
            "교실",
            "상황실",
            "센터",
            "망",
            "도서관",
            "체험관",
            "실",
        )
    )


def _before_count(morphemes: list[Any], last: int) -> int:
    """The noun before a number of things ('CCTV 24대' ends in CCTV)."""
    position = last
    if position > 0 and morphemes[position].form == "곳" and morphemes[position - 1].tag == "SN":
        position -= 1
    while (position > 0 and morphemes[position].tag in ("NNB", "NR", "SN", "W_SERIAL")) or (
        position > 0 and morphemes[position].form in ("여", ",", "총")
    ):
        position -= 1
    counted = any(m.tag in ("SN", "W_SERIAL", "NR") for m in morphemes[position + 1 : last + 1])
    return position if counted and morphemes[position].tag in ("NNG", "NNP", "SL", "XSN") else last


def _before_etc(morphemes: list[Any], last: int) -> int | None:
    """The noun before 등, before a number of things and before a closing bracket or quote."""
    last = _before_count(morphemes, last)
    while last > 0 and (
        morphemes[last].form in ("등", ")", "’", "'", "”", '"') or morphemes[last].tag in ("SSC", "SW")
    ):
        if morphemes[last].form == ")":
            opening = next((i for i in range(last, max(-1, last - 12), -1) if morphemes[i].form == "("), None)
            if opening is None:
                return None
            last = opening
        last -= 1
    return last if last >= 0 else None


def _coordinated(sentence: Sentence, morphemes: list[Any], last: int) -> list[int]:
    """The noun itself and the nouns listed before it: 'A 서비스, B 서비스와 C 서비스'."""
    ends = [last]
    floor = 0
    head = morphemes[last].form
    position = last
    for _ in range(8):
        position = _left_edge(morphemes, position) - 1
        if position > floor and morphemes[position].tag == "ETM":
            position = _before_clause(morphemes, position)
        while (
            position > floor
            and morphemes[position].tag not in ("SP", "JC", "MAJ", "MAG", "EF", "EC", "JKO", "SF")
            and morphemes[position].form not in ("과", "와", "및")
        ):
            position -= 1
        if (
            position <= floor
            or not (morphemes[position].tag in ("SP", "JC") or morphemes[position].form in ("과", "와", "및"))
            or morphemes[position].form == "·"
        ):
            break
        noun = _before_etc(morphemes, position - 1)
        if noun is None or morphemes[noun].tag not in ("NNG", "NNP", "SL", "XSN"):
            break
        if (
            not _STRONG_HEAD.search(morphemes[noun].form)
            and morphemes[noun].form != head
            and morphemes[noun].form not in _ACTION_NOUN
            and not _digital_neighbour(sentence, morphemes, noun)
        ):
            break
        ends.append(noun)
        position = noun
    return ends


def _digital_neighbour(sentence: Sentence, morphemes: list[Any], noun: int) -> bool:
    """A listed neighbour with its own technology ('지능형 CCTV, 스마트 가로등, 공공 와이파이')."""
    start = morphemes[_left_edge(morphemes, noun)].start
    text = sentence.text[start : morphemes[noun].start + morphemes[noun].len]
    return len(normal(text)) >= 5 and " " in text.strip() and bool(_ACTIVE_CUE.search(text) or "지능형" in text)


def _before_clause(morphemes: list[Any], position: int) -> int:
    """The comma before a short describing clause ('…, 노후주택을 지켜보는 화재감시 서비스'), or the place itself."""
    for back in range(position - 1, max(0, position - 9), -1):
        if morphemes[back].tag == "SP" and morphemes[back].form == ",":
            return back
        if morphemes[back].tag in ("EF", "EC", "SF"):
            break
    return position


# Things too short to name anything without the clause before them.
_SHORT_THINGS = frozenset(["앱", "로봇", "지도", "챗봇", "포털", "드론", "센서", "인형"])
# Verbs that, before a noun, describe it ('로봇 팔을 갖춘 공방').
_DESCRIBING = frozenset(["갖추", "달", "담", "붙이", "쓰", "얹"])


def _noun_phrase(
    sentence: Sentence, morphemes: list[Any], last: int, action: Any, *, direct: bool, main: bool, led: bool = False
) -> Phrase | None:
    first = _left_edge(morphemes, last)
    if morphemes[first].tag not in _NAME_TAGS and morphemes[first].tag not in ("VV", "VA"):
        return None
    start, end = morphemes[first].start, morphemes[last].start + morphemes[last].len
    name = _strip_counts(sentence.text[start:end])
    counted = name != squeeze(sentence.text[start:end]).strip(" ,·-‘’'\"")
    verb = action.form if action.tag == "NNG" else _VERB_NOUN.get(action.form, "")
    if _PLAN.search(name) and verb in _APPEND:
        if action.form in ("놓", "두"):
            return None  # '계획을 놓고 논의했다'
        verb = ""
    if _GOAL.search(name) and verb in _GOAL_VERBS:
        return None
    short = len(normal(name)) < 3 and name not in _SHORT_THINGS and not _CLAUSE_HEAD.fullmatch(name)
    if short or _NOT_NAME.search(name) or len(name) > 60:
        return None
    if _MONEY_INSIDE.search(name):
        return None
    plain = name
    if (direct and verb != "서비스") or (main and verb in _APPEND):
        name = name if name.endswith(verb) else f"{name} {verb}"
    if _GENERIC.match(plain) or (_TECH_ONLY.match(plain) and not (direct or verb in _APPEND)):
        longer = _modifier(sentence.text, start)
        if longer is not None:
            start, name = longer, squeeze(sentence.text[longer:end])
        elif (longer := _clause_before(sentence.text, morphemes, first)) is not None:
            start, name = longer, _nouns_of(morphemes, longer, last)
        else:
            return None
    if name in _SHORT_THINGS or (not is_digital(name) and _CLAUSE_HEAD.fullmatch(plain)):
        longer = _clause_before(sentence.text, morphemes, first)
        if longer is None:
            return None
        name = _nouns_of(morphemes, longer, last)
        return _phrase(name, sentence, longer, end, "initiative.described", 0.5) if len(name) <= 40 else None
    strong = bool(_STRONG_HEAD.search(plain)) or (
        is_digital(plain) and plain.rsplit(" ", 1)[-1] in _ACTION_NOUN - _WEAK_ACTION
    )
    if not is_digital(name) and strong:
        longer = _modifier(sentence.text, start)
        if longer is not None and is_digital(sentence.text[longer:start]):
            start, name = longer, squeeze(sentence.text[longer:end])
        elif (longer := _clause_before(sentence.text, morphemes, first)) is not None:
            start, name = longer, _nouns_of(morphemes, longer, last)
    if not is_digital(name) and not (
        strong and len(normal(plain)) >= 7 and not plain.endswith(("사업", "교육", "프로그램", "센터", "단지"))
    ):
        return None
    if verb in _WEAK_ACTION and not (strong and (is_digital(plain) or (led and len(normal(plain)) >= 7))):
        return None
    begin = sentence.text.find(plain.split(" ")[0], start, end) if counted else start
    confidence = 0.7 if strong and is_digital(plain) and verb not in _WEAK_ACTION else 0.55
    return _phrase(name, sentence, max(begin, start), end, "initiative.object", confidence)


_MONEY_INSIDE = re.compile(r"\d\s?(?:조|억|만|천만|백만)?\s?원")
_PLAN = re.compile(r"(?:계획|로드맵|전략|대책|조례|방안|안건|청사진)(?:\([^)]{1,20}\))?$")
# What a policy hopes to widen or strengthen, not a thing that is built.
_GOAL = re.compile(r"(?:디지털|스마트|정보|데이터)\s?(?:복지|포용|격차|경쟁력|역량|접근성|주권|생태계|경제|문화)$")
_GOAL_VERBS = frozenset(["확대", "강화", "육성", "개선", "확산", "연계", "실현", "구현"])


def _left_edge(morphemes: list[Any], last: int) -> int:
    """Leftmost morpheme of the noun phrase that ends at `last`."""
    first = last
    for index in range(last - 1, max(-1, last - 26), -1):
        token, following = morphemes[index], morphemes[index + 1]
        if following.start - (token.start + token.len) > 1:
            break
        if token.form in ("등", "및"):
            break
        if token.tag in _NAME_TAGS or (token.tag == "XSN") or (token.tag in ("VV", "VA") and following.tag in ("ETN",)):
            first = index
        elif (
            token.tag == "ETN"
            or token.tag == "JKG"
            or (token.tag in ("SP", "SO", "SSO", "SSC", "SW", "SY") and token.form in "·/&-()~‧+")
            or (token.tag == "JC" and index and morphemes[index - 1].tag == "SL")
        ):
            continue
        else:
            break
    return first


_REPLACING = frozenset(["교체", "전환", "대체", "바꾸", "바뀌", "갈", "옮기"])
_DIGITAL_WAY = re.compile(
    r"^(디지털|무선|온라인|전자|자동|원격|스마트|비대면|모바일|전산|클라우드|지능형|인공지능)\s?(?:방식|식|화|형|시스템)?$"
)


_NEW_ONE = re.compile(r"새것|새 것|신형|최신형|최신 장비|새 장비|신제품|고화질|고성능|고화소|최신 기종|새 제품")


def _with_joined(morphemes: list[Any], last: int) -> int:
    """Leftmost morpheme of 'A와 B' that ends at `last`."""
    edge = _left_edge(morphemes, last)
    while edge > 1 and morphemes[edge - 1].tag == "JC":
        edge = _left_edge(morphemes, edge - 2)
    return edge


_MANNER = re.compile(r"(?:중심|기반|위주|형태|수준|상태|체제|방향|단계)$")


def _replaced(sentence: Sentence, morphemes: list[Any], known: list[Phrase]) -> list[Phrase]:
    """'보안등을 스마트 가로등으로 교체한다', '마을방송을 디지털로 바꾼다': what the old thing becomes."""
    found: list[Phrase] = []
    for index, token in enumerate(morphemes):
        if token.form not in _REPLACING or index < 2 or morphemes[index - 1].tag != "JKB":
            continue
        if morphemes[index - 1].form not in ("로", "으로") or token.tag not in ("NNG", "VV"):
            continue
        first = _left_edge(morphemes, index - 2)
        start, end = morphemes[first].start, morphemes[index - 2].start + morphemes[index - 2].len
        new = sentence.text[start:end]
        verb = "전환" if token.form in ("전환", "옮기") else "교체"
        if _NEW_ONE.fullmatch(squeeze(new)):
            old = next((i for i in range(first - 1, max(0, first - 40), -1) if _is_replaced(morphemes, i)), None)
            if old is None:
                continue
            start, end = morphemes[_with_joined(morphemes, old)].start, morphemes[old].start + morphemes[old].len
            name = f"{_strip_counts(sentence.text[start:end])} 교체"
            if not is_digital(name):
                continue
        elif way := _DIGITAL_WAY.match(squeeze(new)):
            old = next((i for i in range(first - 1, max(0, first - 40), -1) if _is_replaced(morphemes, i)), None)
            if old is None:
                continue
            left = morphemes[_left_edge(morphemes, old)].start
            name = _strip_counts(sentence.text[left : morphemes[old].start + morphemes[old].len])
            if len(normal(name)) < 3:
                continue
            start, end = left, morphemes[old].start + morphemes[old].len
            name = (
                f"{name} {way.group(1)} {'전환' if way.group(1) in ('디지털', '온라인', '전자', '클라우드') else verb}"
            )
        elif (
            is_digital(new)
            and (_STRONG_HEAD.search(new.rstrip()) or (" " in new.strip() and not _MANNER.search(new.strip())))
            and not _GENERIC.match(squeeze(new))
        ):
            name = f"{_strip_counts(new)} {verb}"
        else:
            continue
        phrase = _phrase(name, sentence, start, end, "initiative.replaced", 0.65)
        if not any(p.start < phrase.end and phrase.start < p.end for p in (*known, *found)):
            found.append(phrase)
    return found


def _is_replaced(morphemes: list[Any], index: int) -> bool:
    """A noun marked as object or topic that is no number of things."""
    mark = morphemes[index + 1]
    marked = mark.tag == "JKO" or (mark.tag == "JX" and mark.form in ("은", "는"))
    acts = mark.tag == "JX" and (_is_agent(morphemes, index) or morphemes[index].form.endswith("소"))
    counted = index > 0 and morphemes[index - 1].tag == "SN"
    return marked and not acts and not counted and morphemes[index].tag in ("NNG", "NNP", "SL", "XSN")


def _named(sentence: Sentence, morphemes: list[Any], known: list[Phrase]) -> list[Phrase]:
    """Long names that end in 사업, 시스템, 플랫폼 and their like, wherever they stand in the sentence."""
    found: list[Phrase] = []
    for index, token in enumerate(morphemes):
        if token.tag not in ("NNG", "NNP") or not _DOCUMENT_KIND.search(token.form):
            continue
        following = morphemes[index + 1] if index + 1 < len(morphemes) else None
        if (
            following is not None
            and following.tag == "VCP"
            and re.match(r"인\s?[‘'“\"「]", sentence.text[following.start : following.start + 4])
        ):
            continue
        if (
            following is not None
            and following.tag in ("NNG", "NNP", "SL")
            and following.start - token.start - token.len <= 1
            and following.form not in ("최종", "보고회", "대상", "공모", "착수", "추진", "일환", "선정")
        ):
            continue
        first = _left_edge(morphemes, index)
        start, end = morphemes[first].start, token.start + token.len
        name = _strip_counts(sentence.text[start:end])
        if len(normal(name)) < 7 or not is_digital(name) or _GENERIC.match(name) or len(name) > 45:
            continue
        begin = sentence.text.find(name.split(" ")[0], start, end)
        phrase = _phrase(name, sentence, max(begin, start), end, "initiative.named", 0.6)
        if not any(p.start < phrase.end and phrase.start < p.end for p in (*known, *found)):
            found.append(phrase)
    return found


_ACTIVE_HEAD = re.compile(r"(?:서비스|교육|카메라|로봇|쉼터|스캐너|챗봇|셔틀|키오스크|스피커|드론|비서|시스템)$")
_ACTIVE_CUE = re.compile(
    r"(?<![A-Za-z])(?:AI|AIoT|IoT|ICT|VR|AR|XR)(?![A-Za-z])|인공지능|자율주행|생성형|로봇|스마트|사물인터넷|드론|지능형|빅데이터|영상|원격|양방향"
)
_ACTIVE_VERB = re.compile(
    r"(?:하|받|돌|거두|잡|살피|지키|찾|돕|알리|훑|나르|안내|순찰|감지|점검|운영|제공|이용|누리|맡|움직이|뿌리|읽|가리|배우|불어나|늘어나|늘)"
)


def _counted_bracket(text: str, start: int) -> int:
    """Where a bracket with a number of things ends ('서비스(3종)로'), or 0."""
    match = re.compile(r"\(\s?\d[\d,]*\s?[가-힣]{1,3}\s?\)").match(text, start)
    return match.end() if match else 0


_BUILT = re.compile(r"(?:도입|구축|설치|운영|개발|보급|마련|배치)(?:한|하는|된|되는)\s$")


def _active(sentence: Sentence, morphemes: list[Any], known: list[Phrase]) -> list[Phrase]:
    """A service, lesson, camera or robot with a technology in its name, as object or subject of an ordinary verb."""
    found: list[Phrase] = []
    for index, token in enumerate(morphemes[:-2]):
        if token.tag not in ("NNG", "NNP") or not _ACTIVE_HEAD.search(token.form):
            continue
        mark = morphemes[index + 1]
        if mark.tag == "SSO" and (closed := _counted_bracket(sentence.text, mark.start)):
            mark = next((m for m in morphemes[index + 2 : index + 8] if m.start >= closed), mark)
        means = mark.tag == "JKB" and mark.form in ("로", "으로") and token.form in ("서비스", "로봇", "챗봇", "시스템")
        through = mark.tag == "JKO" and bool(re.match(r"(?:을|를)\s통(?:해|하여)\s", sentence.text[mark.start :]))
        if not (means or mark.tag == "JKO" or (mark.tag in ("JKS", "JX") and mark.form in ("이", "가", "은", "는"))):
            continue
        first = _left_edge(morphemes, index)
        start, end = morphemes[first].start, token.start + token.len
        name = _strip_counts(sentence.text[start:end])
        if (
            len(normal(name)) < 6
            or len(name) > 40
            or not _ACTIVE_CUE.search(name)
            or _GENERIC.match(name)
            or _NOT_NAME.search(name)
        ):
            continue
        verb = next((m for m in morphemes[index + 2 : index + 14] if m.tag.startswith("VV") or m.tag == "XSV"), None)
        by_name = through and token.form == "서비스" and len(name.split()) >= 2
        by_name = by_name or bool(_BUILT.search(sentence.text, max(0, start - 12), start))
        if verb is None or not (means or by_name or _ACTIVE_VERB.match(verb.form) or verb.tag == "XSV"):
            continue
        phrase = _phrase(name, sentence, start, end, "initiative.active", 0.55)
        if not any(p.start < phrase.end and phrase.start < p.end for p in (*known, *found)):
            found.append(phrase)
    return found


# Nouns that name nothing without the clause before them ('QR코드로 불법 광고물을 신고하는 | 창구').
_CLAUSE_HEAD = re.compile(
    r"(?:창구|체계|장치|지도|교실|강좌|앱|로봇|챗봇|포털|드론|서비스|시스템|프로그램|플랫폼|안내판|전광판|알림판)"
)
_BY_ITSELF = re.compile(r"스스로|자동으로|원격으로|실시간|한눈에|비대면으로|온라인으로")


def _nouns_of(morphemes: list[Any], start: int, last: int) -> str:
    """The nouns of a describing clause and its head, without particles, endings and counts."""
    words: list[str] = []
    end = -1
    for token in (m for m in morphemes[: last + 1] if m.start >= start):
        if token.tag in ("NNG", "NNP", "SL", "XSN", "XR", "XPN"):
            if token.start == end and words:
                words[-1] += token.form
            else:
                words.append(token.form)
            end = token.start + token.len
    return " ".join(word for word in words if word not in ("곳", "대", "개소", "한눈"))


def _clause_before(text: str, morphemes: list[Any], first: int) -> int | None:
    """Where the digital clause that describes a bare noun begins: at its object or means."""
    if first < 3 or morphemes[first - 1].tag != "ETM":
        return None
    start = None
    for index in range(first - 2, max(0, first - 18), -1):
        token = morphemes[index]
        if token.tag == "EC" and morphemes[index + 1].tag == "VX":
            continue
        if token.tag in ("EC", "EF", "ETM", "SF", "SP", "JKS") or (token.tag == "JX" and token.form in ("은", "는")):
            break
        if token.tag == "JKB" and token.form in ("에", "에서", "에게") and morphemes[index - 1].form != "한눈":
            break
        if token.tag == "JKO" or (token.tag == "JKB" and token.form in ("로", "으로")):
            if morphemes[index - 1].form in ("상대", "대상", "중심", "목적"):
                break
            edge = _left_edge(morphemes, index - 1)
            while edge > 1 and (morphemes[edge - 1].tag == "JC" or morphemes[edge - 1].form in ("와", "과")):
                edge = _left_edge(morphemes, edge - 2)
            start = morphemes[edge].start
    if start is None:
        return None
    clause = text[start : morphemes[first].start]
    return start if len(clause) <= 45 and (is_digital(clause) or _BY_ITSELF.search(clause)) else None


_MODIFIER = re.compile(
    r"([가-힣A-Za-z0-9·()]{1,14}(?:\s[가-힣A-Za-z0-9·()]{1,12}){0,2}(?:을|를|으로|로|에|이|가)?\s?(?:위한|활용한|활용해|기반의|기반으로 한|연계한|접목한|이용한|통한|결합한|돕는|지원하는|융합한|적용한|향상시키는|예방하는|지키는|찾는|하는)\s|[가-힣]{1,8}(?:에\s[가-힣]{1,8})?(?:을|를)\s[가-힣]{1,8}(?:는|한|할|던)\s)$"
)


def _modifier(text: str, start: int) -> int | None:
    """Where the modifying clause before a bare noun begins ('임신 성공률 향상을 위한 | 플랫폼')."""
    match = _MODIFIER.search(text, max(0, start - 45), start)
    if (
        match is None
        or re.search(r"(?:은|는|도)\s", match.group(1)[:-6])
        or re.match(r"[가-힣]{1,4}(?:은|는)\s", match.group(1))
    ):
        return None
    return match.start(1)
