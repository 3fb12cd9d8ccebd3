"""What a report says, before it becomes a mail: the parts every report has, in the order people read them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from warehouse.settings import Language

_LONGEST_CELL = 200
_MOST_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Table:
    """A small table; `numeric` names the columns set to the right."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """One failed check with what to do and who does it."""

    check_id: str
    sentence: str
    severity: str
    severity_word: str
    owner: str
    remedy: str
    count: str
    rows: Table | None


@dataclass(slots=True)
class Report:
    """Everything a mail shows. Texts are plain: escaping is the template's business."""

    language: Language
    kind: str  # load | release | digest
    verdict: str
    subject: str
    title: str
    act: str
    is_sample: bool
    error: str = ""
    notes: list[str] = field(default_factory=list)
    summary: list[tuple[str, str]] = field(default_factory=list)
    changes: Table | None = None
    failures: list[FailedCheck] = field(default_factory=list)
    quarantine: Table | None = None
    quarantine_note: str = ""
    freshness: Table | None = None
    picture: bytes | None = None
    picture_alt: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    owners: set[str] = field(default_factory=set)
    has_unusual_value: bool = False  # something a person may approve as the new normal


def rows_table(rows: Sequence[Mapping[str, Any]], limit: int = 10) -> Table | None:
    """Failing rows as a table: the union of their columns, each value short enough for a phone."""
    shown = list(rows)[:limit]
    names = list(dict.fromkeys(name for row in shown for name in row))[:_MOST_COLUMNS]
    if not names:
        return None
    return Table(names, [[cell(row.get(name)) for name in names] for row in shown])


def cell(value: object) -> str:
    """One value as text: structures as JSON, long ones cut, none as a dash."""
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = text.strip('"') if not isinstance(value, str) and text.startswith('"') else text
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
