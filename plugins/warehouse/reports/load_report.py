"""The report after a load: did it pass, what came, what was held back, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

from warehouse.errors import SettingsError
from warehouse.reports import sections
from warehouse.reports.facts import History, Row
from warehouse.reports.mail import compose, send
from warehouse.reports.report import Report, Table
from warehouse.reports.words import Speak, speaker
from warehouse.settings import Mode, Settings

_WORST_FIRST = ("failed", "waiting_for_approval", "passed_with_warnings", "passed")


def build_load_report(
    settings: Settings,
    load_ids: Sequence[str],
    error: BaseException | str | None = None,
    *,
    source: str = "",
) -> EmailMessage:
    """The mail about these loads; `source` names it when an error left no load to report on."""
    return compose(load_report(settings, load_ids, error, source=source), settings)


def send_load_report(
    settings: Settings,
    source: str,
    load_ids: Sequence[str],
    *,
    failed_tasks: Sequence[str] = (),
    run_address: str | None = None,
    error: BaseException | str | None = None,
) -> EmailMessage | None:
    """Send the report at the end of a run (or leave it to the daily digest); never fails because SMTP is away."""
    report = load_report(settings, load_ids, error, source=source, failed_tasks=failed_tasks, run_address=run_address)
    return send(report, settings)


def load_report(
    settings: Settings,
    load_ids: Sequence[str],
    error: BaseException | str | None = None,
    *,
    source: str = "",
    failed_tasks: Sequence[str] = (),
    run_address: str | None = None,
) -> Report:
    """What the mail says; readable without PostgreSQL when that is what failed."""
    say = speaker(settings.language)
    text = sections.failure_text(error, failed_tasks, say)
    report = Report(
        language=settings.language, kind="load", verdict="failed" if text else "passed", subject="", title="", act="",
        is_sample=settings.mode is Mode.SAMPLE, error=text,
    )  # fmt: skip
    changed = 0
    try:
        with History.open(settings) as history:
            loads = history.loads(load_ids)
            source = source or ", ".join(dict.fromkeys(load["source"] for load in loads))
            run_address = run_address or sections.run_address(settings, loads)
            report.verdict = _verdict(loads, text)
            changed = _fill(report, history, loads, source, say)
    except SettingsError:
        report.notes.append(say("history_unreadable"))
    _head(report, source, changed, say)
    _add_links(report, settings, load_ids, run_address, say)
    return report


def _verdict(loads: Sequence[Row], error: str) -> str:
    """The worst of the loads; no load at all, or an error, is a failure."""
    if error or not loads:
        return "failed"
    verdicts = {load["verdict"] or "failed" for load in loads}
    return next(verdict for verdict in _WORST_FIRST if verdict in verdicts)


def _fill(report: Report, history: History, loads: Sequence[Row], source: str, say: Speak) -> int:
    """All parts that need the history. Returns how many rows came."""
    load_ids = [load["load_id"] for load in loads]
    befores = [history.load_before(load) for load in loads]
    now, before = _sum(loads), _sum([row for row in befores if row])
    report.changes = sections.count_changes(before if any(befores) else None, now, say)
    report.summary = _summary(history, loads, say)
    sections.add_failures(report, history.failed_checks(load_ids=load_ids), say)
    held_back = sum(load["quarantined_count"] for load in loads)
    report.quarantine = sections.quarantine_table(history.quarantined(load_ids), report.language, say)
    waiting = history.quarantine_waiting()
    if held_back or waiting:
        report.quarantine_note = f"{say('held_back')} {held_back:,} · {say('waiting')} {waiting:,}"
    for load in loads:
        for drift in load["drift"] or []:
            words = " · ".join(str(drift.get(name)) for name in ("table", "kind", "field") if drift.get(name))
            report.notes.append(f"{say('drift')}: {words}")
        if load["error"] and load["error"] not in report.error:
            report.error = f"{report.error}\n{load['error']}".strip()
    sections.add_freshness(report, history, say)
    first_source = loads[0]["source"] if loads else source
    if first_source:
        sections.add_trend(report, history.load_trend(first_source), f"{first_source} – {say('trend_rows')}", say)
    return sum(now.values())


def _sum(loads: Sequence[Row]) -> dict[str, int]:
    """Rows per table over several loads."""
    total: dict[str, int] = {}
    for load in loads:
        for table, count in (load["row_counts"] or {}).items():
            total[table] = total.get(table, 0) + int(count)
    return total


def _summary(history: History, loads: Sequence[Row], say: Speak) -> list[tuple[str, str]]:
    intervals = [load["interval_key"] for load in loads]
    shown = ", ".join(intervals[:3]) + (f" … {say('more', count=len(intervals) - 3)}" if len(intervals) > 3 else "")
    seconds = sum(float(value) for load in loads for value in (load["step_seconds"] or {}).values())
    started = min((load["started_at"] for load in loads), default=None)
    outcomes = history.outcome_counts(load_ids=[load["load_id"] for load in loads])
    return [
        (say("interval"), shown or "–"),
        (say("started"), sections.korean_time(started)),
        (say("took"), say("seconds", seconds)),
        (say("checks"), say("checks_summary", **outcomes)),
    ]


def _head(report: Report, source: str, rows: int, say: Speak) -> None:
    """Subject: what, verdict, rows; sample data say so first."""
    sample = f"[{say('sample_short')}] " if report.is_sample else ""
    delta = _total_delta(report.changes)
    report.title = f"{say('load')} {source}".strip()
    report.act = say(sections.act_key(report.verdict, "load"))
    report.subject = sections.shorten(f"{sample}{report.title} – {say(report.verdict)} · {rows:,} {say('rows')}{delta}")


def _total_delta(changes: Table | None) -> str:
    if changes is None or not changes.rows or any(row[1] == "–" for row in changes.rows):
        return ""
    total = sum(int(row[2].replace(",", "")) - int(row[1].replace(",", "")) for row in changes.rows if row[2])
    return f" ({sections.signed(total)})"


def _add_links(
    report: Report, settings: Settings, load_ids: Sequence[str], run_address: str | None, say: Speak
) -> None:
    if run_address:
        report.links.append((say("dag_run"), run_address))
    page = f"loads/{load_ids[0]}" if len(load_ids) == 1 else ""
    sections.add_quality_links(report, settings, page, say)
