"""Arithmetic that the text claims or implies: parts and wholes of money and counts, products, and whether they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.documents.budgets import Money, find_runs
from warehouse.documents.counts import Number
from warehouse.documents.model import Reconciliation
from warehouse.documents.sentences import BULLETS, Sentence
from warehouse.documents.tables import find_columns
from warehouse.documents.witness import SourceText

TOLERANCE = 0.005
_BREAKDOWN = re.compile(r"(?:기관|유형|분야|연도|시기|부문|지역|권역|재원|단계|분기|항목|용도|사업|기능|대상)\s?별")
_COEFFICIENT = re.compile(r"유발계수")
_JOBS = re.compile(r"일자리|고용|취업|채용")


@dataclass(frozen=True, slots=True)
class _Part:
    value: float
    line: int
    start: int
    end: int


def reconciliation_facts(
    source: SourceText,
    found: list[Money],
    kept: list[Money],
    numbers: list[Number],
    sentences: list[Sentence],
    lines: list[int],
) -> tuple[Reconciliation, ...]:
    """All claims, each once."""
    claims: dict[tuple[object, ...], Reconciliation] = {}
    for claim in (
        *_bracket_sums(source, found),
        *_list_sums(source, kept, sentences),
        *_columns(source, lines),
        *_funding_sums(source, found),
        *_shares_after(source, found),
        *_listed_counts(source, numbers),
        *_listed_money(source, found),
        *_run_sums(source, kept),
        *_count_sums(source, numbers, sentences),
        *_shares(source, found, numbers),
        *_coefficients(source, kept, numbers),
    ):
        key = (claim.kind, tuple(sorted(claim.terms)), claim.expected)
        claims.setdefault(key, claim)
    return tuple(claims.values())


def _claim(
    source: SourceText,
    kind: str,
    parts: Sequence[_Part],
    whole: _Part,
    computed: float,
    label: str,
    rule: str,
    confidence: float,
    terms: tuple[float, ...] | None = None,
) -> Reconciliation:
    difference = computed - whole.value
    witness = source.witness_around(whole.line, whole.start, whole.end, rule=rule, confidence=confidence)
    return Reconciliation(
        kind=kind,
        terms=terms if terms is not None else tuple(part.value for part in parts),
        expected=whole.value,
        holds=abs(difference) <= TOLERANCE * abs(whole.value),
        difference=difference,
        label=label,
        term_witnesses=tuple(source.witness(p.line, p.start, p.end, rule=rule, confidence=confidence) for p in parts),
        witness=witness,
    )


def _part(money: Money) -> _Part:
    return _Part(money.value, money.amount.line, money.amount.start, money.amount.end)


def _count_part(number: Number) -> _Part:
    return _Part(number.value, number.line, number.start, number.end)


def _sum_of_money(
    source: SourceText, parts: Sequence[Money], whole: Money, rule: str, confidence: float
) -> Reconciliation:
    """The claim that these amounts make that one."""
    computed = sum(part.value for part in parts)
    return _claim(source, "sum", [_part(part) for part in parts], _part(whole), computed, whole.label, rule, confidence)


def _bracket_sums(source: SourceText, found: list[Money]) -> Iterable[Reconciliation]:
    """'8억원(국비 5억, 도비 3억)' claims that the parts make the whole."""
    for whole in found:
        parts = [child for child in whole.children if child.role not in ("change", "other", "per_unit")]
        if len(parts) < 2 or any(p.amount.range_end for p in parts) or whole.amount.range_end:
            continue
        yield _sum_of_money(source, parts, whole, "reconciliation.bracket", 0.95)


def _columns(source: SourceText, lines: list[int]) -> Iterable[Reconciliation]:
    """The row 합계 of a table claims the sum of the other rows."""
    for column in find_columns(source, lines):
        parts = [_Part(p.value, p.line, p.start, p.end) for p in column.parts]
        whole = _Part(column.whole.value, column.whole.line, column.whole.start, column.whole.end)
        total = sum(p.value for p in parts)
        yield _claim(source, "sum", parts, whole, total, column.head, "reconciliation.column", 0.9)


_SHARE_JOIN = re.compile(
    r"^\s?(?:을|를|이|은|는|으로|로)?\s?(?:,|과|와|·|\+|및|에)?\s?(?:국·?)?(?:국비|국고|도비|시·?도비|시비|군비|구비|시·?군비|지방비|민자|민간|자부담|민간자본|특별교부세|교부세|특교세|기금|기타)"
    r"(?:는|은|가)?\s?(?:약\s?)?$"
)
_SHARE_WHOLE = re.compile(
    r"^\s?(?:을|를|이|으로|로)?\s?(?:,|등|합쳐|합해|합친|합한|더해|더한|포함해|모두|총)?\s?(?:,|등|합쳐|합해|합친|합한|더해|더한|모두|총)\s?(?:모두|총|전체)?\s?(?:사업비|예산)?(?:는|은)?\s?(?:약|총|모두)?\s?$"
)


def _funding_sums(source: SourceText, found: list[Money]) -> Iterable[Reconciliation]:
    """'국비 21억원과 도비 3억원, 군비 9억원 등 총사업비 33억원': the shares claim to make the whole."""
    for index, whole in enumerate(found):
        run: list[Money] = []
        after = whole
        for money in reversed(found[max(0, index - 6) : index]):
            if money.sentence.index != whole.sentence.index or money.parent or money.role not in ("component", "total"):
                break
            line = source.folded[money.amount.line - 1]
            gap = line[money.amount.end : after.amount.start]
            if not money.funding_label or not (_SHARE_WHOLE if after is whole else _SHARE_JOIN).match(gap):
                break
            run.insert(0, money)
            after = money
        labels = {money.funding_label for money in run}
        if len(run) >= 2 and len(labels) == len(run) and not whole.funding_label:
            total = sum(m.value for m in run)
            if total * 2 >= whole.value:
                parts = [_part(m) for m in run]
                yield _claim(source, "sum", parts, _part(whole), total, whole.label, "reconciliation.funding", 0.85)


_MONEY_JOIN = re.compile(rf"^\s?(?:을|를|이)?\s?(?:,|과|와|·|및|[{BULLETS}])\s?[^,.()\d]{{1,24}}$")
_MONEY_WHOLE = re.compile(
    r"^\s?(?:을|를|이|으로|로)?\s?(?P<more>등)?(?:을|를)?\s?,?\s?(?:총|모두|합쳐|합해|합하면|더하면|더해|전체)\s?(?:모두|총|사업비|예산)?(?:는|은)?\s?(?:약\s?)?$"
)


def _listed_money(source: SourceText, found: list[Money]) -> Iterable[Reconciliation]:
    """'가 사업 10억원, 나 사업 8억원, 다 사업 7억원 등 모두 25억원', also when the sum is wrong."""
    for index, whole in enumerate(found):
        run: list[Money] = []
        after, partial = whole, False
        for money in reversed(found[max(0, index - 12) : index]):
            if money.sentence.index != whole.sentence.index or money.parent or money.role not in ("component", "total"):
                break
            gap = source.folded[money.amount.line - 1][money.amount.end : after.amount.start]
            match = (_MONEY_WHOLE if after is whole else _MONEY_JOIN).match(gap)
            if not match:
                break
            partial = partial or (after is whole and bool(match.group("more")))
            run.insert(0, money)
            after = money
        total = sum(m.value for m in run)
        if len(run) >= 3 and total >= (0.9 if partial else 0.5) * whole.value and whole.value > run[0].value:
            yield _claim(
                source, "sum", [_part(m) for m in run], _part(whole), total, whole.label, "reconciliation.listed", 0.8
            )


_WHOLE_FIRST = re.compile(
    r"^\s?(?:으로|로|이며|이고|규모로|인데)?\s?,?\s?(?:이는\s)?(?:국비|국고|도비|시비|군비|구비|지방비)(?:는|은|가)?\s?(?:약\s?)?$"
)
_WHOLE_CUE = re.compile(r"(?:총|모두|전체|총사업비|총예산|총\s?사업비|사업비)(?:는|은|가)?\s?(?:모두|총|약)?\s?$")


def _shares_after(source: SourceText, found: list[Money]) -> Iterable[Reconciliation]:
    """'총사업비는 30억원으로 국비 15억원, 도비 5억원, 시비 10억원이다': the whole comes first."""
    for index, whole in enumerate(found):
        if whole.funding_label or not _WHOLE_CUE.search(whole.before[-14:]):
            continue
        run: list[Money] = []
        before = whole
        for money in found[index + 1 : index + 7]:
            if money.sentence.index != whole.sentence.index or money.parent or not money.funding_label:
                break
            gap = source.folded[money.amount.line - 1][before.amount.end : money.amount.start]
            if not (_WHOLE_FIRST if before is whole else _SHARE_JOIN).match(gap):
                break
            run.append(money)
            before = money
        total = sum(m.value for m in run)
        if len({m.funding_label for m in run}) == len(run) >= 2 and 0.8 * whole.value <= total <= 1.2 * whole.value:
            parts = [_part(m) for m in run]
            yield _claim(source, "sum", parts, _part(whole), total, whole.label, "reconciliation.funding", 0.85)


_COUNT_JOIN = re.compile(r"^\s?(?:\([^()]{0,30}\))?\s?(?:과|와|,|·|및)\s?[가-힣A-Za-z0-9·\s‘’'\"]{1,24}$")
_COUNT_WHOLE = re.compile(r"^\s?(?:등)?\s?(?:,|에)?\s?(?:총|모두|전체|합쳐|합해)?\s?(?:약\s?)?(?:[가-힣]{2,8}\s)?$")


def _listed_counts(source: SourceText, numbers: list[Number]) -> Iterable[Reconciliation]:
    """'공원 140곳, 시설 142곳 등 282곳', '총 30대(버스 20대, 택시 10대)': counted parts claim to make the whole.

    A list that ends in 등 may leave parts out: it is compared only when it exceeds the whole or comes within a tenth.
    """
    for index, last in enumerate(numbers):
        line = source.folded[last.line - 1]
        run = [last]
        for number in reversed(numbers[max(0, index - 12) : index]):
            gap = line[number.end : run[0].start] if number.line == last.line else "."
            if _unit_class(number.unit) != _unit_class(last.unit) or not _COUNT_JOIN.match(gap):
                break
            run.insert(0, number)
        if len(run) < 2 or last.unit == "%":
            continue
        whole, partial = _listed_whole(line, numbers, index, len(run))
        if whole is None or whole.value <= max(n.value for n in run):
            continue
        total = sum(n.value for n in run)
        if not partial or total >= 0.9 * whole.value:
            parts = [_count_part(n) for n in run]
            yield _claim(source, "sum", parts, _count_part(whole), total, whole.unit, "reconciliation.listed", 0.8)


def _listed_whole(line: str, numbers: list[Number], index: int, length: int) -> tuple[Number | None, bool]:
    """The count that a run of counts divides, right after it or before the bracket around it; whether 등 ends it."""
    last, first = numbers[index], numbers[index - length + 1]
    kind = _unit_class(last.unit)
    if index + 1 < len(numbers) and numbers[index + 1].line == last.line:
        following = numbers[index + 1]
        gap = line[last.end : following.start]
        counted = re.search(r"등|총|모두|전체|합쳐|합해", gap)
        if counted and _COUNT_WHOLE.match(gap) and (_same_thing(following.unit, kind)):
            return following, "등" in gap
    if index >= length:
        before = numbers[index - length]
        gap = line[before.end : first.start] if before.line == first.line else ""
        closed = re.match(r"\s?(?P<more>등)?\s?\)", line[last.end : last.end + 4])
        if (
            closed
            and re.match(r"^\s?[가-힣]{0,8}\s?\((?![^()]*\d)[^()]{0,20}$", gap)
            and _same_thing(before.unit, kind)
        ):
            return before, bool(closed.group("more"))
    return None, False


def _same_thing(unit: str, other: str) -> bool:
    """곳, 개소 and '개 지역' count places."""
    places = ("곳", "개소", "개지역", "지역")
    return _unit_class(unit) == other or (unit in places and (other in places or f"개{other}" in places))


def _list_sums(source: SourceText, kept: list[Money], sentences: list[Sentence]) -> Iterable[Reconciliation]:
    """A breakdown ('기관별로는 ▲… ▲…') claims to divide the whole, unless it lists only the main ones."""
    wholes = [m for m in kept if m.role == "total" and not m.bullet]
    if not wholes:
        return
    whole = max(wholes, key=lambda m: m.value)
    text = {s.index: s for s in sentences}
    groups: dict[tuple[int, int], list[Money]] = {}
    for money in kept:
        if money.bullet and money.parent is None and money.role in ("component", "total"):
            groups.setdefault((money.sentence.index, _list_of(money, text)), []).append(money)
    for (index, start), parts in groups.items():
        lead = text[index].text[max(0, start - 30) : start] if index in text else ""
        total = sum(p.value for p in parts)
        exact = abs(total - whole.value) <= TOLERANCE * whole.value
        if len(parts) >= 2 and parts[0] is not whole and (exact or _BREAKDOWN.search(lead)):
            yield _claim(
                source, "sum", [_part(p) for p in parts], _part(whole), total, lead.strip(), "reconciliation.list", 0.85
            )


def _list_of(money: Money, text: dict[int, Sentence]) -> int:
    """Where the list begins that the amount stands in: two lists may share a sentence."""
    sentence = text.get(money.sentence.index)
    if sentence is None:
        return 0
    position = money.amount.start - sentence.start
    leads = [
        m.start()
        for m in re.finditer(
            rf"(?:별로는|별로|별\s?규모는|별\s?예산은|별은|별로\s?보면)[^{BULLETS}]{{0,20}}[{BULLETS}]", sentence.text
        )
        if m.start() < position
    ]
    if leads:
        mark = re.compile(rf"[{BULLETS}]").search(sentence.text, leads[-1])
        return mark.start() if mark else 0
    mark = re.compile(rf"[{BULLETS}]").search(sentence.text)
    return mark.start() if mark else 0


def _run_sums(source: SourceText, kept: list[Money]) -> Iterable[Reconciliation]:
    """A run of stated parts that adds up exactly to a stated whole."""
    plain = [m for m in kept if m.parent is None and m.role in ("total", "component") and m.zone == "body"]
    for whole in [m for m in kept if m.role in ("total", "component") and m.parent is None]:
        others = [m for m in plain if m is not whole and m.value < whole.value and not (m.bullet and whole.bullet)]
        for parts in find_runs(whole, others):
            if len({p.bullet for p in parts}) > 1 or (whole.funding_label and all(p.funding_label for p in parts)):
                continue
            if (len(parts) == 2 and _only_listed(whole, parts)) or _inside_table(source, [whole, *parts]):
                continue
            yield _sum_of_money(source, parts, whole, "reconciliation.run", 0.85)


def _inside_table(source: SourceText, members: list[Money]) -> bool:
    """All stand in rows of a table, whose columns are compared by their heads."""
    return all(source.folded[m.amount.line - 1].count("|") >= 2 for m in members)


def _only_listed(whole: Money, parts: list[Money]) -> bool:
    """'A 사업 80억원, B 사업 20억원, C 사업 60억원': neighbours of one list whose sum is a coincidence."""
    members = [whole, *parts]
    return (
        whole.role == "component"
        and len({m.sentence.index for m in members}) == 1
        and not any(m.funding_label for m in members)
        and not re.search(r"총|합쳐|합해|합한|합치|모두|전체|가운데|나눠|나뉘|\s중\s|이\s?중|포함", whole.sentence.text)
    )


def _count_sums(source: SourceText, numbers: list[Number], sentences: list[Sentence]) -> Iterable[Reconciliation]:
    """Counts of one unit that add up exactly to another count of that unit."""
    groups: dict[str, list[Number]] = {}
    for number in numbers:
        if number.unit != "%":
            groups.setdefault(_unit_class(number.unit), []).append(number)
    for members in groups.values():
        if len(members) > 40:
            continue
        for whole in members:
            if whole.value < 10:
                continue
            parts = _count_run(whole, [n for n in members if n is not whole and n.value < whole.value])
            if parts:
                yield _claim(
                    source,
                    "sum",
                    [_count_part(p) for p in parts],
                    _count_part(whole),
                    sum(p.value for p in parts),
                    whole.unit,
                    "reconciliation.counts",
                    0.75,
                )


def _unit_class(unit: str) -> str:
    return re.sub(r"^개(?=.)|^여", "", unit) if unit not in ("개", "개소", "개사") else unit


def _count_run(whole: Number, others: list[Number]) -> list[Number]:
    """Two or more counts in a row that add up to the whole, near it in the text."""
    near = [n for n in _without_subtotals(others) if abs(n.sentence - whole.sentence) <= 14]
    for start in range(len(near)):
        total = 0.0
        for end in range(start, min(len(near), start + 20)):
            total += near[end].value
            if total > whole.value:
                break
            if end > start and total == whole.value:
                run = near[start : end + 1]
                if len({n.value for n in run} | {0.0}) > 1 and (len(run) >= 3 or min(n.value for n in run) >= 5):
                    return run
    return []


def _without_subtotals(numbers: list[Number]) -> list[Number]:
    """The counts without those that add up two or more counts right before them."""
    kept: list[Number] = []
    for number in numbers:
        subtotal = any(
            sum(n.value for n in kept[start:end]) == number.value
            for end in range(max(0, len(kept) - 3), len(kept) + 1)
            for start in range(max(0, end - 4), end - 1)
        )
        if not subtotal:
            kept.append(number)
    return kept


def _shares(source: SourceText, found: list[Money], numbers: list[Number]) -> Iterable[Reconciliation]:
    """'5개 시군에 2억원씩 총 10억원' claims that count times amount is the whole."""
    for each in [m for m in found if m.role == "per_unit" and not m.amount.range_end]:
        same = [
            m
            for m in found
            if m.sentence.index == each.sentence.index and m.role in ("total", "component") and m.value > each.value
        ]
        times = [n for n in numbers if n.sentence == each.sentence.index and n.unit != "%" and n.value >= 2]
        near = [
            n for n in numbers if abs(n.sentence - each.sentence.index) <= 4 and n.unit not in ("%",) and n.value >= 2
        ]
        if each.parent is not None:
            line = source.folded[each.amount.line - 1]
            inside = [n for n in times if n.line == each.amount.line and 0 <= n.start - each.amount.end <= 4]
            if inside and line[each.amount.end : inside[0].start].strip() in (",", "×", "x", "X", "*", "씩"):
                product = inside[0].value * each.value
                parts = [_count_part(inside[0]), _part(each)]
                rule = "reconciliation.each_bracket"
                yield _claim(source, "product", parts, _part(each.parent), product, each.parent.label, rule, 0.85)
        yield from _stated_product(source, each, same, times)
        exact = [
            m
            for m in found
            if m not in same
            and abs(m.sentence.index - each.sentence.index) <= 4
            and m.role in ("total", "component")
            and m.zone == "body"
        ]
        for whole, candidates in [*((m, [*times, *near]) for m in same), *((m, near) for m in exact)]:
            for number in candidates:
                if number.value * each.value == whole.value:
                    parts = [_count_part(number), _part(each)]
                    yield _claim(
                        source,
                        "product",
                        parts,
                        _part(whole),
                        number.value * each.value,
                        whole.label,
                        "reconciliation.each",
                        0.85,
                    )


_EACH_TO_WHOLE = re.compile(r"^\s?(?:을|를)?\s?씩(?:을)?\s?,?\s?(?:총|모두|합쳐|합해|전체)\s?(?:약\s?)?$")
_NUMBER_TO_EACH = re.compile(r"^\s?(?:에|에게|에는|마다)?\s?(?:각각\s|각\s)?(?:국비|도비|시비|사업비|지원금)?\s?$")


def _stated_product(
    source: SourceText, each: Money, wholes: list[Money], times: list[Number]
) -> Iterable[Reconciliation]:
    """'15개 마을에 3억 원씩 모두 45억 원' claims the product, also when it is wrong."""
    line = source.folded[each.amount.line - 1]
    number = next((n for n in reversed(times) if n.line == each.amount.line and n.end <= each.amount.start), None)
    whole = next((m for m in wholes if m.amount.start >= each.amount.end), None)
    if number is None or whole is None or not _EACH_TO_WHOLE.match(line[each.amount.end : whole.amount.start]):
        return
    between = re.sub(r"^\s?[가-힣]{1,5}(?=(?:에|에게|에는|마다)\s)", "", line[number.end : each.amount.start])
    if _NUMBER_TO_EACH.match(between):
        product = number.value * each.value
        parts = [_count_part(number), _part(each)]
        yield _claim(source, "product", parts, _part(whole), product, whole.label, "reconciliation.each", 0.85)


def _coefficients(source: SourceText, kept: list[Money], numbers: list[Number]) -> Iterable[Reconciliation]:
    """Money times a coefficient per base amount is the number of jobs that the text promises."""
    coefficients = [n for n in numbers if _COEFFICIENT.search(n.before)]
    bases = [m for m in kept if _COEFFICIENT.search(m.before) or _COEFFICIENT.search(m.after[:60])]
    jobs = [n for n in numbers if n not in coefficients and (_JOBS.search(n.before) or _JOBS.search(_after(source, n)))]
    totals = [m for m in kept if m.role == "total"]
    for coefficient in coefficients[:3]:
        for base in bases[:3]:
            for whole in totals[:3]:
                for job in jobs[:5]:
                    computed = whole.value / base.value * coefficient.value
                    if abs(computed - job.value) <= 0.05 * job.value:
                        parts = [_part(whole), _count_part(coefficient), _part(base)]
                        terms = (float(whole.value), coefficient.value, 1 / base.value)
                        yield _claim(
                            source,
                            "product",
                            parts,
                            _count_part(job),
                            computed,
                            "취업유발계수",
                            "reconciliation.coefficient",
                            0.8,
                            terms,
                        )


def _after(source: SourceText, number: Number) -> str:
    return source.folded[number.line - 1][number.end : number.end + 12]
