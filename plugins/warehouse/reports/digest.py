"""The daily digest: one mail with the loads and releases of a day, for teams that want no mail per load."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from warehouse.reports import sections
from warehouse.reports.facts import History, Row
from warehouse.reports.mail import compose, deliver
from warehouse.reports.report import Report, Table
from warehouse.reports.words import Speak, speaker
from warehouse.settings import Mode, Settings

_WORST_FIRST = ("failed", "waiting_for_approval", "passed_with_warnings", "passed")


def send_digest(settings: Settings, now: datetime | None = None) -> EmailMessage | None:
    """Send the digest of the 24 hours before `now`; None when nothing ran."""
    report = digest_report(settings, now or datetime.now(UTC))
    if report is None:
        return None
    message = compose(report, settings)
    deliver(message, settings)
    return message


def digest_report(settings: Settings, now: datetime) -> Report | None:
    """Everything that ran in the 24 hours before `now`."""
    say = speaker(settings.language)
    with History.open(settings) as history:
        since = now - timedelta(days=1)
        loads, releases = history.loads_since(since), history.releases_since(since)
        if not loads and not releases:
            return None
        verdicts = {_verdict(row) for row in [*loads, *releases]}
        verdict = next(verdict for verdict in _WORST_FIRST if verdict in verdicts)
        report = Report(
            language=settings.language, kind="digest", verdict=verdict, subject="", title=say("digest"),
            act=say(sections.act_key(verdict, "load")), is_sample=settings.mode is Mode.SAMPLE,
        )  # fmt: skip
        report.changes = _table(loads, releases, say)
        load_ids = [load["load_id"] for load in loads]
        sections.add_failures(report, history.failed_checks(load_ids=load_ids), say)
        report.quarantine = sections.quarantine_table(history.quarantined(load_ids), report.language, say)
        sections.add_freshness(report, history, say)
        sections.add_trend(report, history.release_trend(), say("trend_release"), say)
    sample = f"[{say('sample_short')}] " if report.is_sample else ""
    report.subject = (
        f"{sample}{report.title} {sections.korean_time(now)[:10]} – {say(verdict)} · {len(loads)} {say('load')}"
    )
    report.links.append((say("quality_page"), sections.quality_address(settings)))
    return report


def _verdict(row: Row) -> str:
    if row.get("status") == "failed" or row["verdict"] not in _WORST_FIRST:
        return "failed"
    return row["verdict"]


def _table(loads: list[Row], releases: list[Row], say: Speak) -> Table:
    header = [say("started"), say("source"), say("verdict"), say("rows"), say("held_back")]
    rows = [
        [
            sections.korean_time(row.get("started_at") or row["built_at"]),
            row.get("source") or row["release_id"],
            say(_verdict(row)),
            f"{sum(map(int, (row['row_counts'] or {}).values())):,}",
            f"{row['quarantined_count']:,}" if "quarantined_count" in row else "–",
        ]
        for row in [*loads, *releases]
    ]
    return Table(header, rows, numeric=frozenset({3, 4}))
