"""Outcomes of checks and the verdict of a gate."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from warehouse.quality.safe_json import plain


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


VISIBLE = (Verdict.PASSED, Verdict.WARNED)  # verdicts with which a load or release may be seen


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

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> CheckResult:
        """Back from JSON."""
        return cls(
            **{
                **document,
                "outcome": Outcome(document["outcome"]),
                "severity": Severity(document["severity"]),
            }
        )


def verdict_of(results: Sequence[CheckResult]) -> Verdict:
    """A failed critical check that nobody may override fails the gate; the rest only warns or waits."""
    failed = [result for result in results if result.outcome is Outcome.FAILED]
    critical = [result for result in failed if result.severity is Severity.CRITICAL]
    if any(not result.overridable for result in critical):
        return Verdict.FAILED
    if critical:
        return Verdict.WAITING
    return Verdict.WARNED if any(result.severity is Severity.WARNING for result in failed) else Verdict.PASSED


@dataclass(slots=True)
class LoadResult:
    """What a load was and how it ended: the content of `load.json` and of a row of `quality.loads`."""

    load_id: str
    source: str
    interval_key: str
    interval_start: date
    interval_end: date
    mode: str
    started_at: datetime
    verdict: Verdict
    finished_at: datetime | None = None
    replay_of: str | None = None
    dag_run_id: str | None = None
    parser_version: str | None = None
    row_counts: dict[str, int] = field(default_factory=dict)
    quarantined_count: int = 0
    response_count: int = 0
    archive_path: str | None = None  # relative to the home
    results: list[CheckResult] = field(default_factory=list)
    drift: list[dict[str, Any]] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)  # what baselines learn from
    error: str | None = None
    step_seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_visible(self) -> bool:
        """Whether the load's good rows stand in the raw zone."""
        return self.verdict in VISIBLE

    def to_json(self) -> str:
        """As `load.json` keeps it."""
        return json.dumps(plain(asdict(self)), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> LoadResult:
        """Back from `load.json`."""
        document = json.loads(text)
        for name in ("started_at", "finished_at"):
            document[name] = datetime.fromisoformat(document[name]) if document[name] else None
        for name in ("interval_start", "interval_end"):
            document[name] = date.fromisoformat(document[name])
        document["verdict"] = Verdict(document["verdict"])
        document["results"] = [CheckResult.from_document(result) for result in document["results"]]
        return cls(**document)
