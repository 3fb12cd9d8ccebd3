"""Outcomes of checks and the verdict of a gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """Three, never two: a rule that met no row has not passed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """Critical stops, warning is reported, info is recorded."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What a gate says of a whole load or release."""

    PASSED = "passed"
    WARNED = "passed_with_warnings"
    WAITING = "waiting_for_approval"  # only overridable checks failed
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One rule's outcome. `failing_rows` holds at most ten, for people to see."""

    check_id: str  # "raw.<table>.<rule>" or "marts.<table>.<rule>"
    outcome: Outcome
    severity: Severity
    applied_count: int
    failed_count: int = 0
    observed: Mapping[str, Any] = field(default_factory=dict)
    failing_rows: Sequence[Mapping[str, Any]] = ()
    overridable: bool = False


def verdict_of(results: Sequence[CheckResult]) -> Verdict:
    """A failed critical check that nobody may override fails the gate; the rest only warns or waits."""
    failed = [result for result in results if result.outcome is Outcome.FAILED]
    critical = [result for result in failed if result.severity is Severity.CRITICAL]
    if any(not result.overridable for result in critical):
        return Verdict.FAILED
    if critical:
        return Verdict.WAITING
    return Verdict.WARNED if any(result.severity is Severity.WARNING for result in failed) else Verdict.PASSED
