"""Counts that the text adds up: '공원 140곳, … 등 300곳', '68곳을 2분기 30곳, 3분기 25곳으로 나눠', runs of one unit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from warehouse.documents.claim import claim_of, count_part
from warehouse.documents.counts import Number, unit_class
from warehouse.documents.model import Reconciliation
from warehouse.documents.witness import SourceText

_JOIN = re.compile(
    r"^\s?(?:\([^()]{0,30}\))?\s?(?:과|와|,|·|및|이며|이고|으로|로)\s?[가-힣A-Za-z0-9·\s‘’'\"]{1,24}?\s?$"
    r"|^(?:으로|로)\s가장\s많고\s[가-힣A-Za-z·\s]{1,16}$"
)
_SUM_WORD = r"(?:총|모두|전체|합쳐|합해|합하면|더해|더하면|도합|합계|통틀어)"
_TO_WHOLE = re.compile(
    rf"^\s?(?P<more>등)?\s?(?:을|를|이|으로|로|이며|이고|인데)?\s?,?\s?(?:에)?\s?(?P<sum>{_SUM_WORD}(?:\s{_SUM_WORD})?)?\s?(?:약\s?)?(?:[가-힣]{{2,8}}\s)?$"
)
# '68곳을 2분기 30곳, …으로 나눠', '대상 섬 25곳은 신안군 11곳, 진도군 8곳, …이다': the whole comes first.
_WHOLE_FIRST = re.compile(
    r"^\s?(?:을|를|은|는|이|가|인데|으로|중)?\s?,?\s?(?:[가-힣A-Za-z0-9·]{1,10}\s){0,2}[가-힣A-Za-z0-9·]{1,10}\s?$"
)
_DIVIDED = re.compile(r"^\s?(?:으로|로|씩|에)?\s?(?:나눠|나누|나뉘|나눈|쪼개|구분|구성|이뤄|이루어|배분)")


# Sentences between two neighbouring parts; numbers farther apart add up by chance.
MAXIMUM_DISTANCE = 3


def listed_counts(source: SourceText, numbers: list[Number]) -> Iterable[Reconciliation]:
    """Counted parts claim to make the whole that stands beside their list.

    A list that ends in 등 may leave parts out: it is compared only when it exceeds the whole or comes within a tenth.
    """
    for index, last in enumerate(numbers):
        line = source.folded[last.line - 1]
        run = _run_before(line, numbers, index)
        if len(run) < 2 or last.unit == "%":
            continue
        whole, partial = _whole_beside(line, numbers, index, len(run))
        if whole is None or whole.value <= max(n.value for n in run):
            continue
        total = sum(n.value for n in run)
        if not partial or total >= 0.9 * whole.value:
            parts = [count_part(n) for n in run]
            yield claim_of(source, "sum", parts, count_part(whole), total, whole.unit, "reconciliation.listed", 0.8)


def _run_before(line: str, numbers: list[Number], index: int) -> list[Number]:
    """The counts of one unit that a comma or a short label joins, up to the one at the index."""
    run = [numbers[index]]
    for number in reversed(numbers[max(0, index - 12) : index]):
        gap = line[number.end : run[0].start] if number.line == run[0].line else "."
        if unit_class(number.unit) != unit_class(run[0].unit) or not _JOIN.match(gap):
            break
        if re.match(rf"^\s?(?:으로|로)\s{_SUM_WORD}", gap):
            break
        run.insert(0, number)
    return run


def _whole_beside(line: str, numbers: list[Number], index: int, length: int) -> tuple[Number | None, bool]:
    """The count that a run divides, right after it, before the bracket around it or before its verb; whether 등 ends it."""
    last, first = numbers[index], numbers[index - length + 1]
    if index + 1 < len(numbers) and numbers[index + 1].line == last.line:
        following = numbers[index + 1]
        match = _TO_WHOLE.match(line[last.end : following.start])
        if match and (match.group("more") or match.group("sum")) and _same_thing(following.unit, last.unit):
            return following, bool(match.group("more"))
    if index < length:
        return None, False
    before = numbers[index - length]
    gap = line[before.end : first.start] if before.line == first.line else ""
    if not gap or not _same_thing(before.unit, last.unit):
        return None, False
    closed = re.match(r"\s?(?P<more>등)?\s?\)", line[last.end : last.end + 4])
    if closed and re.match(r"^\s?[가-힣]{0,8}\s?\((?![^()]*\d)[^()]{0,20}$", gap):
        return before, bool(closed.group("more"))
    if length >= 2 and _WHOLE_FIRST.match(gap) and _DIVIDED.match(line[last.end : last.end + 12]):
        return before, False
    return None, False


def _same_thing(unit: str, other: str) -> bool:
    """곳, 개소 and '개 지역' count places."""
    places = ("곳", "개소", "개지역", "지역")
    kind = unit_class(other)
    if other == "개" and unit.startswith("개"):
        return True  # '11개 과제 … 안전 5개, 복지 4개'
    return unit_class(unit) == kind or (unit in places and (kind in places or f"개{kind}" in places))


def divided_counts(source: SourceText, numbers: list[Number]) -> Iterable[Reconciliation]:
    """'제안은 64건. 교통이 21건, 안전 18건, 기타 11건': a list with a rest divides the count told before it."""
    for index, last in enumerate(numbers):
        line = source.folded[last.line - 1]
        run = _run_before(line, numbers, index)
        rest = re.search(r"(?:기타|나머지)(?:는|가|\s가운데)?\s?$", last.before)
        if len(run) < 3 or not (rest or re.search(r"별(?:로는|로|로\s보면)[^.]{0,12}$", run[0].before)):
            continue
        if (
            index + 1 < len(numbers)
            and numbers[index + 1].line == last.line
            and _JOIN.match(line[last.end : numbers[index + 1].start])
        ):
            continue  # the list goes on
        earlier = [
            n
            for n in numbers[: index - len(run) + 1]
            if 0 <= last.sentence - n.sentence <= 2 and _same_thing(n.unit, last.unit)
        ]
        total = sum(n.value for n in run)
        if earlier and 0.8 * total <= earlier[-1].value <= 1.2 * total:
            parts, whole = [count_part(n) for n in run], earlier[-1]
            yield claim_of(source, "sum", parts, count_part(whole), total, whole.unit, "reconciliation.listed", 0.8)


def count_sums(source: SourceText, numbers: list[Number]) -> Iterable[Reconciliation]:
    """Counts of one unit that add up exactly to another count of that unit, and the counts that go with them.

    '40곳에 48대를 단다. 20곳에 23대를 세우고 22곳에 25대를 놓는다': as 23 and 25 make 48, so should 20 and 22 make 40.
    """
    groups: dict[str, list[Number]] = {}
    for number in numbers:
        if number.unit != "%":
            groups.setdefault(unit_class(number.unit), []).append(number)
    exact: list[tuple[list[Number], Number]] = []
    for members in groups.values():
        for whole in members if len(members) <= 40 else ():
            parts = _exact_run(whole, [n for n in members if n is not whole and n.value < whole.value])
            if (
                whole.value >= 10
                and parts
                and not (_only_listed(source, parts, whole) or _is_item(source, parts, whole))
            ):
                exact.append((parts, whole))
    beside = [found for parts, whole in exact if (found := _companions(source, numbers, parts, whole))]
    explained = {id(whole) for _, whole in beside}
    for parts, whole in [*(one for one in exact if id(one[1]) not in explained), *beside]:
        total, stated = sum(p.value for p in parts), [count_part(p) for p in parts]
        yield claim_of(source, "sum", stated, count_part(whole), total, whole.unit, "reconciliation.counts", 0.75)


def _companions(
    source: SourceText, numbers: list[Number], parts: list[Number], whole: Number
) -> tuple[list[Number], Number] | None:
    """The counts of one other unit that stand beside the whole and each of its parts."""
    partner = _beside(source, numbers, whole)
    partners = [_beside(source, numbers, part) for part in parts]
    if partner is None or any(one is None or unit_class(one.unit) != unit_class(partner.unit) for one in partners):
        return None
    known = [one for one in partners if one is not None]
    total = sum(one.value for one in known)
    near = 0.8 * total <= partner.value <= 1.25 * total
    return (known, partner) if near and partner.value > max(one.value for one in known) else None


def _beside(source: SourceText, numbers: list[Number], number: Number) -> Number | None:
    """The count of another unit in the same few words ('20곳에 생활방범용 CCTV 23대')."""
    line = source.folded[number.line - 1]
    for other in numbers:
        first, second = (other, number) if other.start < number.start else (number, other)
        if (
            other.line == number.line
            and other.sentence == number.sentence
            and other.unit != "%"
            and unit_class(other.unit) != unit_class(number.unit)
            and re.match(r"^(?:에|의|에는|마다)?\s?[가-힣A-Za-z\s]{0,18}$", line[first.end : second.start])
        ):
            return other
    return None


_PLAIN_JOIN = re.compile(r"^\s?(?:을|를|이)?\s?(?:과|와|,|·|및)\s?[가-힣A-Za-z0-9·\s‘’'\"]{1,24}?\s?$")


def _only_listed(source: SourceText, parts: list[Number], whole: Number) -> bool:
    """'드론 12대와 로봇 5대, 센서 17대': neighbours of one list whose sum is a coincidence."""
    members = sorted([*parts, whole], key=lambda n: (n.line, n.start))
    line = source.folded[whole.line - 1]
    return len({n.sentence for n in members}) == 1 and all(
        _PLAIN_JOIN.match(line[left.end : right.start]) for left, right in pairwise(members)
    )


def _is_item(source: SourceText, parts: list[Number], whole: Number) -> bool:
    """'6곳에 … 공공기관 13곳, 시장 4곳, 역 2곳': the whole is an item of the parts' own list, which no word adds up."""
    line = source.folded[whole.line - 1]
    beside = [p for p in parts if p.line == whole.line and p.sentence == whole.sentence]
    elsewhere = any(p.sentence != whole.sentence for p in parts)
    joined = any(_PLAIN_JOIN.match(line[min(p.end, whole.end) : max(p.start, whole.start)]) for p in beside)
    return elsewhere and joined and not re.search(rf"{_SUM_WORD}\s?(?:약\s?)?$", whole.before)


def _exact_run(whole: Number, others: list[Number]) -> list[Number]:
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
                if run[-1].sentence - run[0].sentence > MAXIMUM_DISTANCE * (len(run) - 1):
                    continue
                if (
                    len(run) >= 3
                    or min(n.value for n in run) >= 10
                    or (min(n.value for n in run) >= 5 and _told(run, whole))
                ):
                    return run
    return []


_TELLS = re.compile(rf"{_SUM_WORD}|나머지|가운데|\s중\s?$|추가|새로|더\s|먼저|이어|또")


def _told(run: list[Number], whole: Number) -> bool:
    """Small numbers add up by chance unless words near them add or divide."""
    return any(_TELLS.search(n.before) for n in (*run, whole))


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
