"""The report after a release: published or not, what changed in the marts, what failed, where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

from warehouse.errors import SettingsError
from warehouse.reports import sections
from warehouse.reports.facts import History, Row
from warehouse.reports.mail import compose, send
from warehouse.reports.report import Report
from warehouse.reports.words import Speak, speaker
from warehouse.settings import Language, Mode, Settings


def build_release_report(
    settings: Settings, release_id: str | None, error: BaseException | str | None = None
) -> EmailMessage:
    """The mail about a release, published or not."""
    return compose(release_report(settings, release_id, error), settings)


def send_release_report(
    settings: Settings,
    release_id: str | None,
    *,
    failed_tasks: Sequence[str] = (),
    run_address: str | None = None,
    approval_address: str | None = None,
    error: BaseException | str | None = None,
) -> EmailMessage | None:
    """Send the report at the end of a run (or leave it to the daily digest); never fails because SMTP is away."""
    report = release_report(settings, release_id, error, failed_tasks=failed_tasks, run_address=run_address)
    if approval_address:
        report.links.insert(0, (speaker(settings.language)("approve_or_reject"), approval_address))
    return send(report, settings)


def release_report(
    settings: Settings,
    release_id: str | None,
    error: BaseException | str | None = None,
    *,
    failed_tasks: Sequence[str] = (),
    run_address: str | None = None,
) -> Report:
    """What the mail says; readable without PostgreSQL when that is what failed, and without a release."""
    say = speaker(settings.language)
    report = Report(
        language=settings.language, kind="release", verdict="failed", subject="", title="", act="",
        is_sample=settings.mode is Mode.SAMPLE, error=sections.failure_text(error, failed_tasks, say),
    )  # fmt: skip
    row: Row | None = None
    delta = ""
    try:
        with History.open(settings) as history:
            row = history.release(release_id) if release_id else None
            report.verdict = _verdict(row, report.error)
            delta = _fill(report, history, row, say)
    except SettingsError:
        report.notes.append(say("history_unreadable"))
    sample = f"[{say('sample_short')}] " if report.is_sample else ""
    report.title = f"{say('release')} {(release_id or '').removeprefix('release-')}".strip()
    is_approved = bool(row and row["published_at"] and row["approved_by"]) and report.verdict != "failed"
    report.act = say("act_approved" if is_approved else sections.act_key(report.verdict, "release"))
    report.subject = sections.shorten(f"{sample}{report.title} – {say(report.verdict)}{delta}")
    _add_links(report, settings, row, run_address, say)
    return report


def _verdict(row: Row | None, error: str) -> str:
    if row is None or row["status"] == "failed":
        return "failed"
    if error:  # a step after the swap: the marts are out, something beside them is missing
        return "passed_with_warnings" if row["published_at"] else "failed"
    if row["published_at"] is None:
        return "waiting_for_approval" if row["verdict"] == "waiting_for_approval" else "failed"
    # Approved by a person: it passed, and the mail says who took it on.
    return "passed_with_warnings" if row["verdict"] != "passed" else "passed"


def _fill(report: Report, history: History, row: Row | None, say: Speak) -> str:
    """All parts that need the history. Returns the rows that changed, for the subject."""
    delta = ""
    if row:
        before = history.release_before(row["release_id"])
        sections.add_failures(report, history.failed_checks(release_id=row["release_id"]), say)
        report.summary = _summary(history, row, say)
        counts: Mapping[str, int] = row["row_counts"] or {}
        if counts:
            report.changes = sections.count_changes(before["row_counts"] if before else None, counts, say)
            total = sum(counts.values())
            change = f" ({sections.signed(total - sum(before['row_counts'].values()))})" if before else ""
            delta = f" · {total:,} {say('rows')}{change}"
        if row["error"] and row["error"] not in report.error:
            report.error = f"{report.error}\n{row['error']}".strip()
        load_ids = row["load_ids"] or []
        report.quarantine = sections.quarantine_table(history.quarantined(load_ids), report.language, say)
    if waiting := history.quarantine_waiting():
        report.quarantine_note = f"{say('waiting')} {waiting:,}"
    sections.add_freshness(report, history, say)
    sections.add_trend(report, history.release_trend(), say("trend_release"), say)
    return delta


def _summary(history: History, row: Row, say: Speak) -> list[tuple[str, str]]:
    seconds = {name: float(value) for name, value in (row["step_seconds"] or {}).items()}
    slowest = sorted(seconds.items(), key=lambda item: -item[1])[:4]
    summary = [
        (say("started"), sections.korean_time(row["built_at"])),
        (say("published"), sections.korean_time(row["published_at"])),
        (say("took"), say("seconds", sum(seconds.values()))),
        (say("checks"), say("checks_summary", **history.outcome_counts(release_id=row["release_id"]))),
    ]
    if slowest:
        summary.append((say("slowest"), " · ".join(f"{name} {say('seconds', value)}" for name, value in slowest)))
    if row["approved_by"]:
        summary.append((say("approved_by"), f"{row['approved_by']}: {row['approval_reason'] or '–'}"))
    return summary


def _add_links(report: Report, settings: Settings, row: Row | None, run_address: str | None, say: Speak) -> None:
    address = run_address or f"{sections.airflow_address(settings)}/dags/build_marts"
    report.links.append((say("dag_run"), address))
    page = f"releases/{row['release_id']}" if row else ""
    sections.add_quality_links(report, settings, page, say)
    directory = Path(row["files_path"]) if row and row["files_path"] else None
    if directory and directory.exists():
        report.links.append((say("release_files"), directory.as_uri()))
        report_page = "report.html" if settings.language is Language.KO else "report.en.html"
        for name, word in ((report_page, "html_report"), ("dictionary.html", "dictionary")):
            if (directory / name).exists():
                report.links.append((say(word), (directory / name).as_uri()))
