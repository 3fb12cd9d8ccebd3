"""The fiscal year or period of an amount: the nearest words of time that speak of it, else what its whole has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from warehouse.documents.sentences import Sentence
from warehouse.documents.witness import SourceText

if TYPE_CHECKING:
    from warehouse.documents.budgets import Money

_Y = r"(?<!\d)(?:20\d\d|[’'‘]\d\d)"
_SPAN = rf"(?P<from>{_Y})\s?년?(?:도)?\s?(?:\d{{1,2}}월\s?)?(?:~|-|–|∼|〜|부터)\s?(?:오는\s)?(?P<to>(?:20)?\d\d)(?:\s?년|(?=[\s).,]))(?!\s?[월%])"
_LASTING = r"(?P<lasting>\d{1,2})\s?(?:개년|년)(?:\s?간|\s?동안|에 걸쳐)"
_EXPRESSION = re.compile(
    rf"(?P<span>{_SPAN})"
    rf"|(?P<since>{_Y})년부터\s?(?:앞으로\s)?(?P<n1>\d{{1,2}})\s?년(?:\s?간|\s?동안)"
    r"|(?:앞으로|향후|올해부터|금년부터)\s?(?:총\s)?(?P<n2>\d{1,2})\s?(?:개년|년)(?:\s?간|\s?동안|에 걸쳐)"
    r"|내년부터\s?(?P<n3>\d{1,2})\s?(?:개년|년)(?:\s?간|\s?동안|에 걸쳐)"
    rf"|(?P<until>{_Y})년?\s?(?:\d{{1,2}}월\s?)?(?:말|초|상반기|하반기)?\s?까지"
    r"|(?P<next>내년(?:도)?(?!보다))(?P<next_until>\s?(?:말|초|\d{1,2}월)?\s?까지)?"
    r"|(?P<this>올해|금년|올\s?한\s?해|(?<![가-힣])올(?=\s)|이번\s해|연내|연말까지)"
    r"|(?P<last>지난해|작년|전년도)"
    rf"|(?P<year>{_Y})\s?년(?:도)?(?!\s?(?:대비|보다|이전|이후|에\s?이어|부터|대에|만에|도입|준공|\d{{1,2}}월\s?\d{{1,2}}일))"
)
# '지난해 367억원보다', '올해 예산(72억원)보다는': the base of a comparison dates another amount.
_COMPARED = re.compile(r"^[^.,]{0,24}?(?:보다|대비|에 비해|에 비하면|과 견주|와 견주|과 비교|와 비교|에 이어)")
# '2026년 행정체제 개편에 맞춘 시스템': the year of the occasion, not of the money.
_OCCASION = re.compile(r"^[^.,]{1,24}?(?:에|을|를)\s?(?:맞춘|맞춰|앞둔|앞두고|대비한|대비해|겨냥한|위한)")
# Steps of a period: '첫해에는 12억원, 이듬해에는 20억원'.
_FIRST_YEAR = re.compile(r"(?:첫\s?해|1차\s?(?:연도|년도))[^,.]{0,16}$")
_SECOND_YEAR = re.compile(r"(?:이듬해|다음\s해|둘째\s해|2차\s?(?:연도|년도))[^,.]{0,16}$")
_LAST_YEAR = re.compile(r"마지막\s해[^,.]{0,16}$")
_PLAN_PERIOD = re.compile(r"(?:계획|사업|프로젝트|전략)\s?\(\s?(20\d\d)\s?년?\s?[~\-∼]\s?((?:20)?\d\d)\s?년?\s?\)")
_PLAN_OF_YEAR = re.compile(r"(?<!\d)(20\d\d)년(?:도)?\s(?:[가-힣]{1,8}\s?){0,3}(?:시행계획|예산|실행계획|업무계획)")
_HEADER_YEAR = re.compile(r"^.{0,24}?(?<!\d)(20\d\d)(?:년\s\d{1,2}월(?:\s?\d주|호)?|\.\s?\d{1,2}월?호)\s*$")
_MONEY_TALK = re.compile(r"사업|추진|들여|투입|예산|조성|구축|계획|시행|벌이|벌인|설치|도입|운영|지원")


@dataclass(frozen=True, slots=True)
class Time:
    """A year or period with the place of its words in the sentence; `kind` names the form of the words."""

    value: str
    start: int
    end: int
    kind: str


def times_of(text: str, this: int | None) -> list[Time]:
    """The years and periods that a sentence names, left to right."""
    found = []
    for match in _EXPRESSION.finditer(text):
        value, kind = _value(match, this or 0)
        if value:
            found.append(Time(value, match.start(), match.end(), kind))
    return found


def _value(match: re.Match[str], this: int) -> tuple[str, str]:
    if match.group("span"):
        first, last = _full(match.group("from")), _full(match.group("to"))
        return (f"{first}-{last}", "period") if first < last <= first + 30 else ("", "")
    if match.group("since"):
        first = _full(match.group("since"))
        return f"{first}-{first + int(match.group('n1')) - 1}", "period"
    if match.group("until"):
        return f"~{_full(match.group('until'))}", "until"
    if match.group("year"):
        return str(_full(match.group("year"))), "year"
    if not this:
        return "", ""
    for group, shift in (("n2", 0), ("n3", 1)):
        if match.group(group):
            return f"{this + shift}-{this + shift + int(match.group(group)) - 1}", "period"
    if match.group("next"):
        return (f"~{this + 1}", "until") if match.group("next_until") else (str(this + 1), "next")
    if match.group("this"):
        return str(this), "this"
    return (str(this - 1), "last") if match.group("last") else ("", "")


def _full(text: str) -> int:
    number = int(text.lstrip("’'‘"))
    return number if number > 99 else 2000 + number


def own_year(money: Money, this: int | None) -> str | None:
    """The year that the amount's own sentence gives it, '2025-' when it only begins; `this` is the article's year."""
    if money.cell is not None:
        return str(money.cell.year) if money.cell.year else None
    text = money.sentence.text
    position = money.amount.start - money.sentence.start
    every = times_of(text, this)
    times = [
        time for time, following in zip_longest(every, every[1:])
        if _dates(time, text, position, money.role, following.start if following else len(text))
    ]  # fmt: skip
    before = [t for t in times if t.end <= position]
    if before:
        nearest = before[-1]
        if nearest.kind == "until" and len(before) > 1 and _FROM.match(text, before[-2].end, nearest.start + 1):
            return f"{before[-2].value}-{nearest.value[1:]}"
        later = next((t for t in times if t.kind == "until" and t.start > nearest.end), None)
        begins = nearest.kind in ("this", "next", "year") and text.startswith("부터", nearest.end)
        if begins and later is not None:
            return f"{nearest.value}-{later.value[1:]}"
        return f"{nearest.value}-" if begins else nearest.value
    after = [t for t in times if position < t.start and not _OTHER_MONEY.search(text[position + 12 : t.start])]
    return after[0].value if after else None


_FROM = re.compile(r"\s?부터\s(?:오는\s)?.$")
_OTHER_MONEY = re.compile(r"\d\s?[조억만]")


def _dates(time: Time, text: str, position: int, role: str, end: int) -> bool:
    """Whether the words may date an amount of this role at this place."""
    if time.kind == "last":
        return role == "other" and time.end <= position
    if time.end > position:
        return role != "other"
    following = text[time.end : min(position, end)]
    compared = bool(_COMPARED.match(following)) and time.kind in ("this", "year", "next")
    return role == "other" if compared else not _OCCASION.match(following)


def fiscal_years(
    source: SourceText,
    found: Sequence[Money],
    kept: Sequence[Money],
    sentences: Sequence[Sentence],
    published: date | None,
) -> dict[int, str | None]:
    """The year of every kept amount by identity: its own, a repetition's, its whole's, the programme's."""
    this = published.year if published else _header_year(source) or _only_year(sentences)
    end = _only_end(sentences, this)
    own = {id(money): _closed(own_year(money, this), end) for money in found}
    for money in found:
        own[id(money)] = own[id(money)] or _repeated(money, found, own) or _of_parts(money, found, own)
    default = _default(source, found, kept, own, sentences, this)
    spoken = {s.index: s for s in sentences}
    years: dict[int, str | None] = {}
    for money in kept:
        year = _step(money, default) or own[id(money)]
        if year is None and money.role != "other":
            year = _told_before(money, found, spoken, this) or _of_whole(money, kept, years) or default
        years[id(money)] = year
    return years


def _only_end(sentences: Sequence[Sentence], this: int | None) -> str | None:
    """The year until which the text says that something lasts, when it names one alone."""
    ends = {t.value[1:] for s in sentences if len(s.text) <= 600 for t in times_of(s.text, this) if t.kind == "until"}
    return ends.pop() if len(ends) == 1 else None


def _closed(year: str | None, end: str | None) -> str | None:
    """'올해부터 33억원을 들인다', when the text says elsewhere that it goes on until 2027."""
    if year is None or not year.endswith("-"):
        return year
    first = year.rstrip("-")
    return f"{first}-{end}" if end and int(end) > int(first) else first


def _repeated(money: Money, found: Sequence[Money], own: dict[int, str | None]) -> str | None:
    """The year beside the same amount elsewhere in the text."""
    if money.role == "other":
        return None
    return next((own[id(m)] for m in found if m.won == money.won and m.role != "other" and own[id(m)]), None)


def _of_parts(money: Money, found: Sequence[Money], own: dict[int, str | None]) -> str | None:
    """'내년 60억원, 2021년 58억원을 쓴다. 모두 더하면 118억원': from the first to the last year of the parts."""
    parts = [
        m for m in found
        if m is not money and m.role in ("component", "total") and 0 <= money.sentence.index - m.sentence.index <= 1
        and m.amount.start != money.amount.start and m.value < money.value
    ]  # fmt: skip
    dated = sorted({year for m in parts if (year := own[id(m)]) and year.isdigit()})
    complete = len(parts) >= 2 and sum(m.value for m in parts) == money.value
    return f"{dated[0]}-{dated[-1]}" if complete and len(dated) == len(parts) else None


def _step(money: Money, default: str | None) -> str | None:
    """'첫해', '이듬해' and '마지막 해' of the programme's period."""
    if not default or "-" not in default:
        return None
    first, last = (int(year) for year in default.split("-"))
    before = money.before[-40:]
    for pattern, year in ((_FIRST_YEAR, first), (_SECOND_YEAR, first + 1), (_LAST_YEAR, last)):
        if pattern.search(before):
            return str(year)
    return None


def _told_before(money: Money, found: Sequence[Money], spoken: dict[int, Sentence], this: int | None) -> str | None:
    """'내년 상반기에는 CCTV를 새로 단다. 설치에 9억원이 든다': the year of the sentence before, when it has no money."""
    previous = spoken.get(money.sentence.index - 1)
    if previous is None or previous.line != money.sentence.line or len(previous.text) > 600:
        return None
    if any(m.sentence.index == previous.index for m in found):
        return None
    relative = [t for t in times_of(previous.text, this) if t.kind in ("this", "next", "period")]
    return relative[-1].value if relative else None


_PART_OF = re.compile(r"(?:이|그)\s?(?:가운데|중)|나머지")


def _of_whole(money: Money, kept: Sequence[Money], years: dict[int, str | None]) -> str | None:
    """A part without a year has that of the bracket around it, or of the whole told right before it."""
    if money.parent is not None and years.get(id(money.parent)):
        return years[id(money.parent)]
    if money.role not in ("component", "per_unit", "change"):
        return None
    before = [
        m for m in kept
        if id(m) in years and m.value > money.value
        and (m.role == "total" or (m.role == "component" and _PART_OF.search(money.before)))
        and 0 <= money.sentence.index - m.sentence.index <= 2
    ]  # fmt: skip
    return years[id(before[-1])] if before else None


def _default(
    source: SourceText,
    found: Sequence[Money],
    kept: Sequence[Money],
    own: dict[int, str | None],
    sentences: Sequence[Sentence],
    this: int | None,
) -> str | None:
    """The programme's year: that of the whole, the only period the body names, the plan's, the article's."""
    whole = next((m for m in kept if m.role == "total"), None)
    if whole is not None and own[id(whole)]:
        return own[id(whole)]
    return _only_period(found, sentences, this) or _plan_year(source, found) or (str(this) if this else None)


def _only_period(found: Sequence[Money], sentences: Sequence[Sentence], this: int | None) -> str | None:
    """The one period of several years that sentences without money name for a programme."""
    with_money = {m.sentence.index for m in found}
    first = min(with_money, default=0)
    periods: dict[str, int] = {}
    for sentence in sentences:
        if sentence.index in with_money or len(sentence.text) > 600 or not _MONEY_TALK.search(sentence.text):
            continue
        for time in times_of(sentence.text, this):
            if time.kind == "period":
                periods.setdefault(time.value, sentence.index)
    near = [value for value, index in periods.items() if first - 3 <= index <= first]
    return near[0] if len(near) == 1 else next(iter(periods)) if len(periods) == 1 else None


def _plan_year(source: SourceText, found: Sequence[Money]) -> str | None:
    """'기본계획(2026~30년)', '2024년 시행계획': the period of the plan that the first lines name."""
    lines = sorted({m.amount.line for m in found})[:3]
    near = [n for first in lines for n in range(max(1, first - 2), min(len(source.lines), first + 2) + 1)]
    for number in dict.fromkeys(near):
        line = source.folded[number - 1][:2000]
        if period := _PLAN_PERIOD.search(line):
            last = period.group(2)
            return f"{period.group(1)}-{last if len(last) == 4 else '20' + last}"
        if year := _PLAN_OF_YEAR.search(line):
            return year.group(1)
    return None


def _only_year(sentences: Sequence[Sentence]) -> int | None:
    """The year of an undated article that says 올해 or 내년 and names a single year."""
    text = " ".join(s.text[:600] for s in sentences[:60])
    named = set(re.findall(r"(?<!\d)(20\d\d)년", text))
    return int(named.pop()) if len(named) == 1 and re.search(r"올해|금년|연내|연말", text) else None


def _header_year(source: SourceText) -> int | None:
    """'주간신문 2025년 11월 3주': the issue's year where the day is not printed."""
    matches = (_HEADER_YEAR.match(line[:60]) for line in source.folded[:8])
    return next((int(match.group(1)) for match in matches if match), None)
