"""The mart gate on exactly what would be published, and the daily check that what serves is what was released."""

# ruff: noqa: S608 (names in these queries come from dbt or this project and are quoted; values never do)

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from warehouse.database import connect
from warehouse.errors import GateError, ReleaseError
from warehouse.loading.stored_documents import stored_documents
from warehouse.quality.results import CheckResult, Outcome, Severity, Verdict, verdict_of
from warehouse.quality.suites import suites_of
from warehouse.release import registry
from warehouse.release.failures import explained
from warehouse.release.files import release_directory
from warehouse.release.heal import heal
from warehouse.release.postgres_types import quoted
from warehouse.release.schemas import MARTS, NEXT, tables_in, value_of
from warehouse.release.source_database import DATABASE_FILE, open_source
from warehouse.settings import Settings

_SHOWN_ROWS = 10


@dataclass(frozen=True, slots=True)
class Audit:
    """What the mart gate said, and why."""

    verdict: Verdict
    results: Sequence[CheckResult]


def audit(settings: Settings, release_id: str) -> Audit:
    """Check `marts_next`; GateError with the failing rows when a critical check failed that nobody may override."""
    from warehouse.quality.mart_gate import check_marts  # imports Great Expectations: ten seconds

    with explained("Checking the marts"):
        results = check_marts(settings, schema=NEXT, release_id=release_id, text_of=stored_documents(settings))
        verdict = verdict_of(results)
        registry.record_verdict(settings, release_id, verdict.value)
    if verdict is Verdict.FAILED:
        raise GateError(
            f"{release_id} is not published, the last release keeps serving:\n{_describe(_critical(results))}",
            remedy="The report mail names the remedy and the owner of each check.",
        )
    return Audit(verdict, results)


def findings_as_markdown(results: Sequence[CheckResult]) -> str:
    """What a person must see before approving, in both languages: every critical check that failed, with up to ten
    rows, its remedy and its owner."""
    rules = {rule.check_id: rule for suite in suites_of("marts") for rule in suite.rules}
    sections = ["승인에는 이유가 필요합니다. 거절하면 이전 릴리스가 계속 제공됩니다. · Approving needs a reason; if rejected,"
                " the last release keeps serving."]  # fmt: skip
    for result in _critical(results):
        count = f"{result.failed_count:,} / {result.applied_count:,}"
        if rule := rules.get(result.check_id):
            sections.append(f"### {_markdown(rule.sentence.ko)} ({count})\n\n{_markdown(rule.sentence.en)}")
            remedy = f"{_markdown(rule.remedy.ko)} · {_markdown(rule.remedy.en)}"
            sections.append(f"{remedy} ({_markdown(rule.owner)}, {_markdown(result.check_id)})")
        else:
            sections.append(f"### {_markdown(result.check_id)} ({count})")
        rows = [dict(row) for row in result.failing_rows[:_SHOWN_ROWS]]
        names = list(dict.fromkeys(name for row in rows for name in row))
        if names:
            lines = [names, ["---"] * len(names), *([_markdown(row.get(name)) for name in names] for row in rows)]
            sections.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    return "\n\n".join(sections)


def check_served(settings: Settings) -> str:
    """The marts being served have the rows of the release's own files; returns the release. Heals files first."""
    with explained("Checking the served release"):
        serving = heal(settings)
        if serving is None:
            raise ReleaseError("No release serves.", remedy="Run the DAG build_marts (or `make run`).")
        differences = _differences(settings, serving)
    if differences:
        raise ReleaseError(
            f"The marts being served are not {serving} as it was released: {'; '.join(differences)}.",
            remedy="Somebody changed schema marts or the release files by hand. Run the DAG build_marts again.",
        )
    return serving


def _differences(settings: Settings, release_id: str) -> list[str]:
    expected = registry.show_release(settings, release_id)["row_counts"]
    with connect(settings) as connection:
        served = {
            t: value_of(connection.execute(f"select count(*) from {MARTS}.{quoted(t)}"))
            for t in tables_in(connection, MARTS)
        }
    found = [f"{t} has {served.get(t)} rows instead of {n}" for t, n in expected.items() if served.get(t) != n]
    path = release_directory(settings, release_id) / DATABASE_FILE
    if not path.exists():
        return [*found, f"its file {path} is missing"]
    with open_source(path) as release:
        for table, count in expected.items():
            try:
                kept = value_of(release.execute(f"select count(*) from marts.{quoted(table)}"))
            except duckdb.CatalogException:
                kept = None
            if kept != count:
                found.append(f"the release file has {kept} rows of {table} instead of {count}")
    return found


def _critical(results: Sequence[CheckResult]) -> list[CheckResult]:
    return [r for r in results if r.outcome is Outcome.FAILED and r.severity is Severity.CRITICAL]


def _describe(results: Sequence[CheckResult]) -> str:
    lines = []
    for result in results:
        lines.append(f"- {result.check_id}: {result.failed_count} of {result.applied_count} rows")
        rows = result.failing_rows[:_SHOWN_ROWS]
        lines += [f"    {json.dumps(dict(row), ensure_ascii=False, default=str)}" for row in rows]
    return "\n".join(lines)


def _markdown(value: object) -> str:
    """A cell that no value from outside can break out of: Airflow renders this as Markdown."""
    text = " ".join(("–" if value is None else str(value)).split())
    for sign in "\\`*_{}[]()<>#|!":
        text = text.replace(sign, f"\\{sign}")
    return text
