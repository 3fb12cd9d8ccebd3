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
from warehouse.documents.owners import Offices, joint_name, ministry_of, spokesman_of
from warehouse.documents.partners import partner_of, target_of
from warehouse.documents.phrases import Phrase
from warehouse.documents.places import PlaceReading
from warehouse.documents.sentences import Sentence
from warehouse.documents.status import status_of
from warehouse.documents.tables import Text
from warehouse.documents.technologies import is_digital, technologies_of
from warehouse.documents.witness import SourceText

_TIMING = re.compile(
    r"((?:20\d\d년|올해|내년|오는|지난)?\s?(?:\d{1,2}월(?:\s?말|\s?초)?|상반기|하반기|연말|연내|올해|내년|20\d\d년)(?:까지|부터|에|쯤|경|\s?중)?)"
)


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
    offices = Offices(spokesman_of(usable))
    for index, sentence in enumerate(usable):
        offices.enter(sentence, places)
        previous = usable[index - 1] if index else None
        if sentence.line in listed:
            own = listed.pop(sentence.line)
        elif sentence.text.count("|") >= 2:
            own = []  # what a table's other cells say names nothing
        else:
            own = phrases.phrases_of(sentence, sibling=sentence.index in siblings)
        for phrase in (one for one in own if not _is_said(one, speech[sentence.line])):
            found.extend(replace(one, lead=lead) for one in _owned(phrase, sentence, previous, places, offices))
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


def _owned(
    phrase: Phrase, sentence: Sentence, previous: Sentence | None, places: PlaceReading, offices: Offices
) -> Iterable[Found]:
    """The phrase for each government that it belongs to."""
    ministry = None if phrase.owner else ministry_of(sentence, phrase, places)
    if ministry:
        yield Found(phrase, sentence, places.primary, ministry, inherited=True)
        return
    regions, per_owner = _regions(phrase, sentence, places)
    if regions is places.primary and previous is not None and _CONTINUES.match(sentence.text):
        regions, per_owner = _topic_of(previous, places) or regions, False
    inherited = regions is places.primary
    owner = phrase.owner or offices.of(phrase, sentence, regions, places)
    joint = joint_name(regions) if regions else None
    if per_owner and len(regions) > 1:
        for region in regions:
            yield Found(phrase, sentence, (region,), owner if owner and owner != joint else region.name)
    else:
        yield Found(phrase, sentence, regions, owner, inherited)


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


def _unique(regions: list[Region]) -> tuple[Region, ...]:
    return tuple({r.code: r for r in regions}.values())


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
    timing = _TIMING.search(local)
    return Initiative(
        name=phrase.name,
        owner=one.owner,
        regions=tuple(r.name for r in one.regions),
        region_codes=tuple(r.code for r in one.regions),
        technologies=technologies_of(cues),
        target=target_of(local),
        partner=partner_of(text),
        status=status_of(phrase, one.sentence, one.lead),
        timing=timing.group(1).strip() if timing else None,
        witness=witness,
    )
