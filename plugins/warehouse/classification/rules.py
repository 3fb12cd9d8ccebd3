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
def vocabulary() -> dict[str, tuple[Rule, ...]]:
    """All rules by role, in the order of the file."""
    rules: dict[str, list[Rule]] = {role: [] for role in ("mask", "veto", "digital", "weak", "support")}
    for row in csv.DictReader(_vocabulary_text().splitlines()):
        field = re.compile(row["field"]) if row["field"] else None
        rules[row["role"]].append(
            Rule(row["role"], re.compile(row["pattern"]), field, row["technology"] or None, row["reason"])
        )
    return {role: tuple(found) for role, found in rules.items()}


def classify(name: str | None, field: str | None = None) -> Classification:
    """Decide on one line by its name and, where a word has two meanings, its field (분야)."""
    rules = vocabulary()
    text, area, reasons = squash(name or ""), field or "", []
    for rule in rules["mask"]:
        if found := rule.find(text, area):
            reasons.append(f"-{found.group()}: {rule.reason}")
            text = rule.pattern.sub(BLANK, text)
    for rule in rules["veto"]:
        if found := rule.find(text, area):
            return Classification(False, (), (*reasons, f"-{found.group()}: {rule.reason}"))
    return _decide(text, area, reasons)


def _decide(text: str, area: str, reasons: list[str]) -> Classification:
    rules = vocabulary()
    found = [(rule, match) for rule in rules["digital"] if (match := rule.find(text, area))]
    if not found:
        supporting = next((match for rule in rules["support"] if (match := rule.find(text, area))), None)
        found = [(rule, match) for rule in rules["weak"] if supporting and (match := rule.find(text, area))]
    technologies = tuple(dict.fromkeys(rule.technology for rule, _ in found if rule.technology))
    reasons += [f"+{match.group()}: {rule.reason}" for rule, match in found]
    return Classification(bool(found), technologies, tuple(reasons))
