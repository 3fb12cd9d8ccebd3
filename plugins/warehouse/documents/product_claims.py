"""Products that the text states: count × amount each, share of a whole in per cent, money × coefficient of jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from warehouse.documents.budgets import Money
from warehouse.documents.claim import Part, claim_of, count_part, holds, money_part
from warehouse.documents.counts import Number, read_number, unit_class
from warehouse.documents.model import Reconciliation
from warehouse.documents.sentences import Sentence
from warehouse.documents.witness import SourceText

_COEFFICIENT = re.compile(r"유발계수")
_JOBS = re.compile(r"일자리|고용|취업|채용")


def products_of_each(
    source: SourceText, found: list[Money], numbers: list[Number], sentences: list[Sentence]
) -> Iterable[Reconciliation]:
    """'5개 시군에 2억원씩 총 10억원' claims that count times amount is the whole."""
    for each in [m for m in found if m.role == "per_unit" and not m.amount.range_end and not _is_share(m)]:
        if each.parent is not None:
            yield from _in_bracket(source, each, numbers)
        wholes = [m for m in found if m.role in ("total", "component", "other") and m.value > each.value]
        same = [m for m in wholes if m.sentence.index == each.sentence.index]
        stated = list(_stated(source, each, same, numbers, sentences))
        exact = list(_exact(source, each, same, numbers, 30))
        if not exact and not stated:
            # Round numbers meet by chance: what stands farther away counts only when the sentence names no whole.
            exact = list(_exact(source, each, [m for m in wholes if m not in same], numbers, 30 if not same else 4))
        yield from exact[:1] or stated


def _is_share(money: Money) -> bool:
    """The subsidy and the own part of what one costs multiply as well, but the text claims only the whole."""
    return money.reason == "role.share_of_each" and money.parent is not None and len(money.parent.children) > 1


def _product(source: SourceText, count: Part, each: Money, whole: Money, rule: str) -> Reconciliation:
    product = count.value * each.value
    return claim_of(
        source, "product", [count, money_part(each)], money_part(whole), product, whole.label, rule, 0.85
    )  # fmt: skip


def _in_bracket(source: SourceText, each: Money, numbers: list[Number]) -> Iterable[Reconciliation]:
    """'12억원(곳당 1억원 × 12곳)'."""
    assert each.parent is not None
    line = source.folded[each.amount.line - 1]
    inside = [n for n in numbers if n.line == each.amount.line and 0 <= n.start - each.amount.end <= 4 and n.value >= 2]
    if inside and line[each.amount.end : inside[0].start].strip() in (",", "×", "x", "X", "*", "씩"):
        yield _product(source, count_part(inside[0]), each, each.parent, "reconciliation.each_bracket")


def _exact(
    source: SourceText, each: Money, wholes: Sequence[Money], numbers: list[Number], reach: int
) -> Iterable[Reconciliation]:
    """Count times amount is exactly a stated whole, the largest first; the nearest such count."""
    counted = [n for n in numbers if n.unit != "%" and n.value >= 2]
    for whole in sorted(wholes, key=lambda m: -m.value):
        distant = abs(whole.sentence.index - each.sentence.index) > reach or whole.zone != "body"
        fitting = [n for n in counted if n.value * each.value == whole.value]
        near = [n for n in fitting if abs(n.sentence - each.sentence.index) <= reach]
        if near and not distant:
            number = min(near, key=lambda n: (abs(n.sentence - each.sentence.index), n.line, n.start))
            yield _product(source, count_part(number), each, whole, "reconciliation.each")


_UNIT_OF_EACH = re.compile(
    r"(?:한\s(?P<one>[가-힣]{1,4})(?:당|에|마다)|(?<![가-힣])1?(?P<unit>[가-힣]{1,4}?)(?:당|마다|별로))\s[^.\d]{0,10}$"
)
_TO_WHOLE = re.compile(
    r"^\s?(?:짜리)?(?:을|를|으로|로|에)?\s?(?:씩)?(?:을|이|으로|로)?\s?(?:들어|들여|뽑아|사들여|사서|지급해|지원해|잡아|책정해|투입해|나눠)?\s?,?\s?(?:구입비만\s|사업비만\s)?(?:총|모두|합쳐|합해|전체|도합)?\s?(?:약\s?)?$"
)
_EACH_TO_WHOLE = re.compile(
    r"^\s?(?:을|를)?\s?씩(?:을|이)?\s?[가-힣\s]{0,12},?\s?(?:총|모두|합쳐|합해|전체|도합)\s?(?:약\s?)?$"
)
_NUMBER_TO_EACH = re.compile(
    r"^\s?(?:에|에게|에는|마다|을|를|이|가)?\s?(?:각각\s|각\s)?(?:1인당\s|한\s?[가-힣]{1,3}당\s|[가-힣]{1,3}당\s)?(?:국비|도비|시비|사업비|지원금)?\s?$"
)


def _stated(
    source: SourceText, each: Money, wholes: Sequence[Money], numbers: list[Number], sentences: list[Sentence]
) -> Iterable[Reconciliation]:
    """'15개 마을에 3억 원씩 모두 45억 원', '320등을 … 등당 45만 원씩 모두 1억 5,400만 원': also when it is wrong."""
    line = source.folded[each.amount.line - 1]
    whole = next((m for m in wholes if m.amount.start >= each.amount.end), None)
    if whole is None:
        return
    gap = line[each.amount.end : whole.amount.start]
    number = next(
        (n for n in reversed(numbers) if n.line == each.amount.line and n.end <= each.amount.start and n.unit != "%"),
        None,
    )
    between = line[number.end : each.amount.start] if number else ""
    between = re.sub(r"^\s?[가-힣]{1,5}(?=(?:에|에게|에는|마다)\s)", "", between)
    if number and number.sentence == each.sentence.index and _NUMBER_TO_EACH.match(between):
        if _EACH_TO_WHOLE.match(gap) or _TO_WHOLE.match(gap):
            yield _product(source, count_part(number), each, whole, "reconciliation.each")
        return
    unit = _UNIT_OF_EACH.search(each.before[-16:])
    if unit and (_EACH_TO_WHOLE.match(gap) or _TO_WHOLE.match(gap)):
        count = _counted_in(unit.group("one") or unit.group("unit"), each, sentences)
        if count and 0.5 <= count.value * each.value / whole.value <= 2:
            yield _product(source, count, each, whole, "reconciliation.each")


def _counted_in(unit: str, each: Money, sentences: list[Sentence]) -> Part | None:
    """The last number of that unit before the amount, in its sentence or the two before."""
    pattern = re.compile(
        rf"(?<![\d.,])(\d{{1,3}}(?:,\d{{3}})+|\d+(?:천\s?\d{{0,3}}|만\s?\d{{0,4}})?)\s?여?\s?{re.escape(unit)}(?![가-힣]{{2}}당)"
    )
    for sentence in reversed([s for s in sentences if 0 <= each.sentence.index - s.index <= 2]):
        limit = each.amount.start - sentence.start if sentence.index == each.sentence.index else len(sentence.text)
        matches = [m for m in pattern.finditer(sentence.text) if m.end() <= limit]
        if matches:
            start, end = matches[-1].span(1)
            value = read_number(matches[-1].group(1))
            return Part(value, sentence.line, sentence.start + start, sentence.start + end) if value >= 2 else None
    return None


_FACTOR = re.compile(
    r"(?<![\d.,])(\d{1,4})\s?(?:개\s?)?(?:년|개년|차례|회|기|반|주|월|일|학급|곳|개소|동|마을|학교|팀|구|대|명)"
)


def products_of_counts(
    source: SourceText, numbers: list[Number], sentences: list[Sentence]
) -> Iterable[Reconciliation]:
    """'해마다 250명씩 모두 1천명', '6회에 걸쳐 20명씩 120명': when some number of times makes the whole exactly."""
    for each, whole in pairwise(numbers):
        line = source.folded[each.line - 1]
        if (
            each.line != whole.line
            or each.sentence != whole.sentence
            or whole.unit != each.unit
            or whole.value <= each.value
        ):
            continue
        if not re.match(r"^\s?씩[,\s가-힣]{0,14}$", line[each.end : whole.start]):
            continue
        for sentence in reversed([s for s in sentences if 0 <= each.sentence - s.index <= 4 and len(s.text) <= 1000]):
            factors = [m for m in _FACTOR.finditer(sentence.text) if int(m.group(1)) * each.value == whole.value]
            if factors and int(factors[-1].group(1)) >= 2:
                start, end = factors[-1].span(1)
                times = Part(float(factors[-1].group(1)), sentence.line, sentence.start + start, sentence.start + end)
                product, parts = times.value * each.value, [times, count_part(each)]
                yield claim_of(
                    source, "product", parts, count_part(whole), product, whole.unit, "reconciliation.each_count", 0.8
                )  # fmt: skip
                break


# --- shares of a whole -----------------------------------------------------------------------------------------

_RATE = (
    r"(?:(?P<percent>\d{1,2}(?:\.\d{1,2})?)\s?(?:%|퍼센트|프로)|(?P<half>절반)|(?P<below>[2-9])분의\s?(?P<above>[1-9]))"
)
_SHARE_OF = re.compile(rf"{_RATE}\s?(?:가량|정도)?\s?(?:\(|인|에 해당하는|에 이르는|에 달하는|,)\s?(?:약\s?)?$")
_WHOLE_WORD = r"(?:전체|총사업비|사업비|총예산|예산|전국|목표|대상|신청|도내|시내|관내)"
# '1200곳(48%)', '1200곳으로 전체의 48%다'.
_RATE_AFTER = re.compile(
    rf"^\s?(?:\(\s?(?:{_WHOLE_WORD}의\s)?|(?:으로|로|이며|이고|인데|,)\s?(?:이는\s)?{_WHOLE_WORD}[가-힣\s]{{0,8}}?(?:의|중|가운데|대비)\s?)(?:약\s?)?{_RATE}(?=\s?\)|[^\d])"
)
_RATE_OF_SOURCE = re.compile(
    rf"(?P<label>국비|도비|시비|군비|구비|시·?군비|지방비|민자|자부담|민간)(?:의)?\s?(?:비율|부담률|부담|지원율|비중|몫)?(?:은|는|이|가)?\s?(?:총사업비의\s|사업비의\s|전체의\s)?{_RATE}"
)


def shares_of_wholes(
    source: SourceText, found: list[Money], numbers: list[Number], sentences: list[Sentence]
) -> Iterable[Reconciliation]:
    """'사업비의 60%인 10억8000만원' claims that the rate times the whole is the part."""
    for index, part in enumerate(found):
        before = _SHARE_OF.search(part.before[-24:])
        rate = _rate(before) if before else None
        if rate is None:
            continue
        whole, exact = _whole_of(part, rate[0], found[:index])
        if whole is not None and (exact or _follows(part, before)):
            offset = part.amount.start - min(24, len(part.before))
            yield _share(source, rate[0], _at(rate, part, offset), part, whole)
    for index, part in enumerate(found):
        rate = _rate(_RATE_AFTER.match(part.after))
        whole, exact = _whole_of(part, rate[0], found[:index]) if rate else (None, False)
        if rate and whole is not None and exact:
            yield _share(source, rate[0], _at(rate, part, part.amount.end), part, whole)
    yield from _rates_of_sources(source, found, sentences)
    yield from _shares_of_counts(source, numbers)


def _rate(match: re.Match[str] | None) -> tuple[float, tuple[int, int]] | None:
    if match is None:
        return None
    if match.group("percent"):
        return round(float(match.group("percent")) / 100, 6), match.span("percent")
    if match.group("half"):
        return 0.5, match.span("half")
    return round(int(match.group("above")) / int(match.group("below")), 6), match.span("below")


def _whole_of(part: Money, rate: float, earlier: list[Money]) -> tuple[Money | None, bool]:
    """The nearest amount before that the share makes sense of; else the nearest larger one of the sentence."""
    larger = [m for m in earlier if m.value > part.value and part.sentence.index - m.sentence.index <= 6]
    exact = [m for m in larger if holds(rate * m.value, part.value)]
    if exact:
        return exact[-1], True
    near = [m for m in larger if part.sentence.index - m.sentence.index <= 1 and m.role in ("total", "component")]
    return (near[-1], False) if near and 0.6 <= rate * near[-1].value / part.value <= 1.6 else (None, False)


def _follows(part: Money, match: re.Match[str] | None) -> bool:
    """The words say whose share it is: '사업비의', '이 가운데', '그중'."""
    return bool(match) and bool(
        re.search(r"(?:의|가운데|중|그중|이중)\s[^.\d]{0,6}\d{0,2}(?:\.\d+)?\s?(?:%|절반|\d분의)", part.before[-36:])
    )


def _at(rate: tuple[float, tuple[int, int]], part: Money, offset: int) -> Part:
    value, (start, end) = rate
    return Part(value, part.amount.line, offset + start, offset + end)


def _share(source: SourceText, value: float, stated: Part, part: Money, whole: Money) -> Reconciliation:
    return claim_of(
        source, "product", [stated, money_part(whole)], money_part(part), value * whole.value, part.label,
        "reconciliation.share", 0.85,
    )  # fmt: skip


def _rates_of_sources(source: SourceText, found: list[Money], sentences: list[Sentence]) -> Iterable[Reconciliation]:
    """'재원은 국비 15억원 … 국비 비율은 50%다': the rate of a source of funds, when it is that of a stated share."""
    shares = [m for m in found if m.funding_label and m.role == "component"]
    for sentence in sentences:
        if not shares or len(sentence.text) > 1000 or "%" not in sentence.text:
            continue
        for match in _RATE_OF_SOURCE.finditer(sentence.text):
            rate = _rate(match)
            for part in shares:
                if rate is None or part.funding_label != match.group("label"):
                    continue
                whole = next(
                    (m for m in found if m.role in ("total", "component") and m.value > part.value and holds(rate[0] * m.value, part.value)),
                    None,
                )  # fmt: skip
                if whole is not None:
                    value, (start, end) = rate
                    stated = Part(value, sentence.line, sentence.start + start, sentence.start + end)
                    yield _share(source, value, stated, part, whole)
                    break


def _shares_of_counts(source: SourceText, numbers: list[Number]) -> Iterable[Reconciliation]:
    """'64건 … 이 중 25%인 16건', '2870곳 … 1380곳(48%)'."""
    for index, part in enumerate(numbers):
        before = _SHARE_OF.search(part.before)
        after = _RATE_AFTER.match(source.folded[part.line - 1][part.end : part.end + 40])
        rate = _rate(before) or _rate(after)
        if rate is None or part.unit == "%":
            continue
        earlier = [
            n for n in numbers[:index]
            if unit_class(n.unit) == unit_class(part.unit) and n.value > part.value and part.sentence - n.sentence <= 4
        ]  # fmt: skip
        exact = [n for n in earlier if holds(rate[0] * n.value, part.value)]
        if exact:
            offset = part.start - len(part.before) if _rate(before) else part.end
            value, (start, end) = rate
            stated = Part(value, part.line, offset + start, offset + end)
            yield claim_of(
                source, "product", [stated, count_part(exact[-1])], count_part(part), value * exact[-1].value, part.unit,
                "reconciliation.share", 0.85,
            )  # fmt: skip


_YEARS = re.compile(r"(?<![\d.])(?P<years>\d{1,2})\s?(?:개년|년)(?:간|\s?동안|에 걸쳐|\s계획)?")
_MONTHLY = re.compile(r"(?:^|\s)(?:매월|매달|다달이|월)\s[^.\d]{0,14}$")
_A_YEAR = re.compile(r"1년|한\s?해|연간|12개월")
_YEARLY = re.compile(r"(?:연평균|매년|해마다|연간|한\s?해)\s?(?:평균\s|약\s|각각\s)?$")


def yearly_products(source: SourceText, found: list[Money]) -> Iterable[Reconciliation]:
    """'5년간 150억원, 연평균 30억원': when years times the yearly amount is exactly the whole."""
    for each in found:
        if not _YEARLY.search(each.before[-12:]):
            continue
        for whole in found:
            if whole.sentence.index != each.sentence.index or whole.value <= each.value:
                continue
            for match in _YEARS.finditer(each.sentence.text):
                start, end = match.span("years")
                offset = each.sentence.start
                years = Part(float(match.group("years")), each.amount.line, offset + start, offset + end)
                if years.value >= 2 and years.value * each.value == whole.value:
                    yield _product(source, years, each, whole, "reconciliation.yearly")
    for each, whole in pairwise(found):
        if each.sentence.index != whole.sentence.index or whole.value != 12 * each.value:
            continue
        month, year = _MONTHLY.search(each.before[-24:]), _A_YEAR.search(each.after[:24])
        if month and year:
            start = each.amount.end + year.start()
            yield _product(
                source, Part(12.0, each.amount.line, start, each.amount.end + year.end()), each, whole, "reconciliation.yearly"
            )  # fmt: skip


# --- jobs ------------------------------------------------------------------------------------------------------


_TIMES = re.compile(r"^(?:의)\s(?P<times>\d{1,2}(?:\.\d{1,2})?)배(?:다|에|로|인|를|이|$|\s|\.)")


def multiples(source: SourceText, found: list[Money]) -> Iterable[Reconciliation]:
    """'80억원은 올해 50억원의 1.6배다', when it is so exactly."""
    for index, base in enumerate(found):
        match = _TIMES.match(base.after)
        for whole in found[max(0, index - 2) : index] if match else ():
            times = float(match.group("times")) if match else 0.0
            if match and whole.sentence.index == base.sentence.index and holds(times * base.value, whole.value):
                start, end = (base.amount.end + place for place in match.span("times"))
                yield _product(
                    source, Part(times, base.amount.line, start, end), base, whole, "reconciliation.multiple"
                )


def coefficients(source: SourceText, kept: list[Money], numbers: list[Number]) -> Iterable[Reconciliation]:
    """Money times a coefficient per base amount is the number of jobs that the text promises."""
    found = [n for n in numbers if _COEFFICIENT.search(n.before)]
    bases = [m for m in kept if _COEFFICIENT.search(m.before) or _COEFFICIENT.search(m.after[:60])]
    jobs = [n for n in numbers if n not in found and (_JOBS.search(n.before) or _JOBS.search(_after(source, n)))]
    totals = [m for m in kept if m.role == "total"]
    for coefficient in found[:3]:
        for base in bases[:3]:
            for whole in totals[:3]:
                for job in jobs[:5]:
                    computed = whole.value / base.value * coefficient.value
                    if abs(computed - job.value) <= 0.05 * job.value:
                        parts = [money_part(whole), count_part(coefficient), money_part(base)]
                        terms = (float(whole.value), coefficient.value, 1 / base.value)
                        yield claim_of(
                            source, "product", parts, count_part(job), computed, "취업유발계수",
                            "reconciliation.coefficient", 0.8, terms,
                        )  # fmt: skip


def _after(source: SourceText, number: Number) -> str:
    return source.folded[number.line - 1][number.end : number.end + 12]
