"""The mart gate on exactly what would be published: schema `marts_next`."""

from __future__ import annotations

import json

from warehouse.errors import GateError
from warehouse.quality.results import CheckResult, Outcome, Severity, Verdict, verdict_of
from warehouse.release import registry
from warehouse.release.failures import explained
from warehouse.release.schemas import NEXT
from warehouse.settings import Settings

_SHOWN_ROWS = 10


def audit(settings: Settings, release_id: str) -> Verdict:
    """Check `marts_next`; GateError with the failing rows when a critical check failed that nobody may override."""
    from warehouse.quality.mart_gate import check_marts  # imports Great Expectations: ten seconds

    with explained("Checking the marts"):
        results = check_marts(settings, schema=NEXT, release_id=release_id)
        verdict = verdict_of(results)
        registry.record_verdict(settings, release_id, verdict.value)
    if verdict is Verdict.FAILED:
        raise GateError(
            f"{release_id} is not published, the last release keeps serving:\n{describe_failures(results)}",
            remedy="The report mail names the remedy and the owner of each check.",
        )
    return verdict


def describe_failures(results: list[CheckResult]) -> str:
    """The critical checks that failed, each with up to ten of its rows."""
    lines = []
    for result in results:
        if result.outcome is Outcome.FAILED and result.severity is Severity.CRITICAL:
            lines.append(f"- {result.check_id}: {result.failed_count} of {result.applied_count} rows")
            rows = result.failing_rows[:_SHOWN_ROWS]
            lines += [f"    {json.dumps(dict(row), ensure_ascii=False, default=str)}" for row in rows]
    return "\n".join(lines)
