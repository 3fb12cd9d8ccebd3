"""An arithmetic claim of the text: its parts, the number they should make, and whether they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.documents.budgets import Money
from warehouse.documents.counts import Number
from warehouse.documents.model import Reconciliation
from warehouse.documents.witness import SourceText

TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Part:
    """A number of the claim with its place."""

    value: float
    line: int
    start: int
    end: int


def claim_of(
    source: SourceText,
    kind: str,
    parts: Sequence[Part],
    whole: Part,
    computed: float,
    label: str,
    rule: str,
    confidence: float,
    terms: tuple[float, ...] | None = None,
) -> Reconciliation:
    """The claim that the parts make the whole; it holds within half a per cent."""
    difference = computed - whole.value
    witness = source.witness_around(whole.line, whole.start, whole.end, rule=rule, confidence=confidence)
    return Reconciliation(
        kind=kind,
        terms=terms if terms is not None else tuple(part.value for part in parts),
        expected=whole.value,
        holds=holds(computed, whole.value),
        difference=difference,
        label=label,
        term_witnesses=tuple(source.witness(p.line, p.start, p.end, rule=rule, confidence=confidence) for p in parts),
        witness=witness,
    )


def holds(computed: float, stated: float) -> bool:
    """Whether two numbers are the same for a newspaper."""
    return abs(computed - stated) <= TOLERANCE * abs(stated)


def money_part(money: Money) -> Part:
    return Part(money.value, money.amount.line, money.amount.start, money.amount.end)


def count_part(number: Number) -> Part:
    return Part(number.value, number.line, number.start, number.end)


def sum_of_money(
    source: SourceText, parts: Sequence[Money], whole: Money, rule: str, confidence: float
) -> Reconciliation:
    """The claim that these amounts make that one."""
    computed = sum(part.value for part in parts)
    stated = [money_part(part) for part in parts]
    return claim_of(source, "sum", stated, money_part(whole), computed, whole.label, rule, confidence)
