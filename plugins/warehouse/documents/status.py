"""How far an initiative is: agreed, selected, running, done or planned, by the verb after its name and its tense."""

from __future__ import annotations

import re

from warehouse.documents.phrases import Phrase
from warehouse.documents.roles import PAST_SYLLABLES
from warehouse.documents.sentences import Sentence

_AGREED = re.compile(r"업무협약|협약을|협약\s?체결|협약식|양해각서|MOU|손(?:을\s)?잡")
_SELECTED = re.compile(
    r"선정|뽑|공모 결과|이름을 올|공모에|공모\s?사업에|대상지|대상(?:이|으로|에)\s(?:되|됐|들|확정)|확정|따내|따냈|사업지로|골랐|골라|국비를?\s[^.,]{0,16}(?:확보|얻|받)"
)
# 'A 공모에 … 4곳이 뽑혔다': who was chosen stands between the name and the verb.
_CHOSEN_FOR = re.compile(
    r"^[’'”\"」]?\s?(?:공모\s?)?(?:사업\s?)?에(?:서)?\s[^.]{0,90}?(?:뽑혔|뽑혀|뽑힌|선정됐|선정돼|선정된|이름을 올|골랐|확정됐)"
)
_KEPT = re.compile(
    r"^[^.]{0,30}(?:원안대로|살아남)|^[^.]{0,110}(?:반영|편성|책정|배정|계상)(?:됐|했|된|한|돼|되었|하였)(?:다|고|으며|으나|지만|어|는데|[.\s])"
)
_STRUCK_LIST = re.compile(r"^\W*(?:삭감|깎인|철회|무산|취소|보류|중단)(?:된|한)?\s?(?:항목|사업|예산|것)")
_STRUCK_LATER = re.compile(r"^[^.]*(?:한 푼도 남지|전액\s?(?:삭감|깎)|없던 일|백지화|무산)")
_NAMED_ONLY = re.compile(r"(?:이름|명칭|사업명|과제명|과제|사업)(?:은|는)\s[‘'“\"「]?$")
_CANCELLED = re.compile(r"삭감|무산|취소|백지화|철회|보류|중단|좌초|부결|전액\s?깎")
_DONE = re.compile(
    r"(?:준공|완공|완료|구축|개통|설치|개설|개소|실증)(?:을|를)?\s?(?:했다|했고|했으며|됐다|됐고|마쳤|끝냈|끝났)|공사(?:는|가|를)?[^.,]{0,14}(?:끝났|마쳤|끝냈)"
    r"|^[’'”\"」]?\s?(?:사업|구축|공사|설치)?(?:을|를)?\s(?:마친|끝낸|마무리한|완료한|마치고|끝내고|마무리하고|완료하고)\s"
)
_RUNNING = re.compile(
    r"고 있|(?<!준비)\s중(?:이|인|에)|(?:사업|구축|조성|설치|공사|개발|운영|서비스)[’'”\"」]?에 (?:들어간|들어갔|착수했|나섰|돌입)"
    r"|(?:공사|사업|구축|개발|운영|서비스)[’'”\"」]?(?:을|를)? (?:시작했|시작한다|착수했|벌이며|벌이고)|^[’'”\"」]?(?:을|를) (?:벌이며|벌이고|시작한다|시작했)|추진해\s?(?:왔|오)|운영해\s?(?:왔|오)|이어 간다|이어간다|계속\s(?:운영|추진|진행)|지난달부터|이미\s|(?:최종|중간|착수)보고회"
)
# What exists is extended: '146곳에서 214곳으로 늘린다', '250대로 불어난다'.
_EXTENDED = re.compile(
    r"\d[\d,만천백]*\s?(?:곳|개소|개|대|기|명|가구|대수|종|노선|면)에서\s[^.]{0,30}?\d[\d,만천백]*\s?(?:곳|개소|개|대|기|명|가구|종|노선|면)(?:으)?로\s[^.]{0,14}(?:늘|확대|넓|불어)"
    r"|\d\s?(?:곳|개소|대|기|명|가구)(?:으)?로\s(?:불어|늘어)"
)
_AHEAD = re.compile(
    r"예정|계획|방침|나선|나설|키로|기로\s(?:했|하)|할 것|참이다|생각이다|겠다|려 한다|까지\s|내년|하반기|연말|오는\s|앞으로|목표"
)
_SINCE = re.compile(r"(?:올해|이달|이번\s?달|지난달|지난해|작년)부터\s")
# Verbs of saying are past in every article and say nothing about the thing.
_SAYING = re.compile(r"(?:밝혔|말했|전했|설명했|발표했|덧붙였|알렸|강조했|내놓았|했다고)")
_PAST_VERB = re.compile("[" + PAST_SYLLABLES + "](?:다|고|으며|으나|지만|는데)")
_BEGUN = re.compile(r"(?:들어갔|들어섰|착수했|시작했|나섰|돌입했|시작됐)[가-힣]{0,2}$")
_PRESENT_VERB = re.compile(r"[가-힣]다(?:고\s|\.|$)|[가-힣](?:하고|하며|하는|해|한)\s")
# A thing that does its work in the present runs: '로봇이 순찰을 돈다'.
_WORKS = re.compile(r"^[’'”\"」]?(?:이|가|은|는)\s[^.]{2,60}다(?:고\s|\.|$)")
_ITEM_RULES = ("initiative.row", "initiative.bullet")
# '‘가’, ‘나’가 대표작이다': the sentence only lists; how far they are stood before.
_LIST_ENDS = re.compile(r"(?:대표적|대표작|대표\s?사례)(?:인\s사례|이)?다[.\s]*$|꼽힌다[.\s]*$")


def status_of(phrase: Phrase, sentence: Sentence, lead: Sentence | None) -> str:
    """The state of an initiative; an item of a list stands as the sentence before the list says."""
    if phrase.rule in _ITEM_RULES and not re.search(r"다[.\s]", sentence.text):
        return _as_before(lead)
    opening = sentence.text[: max(0, phrase.start - sentence.start)]
    if (
        lead is not None
        and _NAMED_ONLY.search(opening)
        and re.match(r"[’'”\"」]?이?다", sentence.text[phrase.end - sentence.start :])
    ):
        return _of_lead(lead)  # '과제 이름은 ‘가’다'
    if lead is not None and _LIST_ENDS.search(sentence.text) and lead.line >= sentence.line - 2:
        before = _of_lead(lead)
        if before in ("in_progress", "completed", "selected"):
            return before
    return _in_sentence(phrase, sentence)


def _as_before(lead: Sentence | None) -> str:
    """Lists are plans unless the sentence before them says otherwise."""
    if lead is None:
        return "planned"
    status = _of_lead(lead)
    return status if status in ("in_progress", "completed", "selected") else "planned"


def _of_lead(lead: Sentence) -> str:
    return _in_sentence(Phrase("", lead.line, lead.start, lead.start, "", 0.0), lead)


def _in_sentence(phrase: Phrase, sentence: Sentence) -> str:
    """By the words after the name, nearest first; then by tense."""
    text = sentence.text
    before, after = text[: phrase.start - sentence.start], text[phrase.end - sentence.start :]
    near = after[:36]
    if (
        _STRUCK_LIST.match(text)
        or _STRUCK_LATER.match(after)
        or _CANCELLED.search(before[-20:])
        or _CANCELLED.search(near)
    ):
        return "unspecified"
    if _KEPT.match(after):
        return "planned"
    if _DONE.search(after[:60]):
        return "completed"
    chosen = _SELECTED.search(near) or _CHOSEN_FOR.match(after)
    if chosen and not re.search(r"(?:계획|전략|로드맵)$", phrase.name):
        return "selected"
    if _AGREED.search(near) or re.search(r"협약(?:식)?$", text[: phrase.end - sentence.start]):
        return "agreed"
    running, ahead = _RUNNING.search(near), _AHEAD.search(near)
    if (running and not (ahead and ahead.start() < running.start())) or _EXTENDED.search(
        f"{before[-60:]}{phrase.name}{after[:60]}"
    ):
        return "in_progress"
    return _by_tense(phrase, text, before, after)


def _by_tense(phrase: Phrase, text: str, before: str, after: str) -> str:
    plain = _SAYING.sub("", after)
    done = _PAST_VERB.search(plain)
    ahead = _AHEAD.search(after)
    if done and not (ahead and ahead.start() < done.start() + 12):
        return "in_progress" if _BEGUN.search(plain[: done.end()]) else "completed"
    if ahead:
        return "planned"
    if _PRESENT_VERB.search(after):
        since = _SINCE.search(before[-40:] + after[:30])
        works = phrase.rule == "initiative.active" and _WORKS.match(after)
        return "in_progress" if since or works else "planned"
    stated = re.search(r"다[.\s]*$", text)
    return "planned" if _PRESENT_VERB.search(text) or not stated else "unspecified"
