"""Candidate names in a sentence: quoted names, list items, names with an amount, and objects of verbs of building."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from warehouse.documents.analyser import tokens
from warehouse.documents.sentences import Sentence, split_items
from warehouse.documents.technologies import is_digital
from warehouse.documents.witness import squeeze

# Nouns that end the name of something built, run or taught.
_THING = (
    r"(?:시스템|플랫폼|서비스|사업|센터|앱|어플|프로젝트|프로그램|솔루션|챗봇|로봇|CCTV|교차로|횡단보도|쉼터|정류장|정류소|경로당|도서관|주차장|스마트폴|가로등|신호등|신호기|전광판|키오스크|홈페이지|누리집|포털|지도|망|"
    r"데이터|빅데이터|협의체|추진단|교육|과정|강좌|아카데미|상황실|관제센터|체계|모델|단지|시티|도시|마을|타운|빌리지|팜|공장|양식장|클러스터|거점|랩|실증|연구소|체험관|체험존|버스|택시|드론|자율주행차|셔틀|"
    r"기기|단말기|장비|센서|스피커|인프라|콘텐츠|트윈|메타버스|네트워크|와이파이|계획|로드맵|용역|시범사업|공모사업|챌린지|리빙랩|헬스케어|돌봄|관리|안전관리|분석|예측|관제|모니터링|고도화|구축|조성|도입|운영|확충|확대|"
    r"설치|보급|개발|전환|개선|교체|정비|지원|육성|제공|활용|연계|통합|시각화|개방|정책|대장|알림|안내|조직도|비서|도우미|민원실|창구|콜|케어|폴|존|게이트|허브|스토어|뱅크|페이|카드|화폐|지갑|신분증|증명|인증)"
)
_THING_END = re.compile(rf"{_THING}(?:\([^)]{{1,20}}\))?$")
_QUOTE = re.compile(r"‘([^‘’'\"“”]{3,60})[’']|'([^'‘’\"“”]{3,60})'|“([^“”\"]{3,50})”|\"([^\"“”]{3,50})\"|「([^「」]{3,60})」|『([^『』]{3,60})』|<([^<>]{4,50})>")
_SPEECH = re.compile(r"(?:다|요|까|죠|네|라|자|며|고|습니다|겠다|것)[.,!?]?$|[.!?]$")
_AFTER_QUOTE_NO = re.compile(
    r"^\s?(?:에 따르면|라고|라는|이라고|이라는|며|면서|고\s|을 주제|를 주제|을 비전|를 비전|을 슬로건|를 슬로건|을 목표|를 목표|을 내걸|를 내걸|을 기치|란 |이란 |로 불|으로 불|분야|에서는?\s?(?:확인|볼)|상을|대상을|부문|분과)"
)
_AFTER_QUOTE_ACTION = re.compile(
    r"^\s?(?:\([^)]{1,20}\))?\s?(?:등\s?)?(?:(?:을|를|의|이|가|은|는|에|도|으로|로|와|과)\s?)?(?:[가-힣0-9]{0,8}\s){0,3}?(?:구축|도입|설치|운영|추진|제공|개발|시행|확대|조성|고도화|개통|실시|선정|공모|사업|서비스|시스템|플랫폼|프로그램|프로젝트|출시|만들|선보|갖추|세우|열|시작|가동|구성|출범|체결|발굴|지원|참여|대상|협약|시범|보급|개선|확충|뽑|따내|넓|펼)"
)
_ACTION_NOUN = frozenset(
    "구축 도입 설치 운영 추진 제공 개발 시행 확대 조성 고도화 개통 실시 보급 교체 전환 신설 출시 가동 실증 착수 확충 개소 구현 개편 정비 배치 출범 구성 활용 통합 연계 개방 강화 마련 개선 지원 적용 발굴 창출 육성 수립 완료 시작 완성 진행 개최 시범운영".split()
)
_WEAK_ACTION = frozenset("강화 마련 개선 지원 적용 활용 발굴 창출 육성 수립 완료 시작 진행 개최 추진 통합 연계".split())
_BUILD_VERBS = frozenset("만들 선보이 세우 놓 깔 달 넓히 바꾸 갖추 벌이 짓 내놓 펼치 들여오 열 늘리 꾸리 띄우 들이 심 쓰 잇 키우 붙이 얹 꾸미 여 마치 끝내 맡기".split())
_NAME_TAGS = frozenset({"NNG", "NNP", "NNB", "SL", "SN", "SH", "XPN", "XSN", "XR", "NR", "MM", "W_SERIAL"})
_GENERIC = re.compile(
    r"^(?:이|그|해당|다양한|각종|관련|맞춤형|새로운|기존|신규|추가|주요|세부|핵심|이번|올해|내년|전국|지역|우리|모든|여러|전|본)?\s?"
    r"(?:사업|서비스|시스템|플랫폼|프로그램|프로젝트|교육|센터|계획|체계|모델|솔루션|인프라|기반|정책|과제|데이터|기술|장비|기기|단지|도시|환경|공간|예산|분야|사례|콘텐츠|앱|운영|구축|관리|지원|첨단|협약|협의체|용역|기능|정보|디지털|스마트|온라인|인공지능|빅데이터|AI|ICT|IT|"
    r"디지털 전환|디지털 기술|첨단 기술|스마트 기술|정보통신기술|신기술|데이터 기반|4차 산업혁명|디지털 대전환|디지털 혁신|행정 서비스|행정서비스|공모 ?사업|시범 ?사업|실증 ?사업|사업 추진|본 사업|시범 ?운영|실시간|시범 ?서비스|통합 ?운영|스마트 ?도시|스마트 ?시티|분석|예측|보안|모바일|홈페이지|영상|단말기|디지털 역량|데이터 분석|통합 ?관리|활용|모니터링|실시간 모니터링|관제|전산|정보화|영상 ?정보|행정|시장|산업|기업|일자리|시민|스마트 기기|스마트폰|이용|설치|시설|효과|미래|혁신|과학행정|통신)$"
)
_TECH_ONLY = re.compile(
    r"^(?:빅데이터|인공지능(?:\(AI\))?|AI|CCTV|와이파이|사물인터넷(?:\(IoT\))?|IoT|클라우드|블록체인|메타버스|AR|VR|AR·VR|VR·AR|GIS|비대면|모바일|드론|로봇|5G|디지털트윈|데이터|정보보안|보안|헬스케어|자율주행|스마트팜|스마트시티)$"
)
_BREAKDOWN = re.compile(r"(?:기관|유형|분야|연도|시기|부문|지역|권역|재원|단계|분기|시군|구|항목|용도|기능|대상|월|사업)별(?:로|로는|로 보면|\s?규모|\s?예산|는|은)?|발주 시기|재원은|사업비는|예산은|시기는")
_LIST_LEAD = re.compile(r"(?:사업|서비스|과제|시스템|솔루션|프로그램|대표|내용|프로젝트|플랫폼|기능|추진|분야|방안|전략|계획|구축|운영|밖에|외에도|등)")


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


def phrases_of(sentence: Sentence) -> list[Phrase]:
    """All candidate names of a sentence."""
    found = _bullets(sentence)
    in_list = bool(found) or len(split_items(sentence.text)) >= 2
    if not in_list:
        found.extend(_quoted(sentence))
        found.extend(_with_amount(sentence))
        found.extend(_objects(sentence, found))
    else:
        lead = _lead_of_list(sentence)
        if lead is not None:
            found.extend(_quoted(lead))
    return found


def _lead_of_list(sentence: Sentence) -> Sentence | None:
    items = split_items(sentence.text)
    lead = sentence.text[: items[0].start - 1] if items else ""
    return Sentence(sentence.line, sentence.start, sentence.start + len(lead), lead, sentence.index) if len(lead) > 8 else None


# --- quoted names ----------------------------------------------------------------------------------------------


def _quoted(sentence: Sentence) -> list[Phrase]:
    found = []
    for match in _QUOTE.finditer(sentence.text):
        group = next(i for i in range(1, 8) if match.group(i) is not None)
        inner, after = match.group(group), sentence.text[match.end() : match.end() + 40]
        if not _names_something(inner, after):
            continue
        name, end = inner.strip(), match.end(group)
        tail = re.match(r"^[’'”\"」』>]\s?(구축|도입|운영|확대|설치|조성|개발|발굴|사업|서비스|시스템|플랫폼|프로그램|프로젝트|공모사업|시범사업|교육|센터|앱|협의체)(?:\s?(사업|서비스|용역|시범사업|공모))?", sentence.text[end : end + 20])
        if tail and not name.endswith(tail.group(1)):
            name = f"{name} {tail.group(1)}"
        found.append(_phrase(name, sentence, match.start(group), end, "initiative.quoted", 0.85 if _THING_END.search(inner) else 0.7))
    return found


def _names_something(inner: str, after: str) -> bool:
    text = squeeze(inner)
    if len(text) < 3 or _SPEECH.search(text) or _AFTER_QUOTE_NO.match(after) or _GENERIC.match(text) or _TECH_ONLY.match(text):
        return False
    thing = bool(_THING_END.search(text))
    action = bool(_AFTER_QUOTE_ACTION.match(after))
    if re.search(r"(?:방안|논의|토론회|세미나|포럼|간담회|설명회|보고회|박람회|축제|대회|공모전|시상식|조례|법률|법|기본계획)$", text):
        return False
    return is_digital(text) and (thing or action) or (thing and action and is_digital(text + after))


def _phrase(name: str, sentence: Sentence, start: int, end: int, rule: str, confidence: float, owner: str | None = None) -> Phrase:
    return Phrase(squeeze(name).strip(" ,·-‘’'\""), sentence.line, sentence.start + start, sentence.start + end, rule, confidence, owner)


# --- list items ------------------------------------------------------------------------------------------------

_ITEM_AMOUNT = re.compile(r"\s?[(\[]?\s?(?:총|약|국비|도비|시비)?\s?\d[\d,.]*\s?(?:조|억|만|천만|백만)[^)\]]{0,40}[)\]]?.*$|\s?\d[\d,]*\s?(?:개|건|곳)\s?\(.*$")
_ITEM_END = re.compile(r"(?:\s?등(?:이다|의|을|이|에|으로|도|과|\s|$).*|(?:이다|다)[.\s].*|(?:을|를|이|은|는|의|에|으로|로|와|과)\s?(?:추진|지원|구축|통해|비롯|포함|진행|시행|도입|제공|선보|운영|내놓).*|[,.;]\s*$)")
_ITEM_OWNER = re.compile(r"^([가-힣·]{2,14}(?:실|국|과|본부|센터|담당관|정책관|기획관|사업소|연구원|교육원|도서관|청|단|원|관|소|시|군|구))\s?[‘'\"“「:(-]")


def _bullets(sentence: Sentence) -> list[Phrase]:
    items = split_items(sentence.text)
    if len(items) < 2 and not (items and sentence.text.lstrip()[:1] in "▲△▷▶■□○●◆◇"):
        return []
    lead = sentence.text[: items[0].start]
    breakdown = bool(_BREAKDOWN.search(lead[-40:]))
    found = []
    for item in items:
        phrase = _item_phrase(item.text, item.start, sentence, breakdown)
        if phrase:
            found.append(phrase)
    if len(items) >= 3 and found and all(_TECH_ONLY.match(squeeze(i.text).rstrip("이다. ")) for i in items[:-1]):
        return []
    return found


def _item_phrase(text: str, start: int, sentence: Sentence, breakdown: bool) -> Phrase | None:
    owner = None
    offset = 0
    match = _ITEM_OWNER.match(text)
    if match:
        owner, offset = match.group(1), match.end() - 1
    body = text[offset:]
    quoted = re.match(r"[‘'\"“「]([^’'\"”」]{3,60})[’'\"”」]\s?(확대|구축|운영|도입|사업|개발|추진)?", body)
    if quoted:
        name = quoted.group(1) + (f" {quoted.group(2)}" if quoted.group(2) else "")
        begin, length = offset + quoted.start(1), len(quoted.group(1))
    else:
        name = _ITEM_END.sub("", _ITEM_AMOUNT.sub("", body))
        name = re.sub(r"\((?:[^()]{0,30})?$", "", name).rstrip(" ,.;:-(")
        begin, length = offset + len(body) - len(body.lstrip()), len(name.strip())
    plain = squeeze(name).strip("‘’'\"“” ")
    if len(normal(plain)) < 4 or len(plain) > 60 or _TECH_ONLY.match(plain) or _GENERIC.match(plain) or re.search(r"(?:했|한|됐|된)다$", plain):
        return None
    if not is_digital(plain) or breakdown or re.fullmatch(r"[가-힣 ]{2,12}(?:시|군|구|도)", plain):
        return None
    return _phrase(plain, sentence, start + begin, start + begin + max(length, 1), "initiative.bullet", 0.85, owner)


# --- names with an amount --------------------------------------------------------------------------------------

_NAME_AMOUNT = re.compile(r"([가-힣A-Za-z0-9·‧/&\-() ]{4,50}?)\s?\(\s?(?:총|약|국비)?\s?\d[\d,.]*\s?(?:조|억|천만|백만|만)?\s?[\d천백만 ]{0,8}\s?원?\s?\)")


def _with_amount(sentence: Sentence) -> list[Phrase]:
    """'클라우드 전환(34.9억 원)': the phrase before the bracket."""
    found = []
    for match in _NAME_AMOUNT.finditer(sentence.text):
        text = match.group(1)
        cut = max((m.end() for m in re.finditer(r"(?:,|와|과|및|은|는|에|로|으로|위해|등|·\s)\s", text)), default=0)
        name = text[cut:].strip()
        if len(normal(name)) < 4 or not is_digital(name) or _GENERIC.match(name):
            continue
        start = match.start(1) + cut + len(text[cut:]) - len(text[cut:].lstrip())
        found.append(_phrase(name, sentence, start, match.end(1), "initiative.amount", 0.8))
    return found


# --- objects of verbs of building ------------------------------------------------------------------------------


def _objects(sentence: Sentence, known: list[Phrase]) -> list[Phrase]:
    text = sentence.text
    if not is_digital(text):
        return []
    morphemes = tokens(text)
    found: list[Phrase] = []
    for index, token in enumerate(morphemes):
        for last in _object_ends(morphemes, index):
            phrase = _noun_phrase(sentence, morphemes, last, token)
            if phrase and not any(p.start < phrase.end and phrase.start < p.end for p in (*known_in(known), *found)):
                found.append(phrase)
    return found


def known_in(known: list[Phrase]) -> list[Phrase]:
    """Phrases that an object must not overlap."""
    return known


def _object_ends(morphemes: list[Any], index: int) -> list[int]:
    """Indices of the last noun of what the action at `index` acts on."""
    token = morphemes[index]
    if token.tag == "NNG" and token.form in _ACTION_NOUN:
        before = morphemes[index - 1] if index else None
        if before is None:
            return []
        if before.tag in ("JKO", "JX") and index >= 2:
            return [index - 2] if before.tag == "JKO" or token.form not in _WEAK_ACTION else []
        if before.tag in ("NNG", "NNP", "SL") and token.form not in _WEAK_ACTION:
            return [index - 1]
        if before.tag in ("MAG", "NNG", "NNB", "JKB", "XSN", "NNP"):
            return _object_before(morphemes, index)
        return []
    if token.tag.startswith("VV") and token.form in _BUILD_VERBS:
        return _object_before(morphemes, index)
    return []


def _object_before(morphemes: list[Any], index: int) -> list[int]:
    """The object marked by 을/를 a few words before the action ('시스템을 올 하반기 시범 운영')."""
    for back in range(index - 1, max(0, index - 9), -1):
        tag = morphemes[back].tag
        if tag == "JKO":
            return [back - 1] if back else []
        if tag in ("EC", "EF", "ETM", "SF") or (tag == "SP" and morphemes[back].form == ","):
            return []
    return []


def _noun_phrase(sentence: Sentence, morphemes: list[Any], last: int, action: Any) -> Phrase | None:
    if morphemes[last].tag not in _NAME_TAGS and morphemes[last].form not in (")", "’", "'"):
        return None
    first = _left_edge(morphemes, last)
    start, end = morphemes[first].start, morphemes[last].start + morphemes[last].len
    name = squeeze(sentence.text[start:end]).strip("‘’'\"“” ,")
    longer = _modifier(sentence.text, start)
    if _GENERIC.match(name) or len(normal(name)) < 4:
        if longer is None:
            return None
        start, name = longer, squeeze(sentence.text[longer:end])
    if not is_digital(name) or _TECH_ONLY.match(name) or len(name) > 60:
        return None
    strong = bool(_THING_END.search(name))
    attached = action.start <= end + 1
    if attached and action.tag == "NNG":
        name, end = f"{name} {action.form}", action.start + action.len
    weak = action.form in _WEAK_ACTION
    if weak and not strong:
        return None
    return _phrase(name, sentence, start, end, "initiative.object", 0.65 if strong and not weak else 0.5)


def _left_edge(morphemes: list[Any], last: int) -> int:
    """Leftmost morpheme of the noun phrase that ends at `last`."""
    first = last
    for index in range(last - 1, max(-1, last - 26), -1):
        token, following = morphemes[index], morphemes[index + 1]
        gap = following.start - (token.start + token.len)
        if gap > 1:
            break
        if token.tag in _NAME_TAGS:
            first = index
        elif token.tag == "JKG" or (token.tag in ("SP", "SO", "SSO", "SSC", "SW", "SY") and token.form in "·/&-()~‧+'"):
            continue
        elif token.tag == "XSV" or token.tag == "ETM" or token.tag == "JC":
            break
        else:
            break
    return first


_MODIFIER = re.compile(r"([가-힣A-Za-z0-9·()]{1,14}(?:\s[가-힣A-Za-z0-9·()]{1,12}){0,2}(?:을|를|으로|로|에|이|가)?\s?(?:위한|활용한|활용해|기반의|기반으로 한|연계한|접목한|이용한|통한|결합한|돕는|지원하는|융합한|적용한|향상시키는|예방하는|지키는|찾는|하는)\s)$")


def _modifier(text: str, start: int) -> int | None:
    """Where the modifying clause before a bare noun begins ('임신 성공률 향상을 위한 | 플랫폼')."""
    match = _MODIFIER.search(text, max(0, start - 45), start)
    return match.start(1) if match else None
