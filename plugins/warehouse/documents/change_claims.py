"""Differences that the text states: '146곳에서 214곳으로 68곳 늘린다', '지난해 367억원보다 45억원 늘린 412억원'.

A rise claims that the old number and the difference make the new one, a fall that the new one and the difference
make the old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from warehouse.documents.budgets import Money
from warehouse.documents.claim import Part, claim_of, holds, money_part
from warehouse.documents.counts import Number, read_number
from warehouse.documents.model import Reconciliation
from warehouse.documents.sentences import Sentence
from warehouse.documents.witness import SourceText

_RISE = r"(?:늘|증가|증액|많|불어|불었|올라|올랐|오른|오르|올린|올렸|올려|높|인상|상승|확대|길어|더)"
_FALL = r"(?:줄|준|감소|감액|적|삭감|깎|낮|하락|단축|짧|덜|빨라|축소|내려|내렸|내린|낮)"
_VERB = rf"(?P<rise>{_RISE})|(?P<fall>{_FALL})"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:\s?[만천백]\s?\d[\d,]*)?(?:\s?[만천백])?"
_UNIT = r"[가-힣%㎞㎡㎥℃]{1,4}?|[A-Za-z]{1,4}"
_FROM_TO = re.compile(
    rf"(?<![\d.,])(?P<old>{_NUMBER})\s?(?P<unit>{_UNIT})\s?에서\s(?:[^.\d]{{0,20}}?\s)?(?P<new>{_NUMBER})\s?(?P=unit)?\s?(?:으로|로)\s"
    rf"(?:[^.\d]{{0,12}}?\s)?(?P<by>{_NUMBER})\s?(?P=unit)(?:이나|씩|가량|정도|을|를|이|가)?\s(?:더\s)?(?:{_VERB})"
)
_OLD_AND_NEW = re.compile(
    rf"(?:지금|현재|기존|지난해|작년|올해)[^.\d]{{0,16}}?(?P<old>{_NUMBER})\s?(?P<unit>{_UNIT})(?:이|에|뿐|에서|에 그|밖에)[^.\d]{{0,24}}?(?:\d단계[^.\d]{{0,12}})?(?P<new>{_NUMBER})\s?(?P=unit)\s?(?:으로|로)\s(?:늘|확대|불|증가)"
)


def stated_differences(
    source: SourceText, found: list[Money], numbers: list[Number], sentences: list[Sentence]
) -> Iterable[Reconciliation]:
    """Every difference with its old and new number."""
    for sentence in sentences:
        if len(sentence.text) <= 1000:
            yield from _counted(source, sentence)
            yield from _told_elsewhere(source, sentence, numbers)
    for index in range(len(found)):
        yield from _money_from_to(source, found[index : index + 3])
        yield from _money_compared(source, found, index)


def _counted(source: SourceText, sentence: Sentence) -> Iterable[Reconciliation]:
    """'12분에서 7분으로 5분 짧아졌다', in any unit."""
    for match in _FROM_TO.finditer(sentence.text):
        if re.search(r"[조억]|원$", match.group("unit")):
            continue
        old, new, by = (_part(sentence, match, name) for name in ("old", "new", "by"))
        yield _difference(source, old, new, by, rise=new.value > old.value, label=match.group("unit"))


def _part(sentence: Sentence, match: re.Match[str], name: str) -> Part:
    start, end = match.span(name)
    return Part(read_number(match.group(name)), sentence.line, sentence.start + start, sentence.start + end)


def _difference(source: SourceText, old: Part, new: Part, by: Part, *, rise: bool, label: str) -> Reconciliation:
    base, whole = (old, new) if rise else (new, old)
    computed = base.value + by.value
    return claim_of(source, "sum", [base, by], whole, computed, label, "reconciliation.difference", 0.85)


def _told_elsewhere(source: SourceText, sentence: Sentence, numbers: list[Number]) -> Iterable[Reconciliation]:
    """'지금 6곳이 전부지만 30곳으로 늘어난다', when 24곳 of the same thing are told in another sentence."""
    for match in _OLD_AND_NEW.finditer(sentence.text):
        old, new = _part(sentence, match, "old"), _part(sentence, match, "new")
        same = [
            n for n in numbers
            if n.unit == match.group("unit") and n.sentence != sentence.index and n.value == new.value - old.value
            and _thing(n) and _thing(n) in sentence.text
        ]  # fmt: skip
        if same and new.value > old.value:
            by = Part(same[0].value, same[0].line, same[0].start, same[0].end)
            yield _difference(source, old, new, by, rise=True, label=match.group("unit"))


def _thing(number: Number) -> str:
    """The noun before the count, when it is long enough to name something."""
    words = re.findall(r"[가-힣A-Za-z]{2,}", number.before)
    return words[-1] if words and len(words[-1]) >= 3 else ""


_TO_NEW = re.compile(r"^\s?(?:규모|수준)?\s?(?:에서|이던|였던|이었던)\s[^.\d]{0,20}$")
_TO_DIFFERENCE = re.compile(r"^\s?(?:규모|수준)?\s?(?:으로|로)\s[^.\d]{0,16}$")
_BY = re.compile(rf"^\s?(?:여|가량|정도)?\s?(?:이나|을|를|이|가)?\s?(?:더\s)?(?:{_VERB})")


def _money_from_to(source: SourceText, run: list[Money]) -> Iterable[Reconciliation]:
    """'예산안을 86억3천만원에서 78억8천만원으로 7억5천만원 깎았다'."""
    if len(run) < 3 or len({m.sentence.index for m in run}) > 1:
        return
    old, new, by = run
    line = source.folded[old.amount.line - 1]
    if (
        _TO_NEW.match(line[old.amount.end : new.amount.start])
        and _TO_DIFFERENCE.match(line[new.amount.end : by.amount.start])
        and _BY.match(by.after)
    ):
        parts = [money_part(m) for m in run]
        yield _difference(source, *parts, rise=new.value > old.value, label=new.label)


_THAN = re.compile(
    r"^\s?(?:여|규모|수준)?\s?\)?\s?(?:보다|에 비해|에 비하면|대비|과 비교|와 비교|과 견주|와 견주|에 견줘|과 견줘|이던|였던|이었던|에서)"
)
_THE_NEW = re.compile(
    r"^\s?(?:여|가량|정도)?\s?(?:이나\s|이\s|을\s|가\s)?(?:더\s)?(?:많은|늘어난|증가한|늘린|증액한|줄어든|적은|감소한|줄인|삭감한|오른|불어난)\s(?:총\s|약\s|모두\s)?$"
)


def _money_compared(source: SourceText, found: list[Money], index: int) -> Iterable[Reconciliation]:
    """'지난해 A보다 B 늘린 C', 'C를 투입한다. 지난해 A보다 B 늘린 규모다'."""
    by = found[index]
    if by.role != "change" or by.amount.range_end:
        return
    line = source.folded[by.amount.line - 1]
    old = next((m for m in reversed(found[max(0, index - 2) : index]) if _is_base(m, by, line)), None)
    verb = _BY.match(by.after)
    if verb is None:
        return
    rise = bool(verb.group("rise"))
    old = old or _told_before(found, index, rise=rise)
    if old is None:
        yield from _base_elsewhere(source, found, index, rise=rise)
        return
    expected = old.value + by.value if rise else old.value - by.value
    following = found[index + 1] if index + 1 < len(found) else None
    if (
        following
        and following.amount.line == by.amount.line
        and _THE_NEW.match(line[by.amount.end : following.amount.start])
    ):
        new = following
    else:
        near = [
            m for m in found[:index]
            if m is not old and m.role in ("total", "component") and 0 <= by.sentence.index - m.sentence.index <= 12
        ]  # fmt: skip
        exact = [m for m in near if holds(m.value, expected)]
        close = [
            m for m in near[-1:] if by.sentence.index - m.sentence.index <= 1 and 0.8 <= m.value / expected <= 1.25
        ]
        if not exact and not close:
            return
        new = (exact or close)[-1]
    yield _difference(source, money_part(old), money_part(new), money_part(by), rise=rise, label=new.label)


def _base_elsewhere(source: SourceText, found: list[Money], index: int, *, rise: bool) -> Iterable[Reconciliation]:
    """'부산시는 302억원 늘어난 620억원', when the 318억원 that are missing between the two stand elsewhere."""
    by = found[index]
    line = source.folded[by.amount.line - 1]
    following = found[index + 1] if index + 1 < len(found) else None
    beside = following if following and following.amount.line == by.amount.line else None
    if beside is None or not (
        _THE_NEW.match(gap := line[by.amount.end : beside.amount.start]) or re.match(r"^\s?(?:여|가량)?\s?더한\s$", gap)
    ):
        previous = found[index - 1] if index else None
        told = previous is not None and previous.sentence.index == by.sentence.index and previous.role != "change"
        beside = previous if told and _COMPARED_WITH_BASE.search(by.before[-14:]) else None
    if beside is None:
        return
    base = beside.value - by.value if rise else beside.value + by.value
    old = next((m for m in found if m is not beside and m.value == base and m.zone == "body" and base >= 10**7), None)
    if old is not None:
        yield _difference(source, money_part(old), money_part(beside), money_part(by), rise=rise, label=beside.label)


_COMPARED_WITH_BASE = re.compile(r"(?:보다|대비|에 비해|에 견줘)\s[^.,\d]{0,6}$")


def _told_before(found: list[Money], index: int, *, rise: bool) -> Money | None:
    """'애초 9억원을 요구했으나 2억원 줄어든 7억원만': the amount before, when the three numbers fit."""
    run = found[max(0, index - 1) : index + 2]
    if len(run) < 3 or len({m.sentence.index for m in run}) > 1:
        return None
    old, by, new = run
    return old if new.value == old.value + (by.value if rise else -by.value) else None


def _is_base(money: Money, by: Money, line: str) -> bool:
    """The amount of the other period that the difference is measured from."""
    gap = line[money.amount.end : by.amount.start] if money.amount.line == by.amount.line else "x"
    return money.value > by.value and bool(_THAN.match(gap)) and len(gap) <= 40
