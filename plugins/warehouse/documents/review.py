"""Which facts wait for a person, what a decision means for a later extraction, and what changed between versions.

Pure functions over records; storage belongs to the quality room.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from warehouse.documents.model import Extraction, Witness

# Below this a fact waits. 0.6 lets quoted and listed names, written amounts and unambiguous places through and
# holds back suspect amounts, unresolved places and names found in plain prose (set 2026-11-22).
DEFAULT_THRESHOLD = 0.6


class Verdict(StrEnum):
    """What a person decided."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"


class State(StrEnum):
    """Where a fact stands."""

    TRUSTED = "trusted"
    WAITING = "waiting"
    REOPENED = "reopened"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact in the form that reviews and comparisons share."""

    key: str
    document_id: str
    kind: str
    value: str
    line: int
    quote: str
    rule: str
    confidence: float
    text_sha256: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as data: about which fact, in which text, who, when, why."""

    key: str
    verdict: Verdict
    decided_by: str
    decided_at: datetime
    reason: str
    text_sha256: str
    corrected_value: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A fact with its state and the decision that applies to it, if any."""

    statement: Statement
    state: State
    decision: Decision | None

    @property
    def reviewed(self) -> bool:
        """A mart marks facts that are neither trusted nor decided."""
        return self.state not in (State.WAITING, State.REOPENED)


class ChangeKind(StrEnum):
    """How a fact differs between two extractions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two extractions of the same documents."""

    kind: ChangeKind
    document_id: str
    old: Statement | None
    new: Statement | None
    differences: tuple[str, ...] = ()


def fact_key(document_id: str, kind: str, witness: Witness, value: str) -> str:
    """A key that does not depend on rule, confidence or extractor version, nor on where the page puts the line."""
    source = "\x1f".join((document_id, kind, witness.quote.replace("\u00a0", " ").strip(), value))
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def statements(extraction: Extraction) -> tuple[Statement, ...]:
    """All facts of an extraction, equal facts numbered so that each keeps a key of its own."""
    seen: dict[str, int] = {}
    result = []
    for kind, value, witness, details in _facts(extraction):
        key = fact_key(extraction.document_id, kind, witness, value)
        seen[key] = seen.get(key, 0) + 1
        unique = key if seen[key] == 1 else f"{key}-{seen[key]}"
        result.append(
            Statement(
                unique, extraction.document_id, kind, value, witness.line, witness.quote, witness.rule, witness.confidence, extraction.text_sha256,
                tuple((name, "" if item is None else str(item)) for name, item in details),
            )
        )  # fmt: skip
    return tuple(result)


def _facts(extraction: Extraction) -> Iterator[tuple[str, str, Witness, tuple[tuple[str, object], ...]]]:
    for b in extraction.budgets:
        yield "budget", str(b.amount_krw), b.witness, (
            ("role", b.role), ("label", b.label), ("fiscal_year", b.fiscal_year), ("organisation", b.organisation), ("funding", b.funding),
            ("suspect", b.suspect), ("corrected_krw", b.corrected_krw),
        )  # fmt: skip
    for i in extraction.initiatives:
        yield "initiative", i.name, i.witness, (
            ("owner", i.owner), ("regions", "|".join(i.regions)), ("technologies", "|".join(i.technologies)), ("status", i.status), ("timing", i.timing),
        )  # fmt: skip
    for p in extraction.places:
        yield "place", p.region or f"?{p.mention}", p.witness, (("primary", p.primary), ("resolution", p.resolution))
    for c in extraction.counts:
        yield "count", f"{c.value:g} {c.unit}", c.witness, (("what", c.what),)
    for r in extraction.reconciliations:
        value = f"{r.kind}:{'+'.join(f'{term:.12g}' for term in r.terms)}={r.expected:.12g}"
        yield "reconciliation", value, r.witness, (("holds", r.holds),)


def needs_review(statement: Statement, threshold: float = DEFAULT_THRESHOLD) -> bool:
    """Whether the fact waits for a person."""
    return statement.confidence < threshold


def review(
    found: Iterable[Statement], decisions: Mapping[str, Decision], threshold: float = DEFAULT_THRESHOLD
) -> tuple[Review, ...]:
    """Each fact with its state: a decision holds while the document's text is the one it was taken on."""
    return tuple(_review(statement, decisions.get(statement.key), threshold) for statement in found)


def _review(statement: Statement, decision: Decision | None, threshold: float) -> Review:
    if decision is None:
        return Review(statement, State.WAITING if needs_review(statement, threshold) else State.TRUSTED, None)
    if decision.text_sha256 != statement.text_sha256:
        return Review(statement, State.REOPENED, decision)
    return Review(statement, State(decision.verdict.value), decision)


def latest(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The decision that counts for each fact: the last one taken."""
    result: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda d: d.decided_at):
        result[decision.key] = decision
    return result


def compare(old: Sequence[Statement], new: Sequence[Statement]) -> tuple[Change, ...]:
    """Fact by fact what a new extractor version (or a new text) changed."""
    before, after = {s.key: s for s in old}, {s.key: s for s in new}
    lost = [s for key, s in before.items() if key not in after]
    won = [s for key, s in after.items() if key not in before]
    changes = [
        Change(ChangeKind.CHANGED, s.document_id, s, after[key], differences)
        for key, s in before.items()
        if key in after and (differences := _differences(s, after[key]))
    ]
    changes.extend(_moved(lost, won))
    changes.extend(Change(ChangeKind.REMOVED, s.document_id, s, None) for s in lost)
    changes.extend(Change(ChangeKind.ADDED, s.document_id, None, s) for s in won)
    return tuple(sorted(changes, key=lambda c: (c.document_id, (c.new or c.old).line, c.kind)))  # type: ignore[union-attr]


def _moved(lost: list[Statement], won: list[Statement]) -> list[Change]:
    """Facts of one line and kind whose value or quote changed; taken out of both lists."""
    changes = []
    for gone in list(lost):
        match = next(
            (
                s
                for s in won
                if (s.document_id, s.kind, s.line) == (gone.document_id, gone.kind, gone.line)
                and (s.value == gone.value or _overlap(s, gone))
            ),
            None,
        )
        if match:
            differences = _differences(gone, match) or ("quote",)
            if gone.value != match.value:
                differences = (f"value: {gone.value} → {match.value}", *differences)
            changes.append(Change(ChangeKind.CHANGED, gone.document_id, gone, match, differences))
            lost.remove(gone)
            won.remove(match)
    return changes


def _overlap(left: Statement, right: Statement) -> bool:
    return left.quote in right.quote or right.quote in left.quote


def _differences(old: Statement, new: Statement) -> tuple[str, ...]:
    before, after = dict(old.details), dict(new.details)
    found = [
        f"{name}: {before.get(name, '')} → {after.get(name, '')}"
        for name in sorted({*before, *after})
        if before.get(name, "") != after.get(name, "")
    ]
    if needs_review(old) != needs_review(new):
        found.append(f"confidence: {old.confidence:.2f} → {new.confidence:.2f}")
    return tuple(found)
