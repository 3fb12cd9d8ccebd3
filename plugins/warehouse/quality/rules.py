"""What a rule is: one sentence in two languages, how grave its failure is, whose it is, and what to do then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from warehouse.errors import WarehouseError
from warehouse.quality.results import Severity
from warehouse.quality.safe_json import dumps
from warehouse.sources.contract import Label


class Level(StrEnum):
    """What a rule looks at: one value, one row, one table, or this load beside earlier ones."""

    FIELD = "field"
    RECORD = "record"
    TABLE = "table"
    BETWEEN_LOADS = "between_loads"


class OnFailure(StrEnum):
    """What happens to what failed."""

    QUARANTINE = "quarantine"  # the row is held back, the rest goes on
    FAIL = "fail"  # the load or release stops
    REPORT = "report"  # everything goes on, people are told


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a suite. `applies_to` narrows it to the rows it speaks of."""

    id: str
    layer: str  # "raw" | "marts"
    table: str
    sentence: Label
    level: Level
    severity: Severity
    on_failure: OnFailure
    owner: str
    remedy: Label
    expectation: str = ""  # empty for rules that the gate itself carries out (duplicates, shares, drift)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    applies_to: tuple[Mapping[str, Any], ...] = ()
    overridable: bool = False

    @property
    def check_id(self) -> str:
        """Its name everywhere: `raw.<table>.<rule>` or `marts.<table>.<rule>`."""
        return f"{self.layer}.{self.table}.{self.id}"

    @property
    def is_row_rule(self) -> bool:
        """Whether it judges rows one by one."""
        return self.level in (Level.FIELD, Level.RECORD)


@dataclass(frozen=True, slots=True)
class Suite:
    """All rules of one table."""

    layer: str
    table: str
    owner: str
    rules: tuple[Rule, ...]
    optional: bool = False  # a mart that a later source fills: its absence is not a fault


class RuleCannotRunError(WarehouseError):
    """A rule that does not fit its table (unknown column, wrong type): a fault of the suite or of the table."""

    def __init__(self, rule: Rule, message: str) -> None:
        self.rule = rule
        lines = message.strip().splitlines() or ["no reason given"]
        super().__init__(
            f"Rule {rule.check_id} cannot be carried out: {lines[0][:300]}",
            remedy=f"Mend the rule in expectations/{rule.layer}/{rule.table}.yml, or the column it speaks of.",
        )


def rules_to_json(rules: Iterable[Rule]) -> str:
    """Rules as a load keeps them beside its outcomes."""
    return dumps([asdict(rule) for rule in {rule.check_id: rule for rule in rules}.values()])


def rules_from_json(text: str) -> list[Rule]:
    """Back from JSON."""
    return [
        Rule(
            **{
                **document,
                "sentence": Label(**document["sentence"]),
                "remedy": Label(**document["remedy"]),
                "level": Level(document["level"]),
                "severity": Severity(document["severity"]),
                "on_failure": OnFailure(document["on_failure"]),
                "applies_to": tuple(document["applies_to"]),
            }
        )
        for document in json.loads(text)
    ]
