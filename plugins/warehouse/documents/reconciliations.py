"""Arithmetic that the text claims or implies: parts and wholes of money and counts, products, and whether they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from warehouse.documents.budgets import ITEM_LINE, Money, find_runs
from warehouse.documents.change_claims import stated_differences
from warehouse.documents.claim import TOLERANCE, Part, claim_of, money_part, sum_of_money
from warehouse.documents.count_claims import MAXIMUM_DISTANCE, count_sums, divided_counts, listed_counts
from warehouse.documents.counts import Number
from warehouse.documents.model import Reconciliation
from warehouse.documents.product_claims import (
    coefficients,
    multiples,
    products_of_counts,
    products_of_each,
    shares_of_wholes,
    yearly_products,
)
from warehouse.documents.sentences import BULLETS, Sentence
from warehouse.documents.tables import Table, find_columns
from warehouse.documents.witness import SourceText

_BREAKDOWN = re.compile(r"(?:기관|유형|분야|연도|시기|부문|지역|권역|재원|단계|분기|항목|용도|사업|기능|대상)\s?별")


def reconciliation_facts(
    source: SourceText,
    found: list[Money],
    kept: list[Money],
    numbers: list[Number],
    sentences: list[Sentence],
    tables: Sequence[Table],
) -> tuple[Reconciliation, ...]:
    """All claims, each once; a coincidence of numbers that other claims explain is none."""
    claims: dict[tuple[object, ...], Reconciliation] = {}
    for claim in (
        *_bracket_sums(source, found),
        *_list_sums(source, kept, sentences),
        *_prose_breakdowns(source, kept),
        *_columns(source, tables),
        *_block_sums(source, kept),
        *_funding_sums(source, found),
        *_shares_after(source, found),
        *listed_counts(source, numbers),
        *divided_counts(source, numbers),
        *_listed_money(source, found),
        *stated_differences(source, found, numbers, sentences),
        *_run_sums(source, kept, found),
        *_precise_pairs(source, found),
        *_rounded_sums(source, kept),
        *count_sums(source, numbers),
        *products_of_each(source, found, numbers, sentences),
        *products_of_counts(source, numbers, sentences),
        *yearly_products(source, found),
        *multiples(source, found),
        *shares_of_wholes(source, found, numbers, sentences),
        *coefficients(source, kept, numbers),
    ):
        key = (claim.kind, tuple(sorted(claim.terms)), claim.expected)
        claims.setdefault(key, claim)
    return tuple(claim for claim in claims.values() if not _is_implied(claim, claims.values()))


_BY_CHANCE = ("reconciliation.run", "reconciliation.counts")


def _is_implied(claim: Reconciliation, others: Iterable[Reconciliation]) -> bool:
    """Whole and parts are all parts of another whole: '국비 7억, 도비 3억, 시비 4억' claims nothing about 7 = 3 + 4."""
    if claim.witness.rule not in _BY_CHANCE:
        return False
    members: dict[float, set[float]] = {}
    for other in others:
        if other is not claim and other.kind == "sum" and other.expected > claim.expected:
            members.setdefault(other.expected, set()).update(other.terms)
    return any({claim.expected, *claim.terms} <= parts for parts in members.values())


def _bracket_sums(source: SourceText, found: list[Money]) -> Iterable[Reconciliation]:
    """'8억원(국비 5억, 도비 3억)' claims that the parts make the whole."""
    for whole in found:
        parts = [
            child for child in whole.children
            if child.role not in ("change", "other") and (child.role != "per_unit" or whole.role == "per_unit")
        ]  # fmt: skip
        if len(parts) < 2 or any(p.amount.range_end for p in parts) or whole.amount.range_end:
            continue
        yield sum_of_money(source, parts, whole, "reconciliation.bracket", 0.95)


def _columns(source: SourceText, tables: Sequence[Table]) -> Iterable[Reconciliation]:
    """The row 합계 of a table claims the sum of the other rows."""
    for column in find_columns(tables):
        parts = [Part(p.value, p.line, p.start, p.end) for p in column.parts]
        whole = Part(column.whole.value, column.whole.line, column.whole.start, column.whole.end)
        total = sum(p.value for p in parts)
        yield claim_of(source, "sum", parts, whole, total, column.head, "reconciliation.column", 0.9)


_SHARE_JOIN = re.compile(
    r"^\)?\s?(?:을|를|이|은|는|으로|로)?\s?(?:,|과|와|·|\+|및|에)?\s?(?:국·?)?(?:국비|국고|도비|시·?도비|시비|군비|구비|시·?군비|지방비|민자|민간|자부담|민간자본|특별교부세|교부세|특교세|기금|기타)"
    r"(?:는|은|가)?\s?(?:약\s?)?\(?$"
)
_SHARE_WHOLE = re.compile(
    r"^\)?\s?(?:을|를)\s(?:더한|합한|합친)\s[가-힣]{0,6}\s?(?:이|은|는)?\s?(?:총|모두)?\s?$"
    r"|^\)?\s?(?:을|를|이|으로|로)?\s?(?:,|등|합쳐|합해|합친|합한|더해|더한|포함해|모두|총)?\s?(?:,|등|합쳐|합해|합친|합한|더해|더한|모두|총)\s?(?:모두|총|전체)?\s?(?:사업비|예산)?(?:는|은)?\s?(?:약|총|모두)?\s?$"
)


# '도비와 군비를 더한 보조금': these are themselves made of shares.
_SUMS_OF_SHARES = (None, "보조금", "지방비")


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
        if len(run) >= 2 and len(labels) == len(run) and whole.funding_label in _SUMS_OF_SHARES:
            total = sum(m.value for m in run)
            if total * 2 >= whole.value:
                parts = [money_part(m) for m in run]
                yield claim_of(
                    source, "sum", parts, money_part(whole), total, whole.label, "reconciliation.funding", 0.85
                )


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
            yield claim_of(
                source,
                "sum",
                [money_part(m) for m in run],
                money_part(whole),
                total,
                whole.label,
                "reconciliation.listed",
                0.8,
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
            parts = [money_part(m) for m in run]
            yield claim_of(source, "sum", parts, money_part(whole), total, whole.label, "reconciliation.funding", 0.85)


def _list_sums(source: SourceText, kept: list[Money], sentences: list[Sentence]) -> Iterable[Reconciliation]:
    """A breakdown ('기관별로는 ▲… ▲…') claims to divide the whole; one that lists only the main parts says so by its rule."""
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
        partial = _IS_PARTIAL.match(parts[-1].after) and total < whole.value
        if len(parts) >= 2 and parts[0] is not whole and (exact or _BREAKDOWN.search(lead)):
            yield claim_of(
                source,
                "sum",
                [money_part(p) for p in parts],
                money_part(whole),
                total,
                lead.strip(),
                "reconciliation.partial_list" if partial else "reconciliation.list",
                0.85,
            )


# A list that ends in 등 says itself that it leaves parts out: falling short of the whole is no error then (guidelines 6).
_IS_PARTIAL = re.compile(r"^\s?\)?\s?등(?:이다|이며|이고|으로|을|의|에|이|\s|\.|,|$)")
_BREAKDOWN_OPENS = re.compile(
    r"(?:회계|기관|재원|유형|분야|부문|연도|연차|단계|사업|지역|용도|항목|성질|기능)\s?별로(?:는|\s보면|\s살펴보면|\s나누면)?\s"
)


def _prose_breakdowns(source: SourceText, kept: list[Money]) -> Iterable[Reconciliation]:
    """'회계별로는 일반회계 1조 8607억 원, 특별회계 3525억 원이다': the parts of a sentence divide the whole before it."""
    by_sentence: dict[int, list[Money]] = {}
    for money in kept:
        opens = _BREAKDOWN_OPENS.search(money.before)
        if opens and not money.bullet and money.parent is None and money.role in ("component", "total"):
            by_sentence.setdefault(money.sentence.index, []).append(money)
    for index, parts in by_sentence.items():
        total = sum(p.value for p in parts)
        wholes = [
            m for m in kept
            if m.role in ("component", "total") and 0 <= index - m.sentence.index <= 4 and m not in parts
            and m.value > max(p.value for p in parts) and 0.8 * total <= m.value <= 1.25 * total
        ]  # fmt: skip
        if len(parts) >= 2 and wholes and not _IS_PARTIAL.match(parts[-1].after):
            yield sum_of_money(source, parts, wholes[-1], "reconciliation.breakdown", 0.8)


_SUM_LINE = re.compile(r"^\W{0,4}(?:합\s?계|총\s?계|총액|소계|계|모두|총)\s?[:：]?\s?(?:약\s)?$")
_FIELD_OF_WHOLE = re.compile(r"(?:총\s?)?(?:사업비|예산|투자비|소요액)\s?[:：]?\s?(?:총|약|모두|\s){0,3}$")


def _block_sums(source: SourceText, kept: list[Money]) -> Iterable[Reconciliation]:
    """Items on lines of their own and a line 합계 right after, or the field 사업비 right before, also when wrong."""
    blocks: dict[int, list[Money]] = {}
    for money in kept:
        if money.block is not None and money.role in ("component", "total"):
            blocks.setdefault(money.block, []).append(money)
    for parts in blocks.values():
        first, last = parts[0].amount.line, parts[-1].amount.line
        total = sum(m.value for m in parts)
        for whole in kept:
            before, line = whole.before, whole.amount.line
            after_list = 0 < line - last <= 2 and bool(_SUM_LINE.match(before))
            field_before = (
                0 < first - line <= 2 and whole.block != parts[0].block and bool(_FIELD_OF_WHOLE.search(before))
            )
            near = 0.8 * total <= whole.value <= 1.25 * total
            if (
                whole not in parts
                and whole.value > max(m.value for m in parts)
                and near
                and (after_list or field_before)
            ):
                yield sum_of_money(source, parts, whole, "reconciliation.block", 0.85)


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


def _run_sums(source: SourceText, kept: list[Money], found: list[Money]) -> Iterable[Reconciliation]:
    """Runs of stated parts that add up exactly to a stated whole; a list may say again what the lead said."""
    for whole in [m for m in kept if m.role in ("total", "component", "change") and m.parent is None]:
        runs = [*_exact_runs(source, whole, kept), *_exact_runs(source, whole, found)]
        told: list[list[Money]] = []
        # Of runs that share an amount the one that stands closest together is meant.
        for parts in sorted(runs, key=lambda run: (run[-1].sentence.index - run[0].sentence.index, len(run))):
            if not any(set(map(id, parts)) & set(map(id, other)) for other in told):
                told.append(parts)
                yield sum_of_money(source, parts, whole, "reconciliation.run", 0.85)


def _exact_runs(source: SourceText, whole: Money, stated: list[Money]) -> Iterable[list[Money]]:
    others = [
        m for m in stated
        if m is not whole and m.value < whole.value and m.parent is None and m.role in ("total", "component")
        and m.zone == "body" and not m.amount.range_end and m.reason not in ("role.separate", "role.elsewhere")
        and not (m.bullet and whole.bullet)
    ]  # fmt: skip
    for parts in find_runs(whole, others):
        if whole.role == "change" and not _follow_at_once(whole, parts):
            continue
        if parts[-1].sentence.index - parts[0].sentence.index > MAXIMUM_DISTANCE * (len(parts) - 1):
            continue
        if _leaves_out_ordinals(parts, stated) or _among_listed(whole, parts):
            continue
        if len({_is_item(p) for p in parts}) > 1:
            continue
        if len({p.bullet for p in parts}) > 1 or (whole.funding_label and all(p.funding_label for p in parts)):
            continue
        if (len(parts) == 2 and _only_listed(source, whole, parts)) or _inside_table(source, [whole, *parts]):
            continue
        yield parts


def _follow_at_once(whole: Money, parts: list[Money]) -> bool:
    """'7억5천만원 깎았다. 삭감된 항목은 가 3억원, 나 …': the parts of a difference stand right behind it, or in its list."""
    listed = len(parts) >= 3 and all(_is_item(p) for p in parts) and parts[0].amount.line > whole.amount.line
    return listed or (len(parts) >= 2 and all(0 <= p.sentence.index - whole.sentence.index <= 2 for p in parts))


def _precise_pairs(source: SourceText, found: list[Money]) -> Iterable[Reconciliation]:
    """'120억 8227만 원을 덜어 냈다. … 203억 3587만 원 중 82억 5360만 원은 되살아났다': five figures never meet by chance."""
    precise = [m for m in found if m.zone == "body" and len(str(m.won).rstrip("0")) >= 5 and not m.suspect]
    for first, second, third in (precise[i : i + 3] for i in range(len(precise) - 2)):
        whole, *parts = sorted((first, second, third), key=lambda m: -m.won)
        near = third.sentence.index - first.sentence.index <= 2
        if near and sum(p.won for p in parts) == whole.won and not any(p.parent is whole for p in parts):
            yield sum_of_money(source, parts, whole, "reconciliation.precise", 0.8)


_TOTAL_WORD = re.compile(r"(?:총|모두|전체|합계|총사업비|총예산)(?:은|는|이|가)?\s?(?:약\s?)?$")


def _rounded_sums(source: SourceText, kept: list[Money]) -> Iterable[Reconciliation]:
    """'총 1181억원 규모로 가 710억원, 나 342억원, 다 128억원': all amounts of a sentence make the total but for rounding."""
    by_sentence: dict[int, list[Money]] = {}
    for money in kept:
        if money.zone == "body" and money.parent is None and not money.cell:
            by_sentence.setdefault(money.sentence.index, []).append(money)
    for index, members in by_sentence.items():
        whole = members[0] if _TOTAL_WORD.search(members[0].before[-8:]) else None
        parts = members[1:] if whole else members
        previous = by_sentence.get(index - 1, [])
        if whole is None and len(previous) == 1 and _TOTAL_WORD.search(previous[0].before[-8:]):
            whole = previous[0]
        if whole is None or len(parts) < 3 or any(p.role not in ("component", "total") for p in parts):
            continue
        off = abs(sum(p.value for p in parts) - whole.value)
        if 0 < off <= TOLERANCE * whole.value and not any(p.amount.range_end for p in parts):
            yield sum_of_money(source, parts, whole, "reconciliation.rounded", 0.75)


def _is_item(money: Money) -> bool:
    """The amount's line is an item of a list, alone or with others."""
    return money.block is not None or bool(ITEM_LINE.match(money.opening))


_ORDINAL = re.compile(r"^\W{0,3}(?:첫|둘|셋|넷|다섯|여섯)째")


def _leaves_out_ordinals(parts: list[Money], stated: list[Money]) -> bool:
    """'첫째 … 넷째': a run that takes only some of a counted series adds up by chance."""
    series = [m for m in stated if _ORDINAL.match(m.opening)]
    lines = {m.amount.line for m in series}
    inside = {p.amount.line for p in parts} & lines
    return bool(inside) and inside != lines


def _among_listed(whole: Money, parts: list[Money]) -> bool:
    """'A(3억 원), B(1억4천만 원), C(1억 원) 등': two amounts that make an item of a list add up by chance."""
    return (
        len(parts) == 2
        and _in_brackets(whole)
        and any(_in_brackets(p) and p.sentence.index == whole.sentence.index for p in parts)
    )


def _in_brackets(money: Money) -> bool:
    return money.before.rstrip().endswith("(") and money.after.lstrip().startswith(")")


def _inside_table(source: SourceText, members: list[Money]) -> bool:
    """All stand in rows of a table, whose columns are compared by their heads."""
    return all(m.cell is not None or source.folded[m.amount.line - 1].count("|") >= 2 for m in members)


def _only_listed(source: SourceText, whole: Money, parts: list[Money]) -> bool:
    """'A 사업 80억원, B 사업 20억원, C 사업 60억원': neighbours of one list whose sum is a coincidence."""
    members = sorted([whole, *parts], key=lambda m: (m.amount.line, m.amount.start))
    line = source.folded[whole.amount.line - 1]
    return (
        len({m.sentence.index for m in members}) == 1
        and not any(m.funding_label for m in members)
        and (
            whole.role == "component"
            or all(_MONEY_JOIN.match(line[a.amount.end : b.amount.start]) for a, b in pairwise(members))
        )
        and not re.search(r"총|합쳐|합해|합한|합치|모두|전체|가운데|나눠|나뉘|\s중\s|이\s?중|포함", whole.sentence.text)
    )
