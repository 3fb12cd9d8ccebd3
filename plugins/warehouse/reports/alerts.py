"""Alerts between reports: one mail when a trouble begins, none while it lasts, one when it is over.

What is open stands in `state/alerts.json`, so a restart neither repeats nor forgets it.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from warehouse.reports import sections
from warehouse.reports.mail import compose, deliver
from warehouse.reports.report import Report
from warehouse.reports.words import speaker
from warehouse.settings import Language, Mode, Settings


def send_alert(settings: Settings, *, cause: str, subject_ko: str, subject_en: str, owner: str = "") -> bool:
    """Tell the owner once per `cause`; a repetition is only counted. True when a mail was made."""
    with _open_alerts(settings) as alerts:
        known = alerts.get(cause)
        if known:
            known["count"] += 1
            return False
        now = datetime.now(UTC).isoformat()
        alerts[cause] = {"since": now, "count": 1, "ko": subject_ko, "en": subject_en, "owner": owner}
        _send(settings, alerts[cause], resolved=False)
        return True


def resolve_alert(settings: Settings, *, cause: str) -> bool:
    """The trouble is over: say so if anybody was told of it. True when a mail was made."""
    with _open_alerts(settings) as alerts:
        known = alerts.pop(cause, None)
        if known:
            _send(settings, known, resolved=True)
        return known is not None


def _send(settings: Settings, alert: dict[str, Any], *, resolved: bool) -> None:
    say = speaker(settings.language)
    subject = alert["ko" if settings.language is Language.KO else "en"]
    state = say("alert_resolved") if resolved else say("alert")
    is_sample = settings.mode is Mode.SAMPLE
    report = Report(
        language=settings.language,
        kind="alert",
        verdict="passed" if resolved else "failed",
        subject=sections.shorten(f"{'[' + say('sample_short') + '] ' if is_sample else ''}{state} – {subject}"),
        title=subject,
        act=say("act_resolved" if resolved else "act_alert"),
        is_sample=is_sample,
        summary=[
            (say("since"), sections.korean_time(datetime.fromisoformat(alert["since"]))),
            (say("repeated"), f"{alert['count']:,}"),
        ],
        links=[(say("quality_page"), sections.quality_address(settings))],
        owners={alert["owner"]} if alert["owner"] else set(),
    )
    deliver(compose(report, settings), settings)


@contextmanager
def _open_alerts(settings: Settings) -> Iterator[dict[str, Any]]:
    """The open alerts; written back whole. One process at a time, so that one trouble is one mail."""
    directory = settings.home / "state"
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "alerts.json"
    with (directory / ".alerts.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        alerts = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        yield alerts
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(alerts, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)
