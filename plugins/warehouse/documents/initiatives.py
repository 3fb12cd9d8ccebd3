"""Programmes, systems, services, installations and education schemes with a digital element, by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from warehouse.documents import phrases
from warehouse.documents.body import Body
from warehouse.documents.gazetteer import Region
from warehouse.documents.mentions import Mention
from warehouse.documents.model import Initiative
from warehouse.documents.phrases import Phrase
from warehouse.documents.places import PlaceReading
from warehouse.documents.roles import PAST_SYLLABLES
from warehouse.documents.sentences import Sentence
from warehouse.documents.tables import Text
from warehouse.documents.technologies import is_digital, technologies_of
from warehouse.documents.witness import SourceText

_TARGET = re.compile(
    r"([가-힣·, ]{0,14}(?:어르신|노인|고령자|독거노인|장애인|취약계층|아동|어린이|청소년|학생|임산부|여성|청년|농업인|농가|소상공인|1인\s?가구|다문화|시민|도민|군민|구민|주민|관광객|중소기업|제조기업|기업))(?:을|를|에게|들에게|들을)?\s?(?:대상|위한|위해|에게|들에게|의)"
)
_PARTNER = re.compile(r"([가-힣A-Za-z0-9()·, ]{2,30}?)(?:와|과)\s(?:업무협약|협약|함께|공동|손잡|협력|협업|손을)")
_TIMING = re.compile(
    r"((?:20\d\d년|올해|내년|오는|지난)?\s?(?:\d{1,2}월(?:\s?말|\s?초)?|상반기|하반기|연말|연내|올해|내년|20\d\d년)(?:까지|부터|에|쯤|경|\s?중)?)"
)
_AGREED = re.compile(r"업무협약|협약을|협약 체결|MOU|손잡")
_SELECTED = re.compile(r"선정|뽑|이름을 올|공모에|대상지|확정|따내|따냈|사업지로|골랐|골라")
_DONE = re.compile(
    r"(?:준공|완공|완료|구축|개통|설치)(?:을|를)?\s?(?:했다|했고|됐다|됐고|마쳤|끝냈|끝났)|공사(?:는|가|를)?[^.,]{0,14}(?:끝났|마쳤|끝냈)"
)
_RUNNING = re.compile(
    r"고 있|(?<!준비)\s중(?:이|인|에)|(?:사업|구축|조성|설치|공사|개발)에 (?:들어간|들어갔|착수했|나섰)|(?:공사|사업|구축|개발)(?:을|를)? (?:시작했|착수했)|추진해\s?(?:왔|오)|운영해\s?(?:왔|오)|이어 간다|이어간다|지난달부터|이미\s"
)
_AHEAD = re.compile(
    r"예정|계획|방침|나선|나설|키로|기로\s(?:했|하)|할 것|참이다|생각이다|겠다|려 한다|까지\s|내년|하반기|연말|오는\s|앞으로"
)
# Verbs of saying are past in every article and say nothing about the thing.
_SAYING = re.compile(r"(?:밝혔|말했|전했|설명했|발표했|덧붙였|알렸|강조했|내놓았|했다고)")
_PAST_VERB = re.compile("[" + PAST_SYLLABLES + "](?:다|고|으며|으나|지만|는데|던)")
_PRESENT_VERB = re.compile(r"[가-힣]다(?:고\s|\.|$)|[가-힣](?:하고|하며|하는|해|한)\s")


@dataclass(slots=True)
class Found:
    """A phrase that names an initiative, with the governments that own it; `lead` introduces the list it stands in."""

    phrase: Phrase
    sentence: Sentence
    regions: tuple[Region, ...]
    owner: str | None
    inherited: bool = False
    lead: Sentence | None = None


def initiative_facts(
    source: SourceText,
    body: Body,
    sentences: list[Sentence],
    places: PlaceReading,
    published: date | None,
    tables: Sequence[Sequence[tuple[int, Text]]] = (),
) -> tuple[Initiative, ...]:
    """All initiatives of the body, one per owner and thing; `tables` are the cells that name projects."""
    found: list[Found] = []
    head = {body.title_line, *body.subtitle_lines}
    usable = [s for s in sentences if s.line not in head and len(s.text) <= 3000]
    listed: dict[int, list[Phrase]] = {}
    for cells in tables:
        for line, phrase in phrases.phrases_of_cells(cells):
            listed.setdefault(line, []).extend([phrase] if phrase else [])
    speech = {line: phrases.speech_of(source.folded[line - 1]) for line in {s.line for s in usable}}
    siblings = _among_digital(usable)
    lead: Sentence | None = None
    for index, sentence in enumerate(usable):
        previous = usable[index - 1] if index else None
        if sentence.line in listed:
            own = listed.pop(sentence.line)
        else:
            own = phrases.phrases_of(sentence, sibling=sentence.index in siblings)
        for phrase in (one for one in own if not _is_said(one, speech[sentence.line])):
            found.extend(replace(one, lead=lead) for one in _owned(phrase, sentence, previous, places))
        if re.search(r"다\.?[\"”'’)]?\s*$", sentence.text):
            lead = sentence
    return tuple(_fact(source, one, published) for one in _distinct(found))


def _is_said(phrase: Phrase, speech: list[tuple[int, int]]) -> bool:
    """The phrase stands in what somebody says, over one sentence or several."""
    return any(start < phrase.start and phrase.end < end for start, end in speech)


def _among_digital(sentences: list[Sentence]) -> set[int]:
    """Items on lines of their own, in a list half of which is digital."""
    found: set[int] = set()
    for mark, group in groupby(sentences, key=phrases.is_item_line):
        items = list(group)
        if mark and len(items) >= 3 and sum(is_digital(item.text) for item in items) * 2 >= len(items):
            found.update(item.index for item in items)
    return found


def _owned(phrase: Phrase, sentence: Sentence, previous: Sentence | None, places: PlaceReading) -> Iterable[Found]:
    """The phrase for each government that it belongs to."""
    regions, per_owner = _regions(phrase, sentence, places)
    if regions is places.primary and previous is not None and _CONTINUES.match(sentence.text):
        regions, per_owner = _topic_of(previous, places) or regions, False
    inherited = regions is places.primary
    owner = phrase.owner or _bureau(sentence, phrase) or (_ministry(sentence, places) if inherited else None)
    if per_owner and len(regions) > 1:
        for region in regions:
            yield Found(phrase, sentence, (region,), owner or region.name)
    else:
        yield Found(phrase, sentence, regions, owner or (regions[0].name if regions else None), inherited)


_CONTINUES = re.compile(r"^\s*(?:여기|이곳|이를|이 사업|이와|또한?\s|아울러|이어|특히|이후)")


def _topic_of(sentence: Sentence, places: PlaceReading) -> tuple[Region, ...]:
    """The government that the sentence before speaks of."""
    topics = [
        m.resolved
        for m in places.resolved_on(sentence.line)
        if sentence.start <= m.start < sentence.end and m.topic and m.resolved
    ]
    return (topics[-1],) if topics else ()


def _regions(phrase: Phrase, sentence: Sentence, places: PlaceReading) -> tuple[tuple[Region, ...], bool]:
    """The governments of a phrase: named beside it, else the clause's subject, else those the article is about."""
    mentions = [m for m in places.resolved_on(sentence.line) if sentence.start <= m.start < sentence.end and m.resolved]
    beside = [
        m
        for m in mentions
        if phrase.end <= m.start <= phrase.end + 14
        and "(" in sentence.text[phrase.end - sentence.start : m.start - sentence.start]
        and ")" not in sentence.text[phrase.end - sentence.start : m.start - sentence.start]
    ]
    if beside:
        return _unique([m.resolved for m in beside if m.resolved]), False
    adjoining = [m for m in mentions if m.end <= phrase.start <= m.end + 2 and _names_owner(m, sentence, phrase)]
    if adjoining and adjoining[-1].resolved:
        return (adjoining[-1].resolved,), False
    inside = [m for m in mentions if phrase.start <= m.start < phrase.end]
    if (
        inside
        and inside[0].start == phrase.start
        and inside[0].resolved
        and _TOPIC_AFTER.match(sentence.text, phrase.end - sentence.start)
    ):
        return (inside[0].resolved,), False
    before = [m for m in mentions if m.start < phrase.start and m.subject]
    topics = [m for m in mentions if m.end < phrase.start and _THING_TOPIC.match(sentence.text, m.end - sentence.start)]
    if topics and topics[-1].resolved and (not before or topics[-1].start > before[-1].start):
        return (topics[-1].resolved,), False
    if before:
        last = next((m for m in reversed(before) if m.topic), before[-1])
        group = [m for m in before if m.chain == last.chain]
        return _unique([m.resolved for m in group if m.resolved]), True
    if inside and inside[0].resolved and len(places.primary) != 1:
        return (inside[0].resolved,), False
    return places.primary, False


_THING_TOPIC = re.compile(r"\s[가-힣A-Za-z0-9]{2,14}(?:은|는)\s")
_TOPIC_AFTER = re.compile(r"[’'”\"]?\s?(?:은|는|이|가)\s")


def _names_owner(mention: Mention, sentence: Sentence, phrase: Phrase) -> bool:
    """Nothing but a space or 의 stands between the government and the name, which is the clause's topic."""
    between = sentence.text[mention.end - sentence.start : phrase.start - sentence.start]
    after = sentence.text[phrase.end - sentence.start : phrase.end - sentence.start + 4]
    if between.strip() in tuple("‘'“\"「『") and between.strip():
        return True
    return between.strip() in ("", "의") and bool(_TOPIC_AFTER.match(after))


_MINISTRY_OWNER = re.compile(
    r"^\W{0,3}([가-힣]{2,10}(?:부|청)|[가-힣]{2,6}(?:위원회))(?:\([^)]{1,20}\))?(?:는|은|가|이)\s"
)


def _ministry(sentence: Sentence, places: PlaceReading) -> str | None:
    """The ministry that opens the sentence where several governments were selected for its programme."""
    if len(places.primary) < 2:
        return None
    match = _MINISTRY_OWNER.match(sentence.text)
    return (
        match.group(1)
        if match and not match.group(1).endswith(("본부", "지부", "시청", "군청", "구청", "도청"))
        else None
    )


def _unique(regions: list[Region]) -> tuple[Region, ...]:
    return tuple({r.code: r for r in regions}.values())


_BUREAU = re.compile(
    r"(?:^|[\s,])([가-힣·A-Za-z0-9]{2,14}(?:실|국|본부|담당관|정책관|기획관|사업소|소방서|보건소|센터|연구원|사업단|추진단|과))(?:은|는|이|가)\s"
)


def _bureau(sentence: Sentence, phrase: Phrase) -> str | None:
    """The bureau that is the sentence's subject before the phrase."""
    found = list(_BUREAU.finditer(sentence.text, 0, max(0, phrase.start - sentence.start)))
    return (
        found[-1].group(1)
        if found and not found[-1].group(1).endswith(("전국", "한국", "결과", "효과", "성과"))
        else None
    )


# --- one per owner and thing -----------------------------------------------------------------------------------


def _distinct(found: list[Found]) -> list[Found]:
    """Names that say the same of the same government are one; the more self-sufficient name stays."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (-f.phrase.confidence, f.phrase.line, f.phrase.start)):
        if any(_same(one, other) for other in kept):
            continue
        kept.append(one)
    return sorted(kept, key=lambda f: (f.phrase.line, f.phrase.start))


_ACTION_END = re.compile(
    r"(?:구축|도입|설치|운영|추진|제공|개발|시행|확대|조성|고도화|보급|교체|사업|시범사업|지원사업)+$"
)


def _programme_of_its_own(left: Found, right: Found) -> bool:
    """The longer name is quoted and holds the shorter in its middle: '버스…와이파이…운영사업' is not the 와이파이."""
    short, long = sorted((left, right), key=lambda f: len(phrases.normal(f.phrase.name)))
    inner, outer = (_ACTION_END.sub("", phrases.normal(f.phrase.name)) for f in (short, long))
    return long.phrase.rule == "initiative.quoted" and not outer.startswith(inner) and not outer.endswith(inner)


def _same(left: Found, right: Found) -> bool:
    codes_left, codes_right = {r.code for r in left.regions}, {r.code for r in right.regions}
    if codes_left and codes_right and not codes_left & codes_right and not (left.inherited or right.inherited):
        return False
    if (
        left.phrase.line == right.phrase.line
        and left.phrase.start < right.phrase.end
        and right.phrase.start < left.phrase.end
    ):
        return True
    a, b = phrases.normal(left.phrase.name), phrases.normal(right.phrase.name)
    if not a or not b:
        return True
    if left.sentence.index == right.sentence.index:
        return a == b
    a, b = _ACTION_END.sub("", a) or a, _ACTION_END.sub("", b) or b
    if min(len(a), len(b)) >= 4 and (a in b or b in a) and not _programme_of_its_own(left, right):
        return True
    return phrases.similarity(a, b) >= 0.75


def _fact(source: SourceText, one: Found, published: date | None) -> Initiative:
    phrase, text = one.phrase, one.sentence.text
    local = text[max(0, phrase.start - one.sentence.start - 60) : phrase.end - one.sentence.start + 50]
    cues = phrase.name if phrase.rule.endswith("bullet") else f"{phrase.name} {local}"
    witness = source.witness_around(
        phrase.line, phrase.start, phrase.end, rule=phrase.rule, confidence=phrase.confidence
    )
    target = _TARGET.search(local)
    partner = _PARTNER.search(text)
    timing = _TIMING.search(local)
    return Initiative(
        name=phrase.name,
        owner=one.owner,
        regions=tuple(r.name for r in one.regions),
        region_codes=tuple(r.code for r in one.regions),
        technologies=technologies_of(cues),
        target=target.group(1).strip(" ,·") if target else None,
        partner=partner.group(1).strip(" ,·") if partner else None,
        status=_status_in_list(one) or _status(text, phrase, one.sentence),
        timing=timing.group(1).strip() if timing else None,
        witness=witness,
    )


def _status_in_list(one: Found) -> str | None:
    """An item on a line of its own stands as the sentence before the list says; lists are plans unless they are not."""
    if one.phrase.rule not in ("initiative.row", "initiative.bullet") or re.search(r"다[.\s]", one.sentence.text):
        return None
    if one.lead is None:
        return "planned"
    before = Phrase("", one.lead.line, one.lead.start, one.lead.start, "", 0.0)
    status = _status(one.lead.text, before, one.lead)
    return status if status in ("in_progress", "completed", "selected") else "planned"


def _status(text: str, phrase: Phrase, sentence: Sentence) -> str:
    """The state by the words after the name: agreed, selected, running, ahead, done, else what the tense says."""
    after = text[phrase.end - sentence.start :]
    near = after[:36]
    if _DONE.search(after[:60]):
        return "completed"
    if _SELECTED.search(near) and not re.search(r"(?:계획|전략|로드맵)$", phrase.name):
        return "selected"
    if _AGREED.search(near):
        return "agreed"
    if _RUNNING.search(near):
        return "in_progress"
    plain = _SAYING.sub("", after)
    done = _PAST_VERB.search(plain)
    ahead = _AHEAD.search(after)
    if done and not (ahead and ahead.start() < done.start() + 12):
        return "completed"
    if ahead or _PRESENT_VERB.search(after):
        return "planned"
    return "planned" if _PRESENT_VERB.search(text) else "unspecified"
