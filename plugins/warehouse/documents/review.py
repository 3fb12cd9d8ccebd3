"""Which facts wait for a person, what a decision means for a later extraction, and what changed between versions.

Pure functions over rows; storage belongs to the quality room.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from warehouse.documents.model import Extraction
from warehouse.documents.rows import fact_rows, witness_columns

# Below this a fact waits. 0.6 lets quoted and listed names, written amounts and unambiguous places through and
# holds back suspect amounts, unresolved places and names found in plain prose (set 2026-11-22).
DEFAULT_THRESHOLD = 0.6
# A change of confidence alone is told when it is this large, or when it crosses the threshold.
NOTICEABLE_CONFIDENCE = 0.1

_WITNESS = ("line_number", "span_start", "span_end", "quote", "rule", "confidence")
# What a fact says stands in its value; what only describes it is compared as details.
_VALUE_COLUMNS = {"amount_krw", "name", "region", "region_code", "value", "unit", "kind", "terms", "expected"}
_NOT_COMPARED = {"difference", "term_quotes"}


class Verdict(StrEnum):
    """What a person decided."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"


class State(StrEnum):
    """Where a fact stands; the marts carry these words as `review_status`."""

    TRUSTED = "trusted"
    UNREVIEWED = "unreviewed"
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


def fact_key(document_id: str, kind: str, quote: str, value: str) -> str:
    """A key that does not depend on rule, confidence or extractor version, nor on where the page puts the line."""
    source = "\x1f".join((document_id, kind, quote.replace("\u00a0", " ").strip(), value))
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def statements_of(kind: str, rows: Iterable[Mapping[str, Any]], text_sha256: str) -> list[Statement]:
    """Rows of one kind of one document as statements, equal ones numbered so that each keeps a key of its own."""
    seen: dict[str, int] = {}
    result = []
    for row in rows:
        value = _value(kind, row)
        key = fact_key(row["document_id"], kind, row["quote"], value)
        seen[key] = seen.get(key, 0) + 1
        result.append(
            Statement(
                key if seen[key] == 1 else f"{key}-{seen[key]}", row["document_id"], kind, value, row["line_number"],
                row["quote"], row["rule"], row["confidence"], text_sha256, _details(row),
            )
        )  # fmt: skip
    return result


def statements(extraction: Extraction) -> tuple[Statement, ...]:
    """All facts of an extraction."""
    document = {"document_id": extraction.document_id}
    return tuple(
        statement
        for table, facts in fact_rows(extraction).items()
        for statement in statements_of(
            kind_of(table),
            [{**document, **own, **witness_columns(witness)} for witness, _, own in facts],
            extraction.text_sha256,
        )
    )


def kind_of(table: str) -> str:
    """`press_budgets` → `budget`."""
    return table.removeprefix("press_").removesuffix("s")


def _value(kind: str, row: Mapping[str, Any]) -> str:
    match kind:
        case "budget":
            return str(row["amount_krw"])
        case "initiative":
            return str(row["name"])
        case "place":
            return row["region"] or f"?{row['quote']}"
        case "count":
            return f"{row['value']:g} {row['unit'] or ''}"
        case _:
            return f"{row['kind']}:{'+'.join(f'{term:.12g}' for term in row['terms'])}={row['expected']:.12g}"


def _details(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    hidden = {"fact_id", "document_id", "review_key", "needs_review", *_WITNESS, *_VALUE_COLUMNS, *_NOT_COMPARED}
    shown = {name: item for name, item in row.items() if name not in hidden and not name.startswith("_")}
    return tuple((name, _text(item)) for name, item in shown.items())


def _text(item: object) -> str:
    if isinstance(item, list | tuple):
        return "|".join(map(str, item))
    return "" if item is None else str(item)


def needs_review(confidence: float, threshold: float = DEFAULT_THRESHOLD) -> bool:
    """Whether a fact of this confidence waits for a person."""
    return confidence < threshold


def state_of(statement: Statement, decision: Decision | None, threshold: float = DEFAULT_THRESHOLD) -> State:
    """Where a fact stands: a decision holds while the document's text is the one it was taken on.

    The view quality.reviews and the macro reviewed_facts say the same in SQL.
    """
    if decision is None:
        return State.UNREVIEWED if needs_review(statement.confidence, threshold) else State.TRUSTED
    return State.REOPENED if decision.text_sha256 != statement.text_sha256 else State(decision.verdict.value)


def latest(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The decision that counts for each fact: the last one taken."""
    return {decision.key: decision for decision in sorted(decisions, key=lambda d: d.decided_at)}


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
    crosses = needs_review(old.confidence) != needs_review(new.confidence)
    if crosses or abs(old.confidence - new.confidence) >= NOTICEABLE_CONFIDENCE:
        found.append(f"confidence: {old.confidence:.2f} → {new.confidence:.2f}")
    return tuple(found)
