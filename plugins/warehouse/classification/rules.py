"""The rules that decide on a line name. Their words and reasons stand in `vocabulary.csv`.

A name is compared without blanks and in lower case, because 지방재정365 glues most names. The order:
masks blank out phrases that only look digital (인공어초), a veto ends the matter, one digital term suffices,
a weak term (스마트, 플랫폼) needs a supporting one.
"""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

NOT_A_LETTER = re.compile(r"[^0-9a-z가-힣&/\-\0]+")
BETWEEN_LATIN_WORDS = re.compile(r"(?<=[0-9a-z])[^0-9a-z가-힣&/\-]+(?=[0-9a-z])")
BLANK = "·"


class Classification(NamedTuple):
    """The verdict on one line: digital or not, technology codes in the order found, and why."""

    is_digital: bool
    technologies: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the vocabulary."""

    role: str
    pattern: re.Pattern[str]
    field: re.Pattern[str] | None
    technology: str | None
    reason: str

    def find(self, text: str, field: str) -> re.Match[str] | None:
        """The first place in `text` that the rule speaks of, where its field allows."""
        if self.field and not self.field.search(field):
            return None
        return self.pattern.search(text)


def squash(name: str) -> str:
    """A name as rules see it: lower case, no blanks, no punctuation but `& / -`; `GIS DB` keeps its seam as `gis_db`."""
    return NOT_A_LETTER.sub("", BETWEEN_LATIN_WORDS.sub("\0", name.lower())).replace("\0", "_")


def _vocabulary_text() -> str:
    return files("warehouse.classification").joinpath("vocabulary.csv").read_text(encoding="utf-8")


@cache
def vocabulary_version() -> str:
    """Twelve hex digits over words and code: a changed rule re-reads every name."""
    code = files("warehouse.classification").joinpath("rules.py").read_text(encoding="utf-8")
    return hashlib.sha256((_vocabulary_text() + code).encode()).hexdigest()[:12]


@cache
def vocabulary() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    return tuple(
        Rule(
            row["role"],
            re.compile(row["pattern"]),
            re.compile(row["field"]) if row["field"] else None,
            row["technology"] or None,
            row["reason"],
        )
        for row in csv.DictReader(_vocabulary_text().splitlines())
    )


def classify(name: str | None, field: str | None = None, rules: tuple[Rule, ...] | None = None) -> Classification:
    """Decide on one line by its name and, where a word has two meanings, its field (분야).

    `rules` may leave out those that are known to say nothing about this name.
    """
    rules = vocabulary() if rules is None else rules
    text, area, reasons = squash(name or ""), field or "", []
    for rule in rules:
        if rule.role == "mask" and (found := rule.find(text, area)):
            reasons.append(f"-{found.group()}: {rule.reason}")
            text = rule.pattern.sub(BLANK, text)
    for rule in rules:
        if rule.role == "veto" and (found := rule.find(text, area)):
            return Classification(False, (), (*reasons, f"-{found.group()}: {rule.reason}"))
    return _decide(text, area, rules, reasons)


def _decide(text: str, area: str, rules: tuple[Rule, ...], reasons: list[str]) -> Classification:
    def matches(role: str) -> list[tuple[Rule, re.Match[str]]]:
        return [(rule, match) for rule in rules if rule.role == role and (match := rule.find(text, area))]

    found = matches("digital")
    if not found and matches("support"):
        found = matches("weak")
    technologies = tuple(dict.fromkeys(rule.technology for rule, _ in found if rule.technology))
    reasons += [f"+{match.group()}: {rule.reason}" for rule, match in found]
    return Classification(bool(found), technologies, tuple(reasons))
