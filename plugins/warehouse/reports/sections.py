"""The parts that load and release reports share: failed checks, freshness, links, trend."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from warehouse.errors import WarehouseError
from warehouse.reports.facts import History, Row
from warehouse.reports.report import FailedCheck, Report, Table, cell, rows_table
from warehouse.reports.trend import trend_png
from warehouse.reports.words import Speak
from warehouse.settings import KOREA_TIMEZONE_NAME, Language, Settings

_KOREA = ZoneInfo(KOREA_TIMEZONE_NAME)
_MOST_CHECKS = 15


def airflow_address(settings: Settings) -> str:
    """Where people reach Airflow: its own setting, else the local one."""
    given = os.environ.get("AIRFLOW__API__BASE_URL")
    return (given or f"http://127.0.0.1:{settings.airflow_port}").rstrip("/")


def run_address(settings: Settings, loads: Sequence[Row]) -> str | None:
    """The page of the DAG run that made these loads."""
    load = next((load for load in loads if load["dag_run_id"]), None)
    if load is None:
        return None
    dag_id, run_id = f"ingest_{load['source']}", quote(load["dag_run_id"], safe="")
    return f"{airflow_address(settings)}/dags/{dag_id}/runs/{run_id}"


def quality_address(settings: Settings, path: str = "") -> str:
    """The quality page, which the plugin mounts in Airflow."""
    return f"{airflow_address(settings)}/warehouse/{path}"


def add_quality_links(report: Report, settings: Settings, path: str, say: Speak) -> None:
    """The quality page at the right place, and where an unusual value can be approved."""
    report.links.append((say("quality_page"), quality_address(settings, path)))
    if report.has_unusual_value:
        report.links.append((say("approve_value"), quality_address(settings, "baselines")))


def korean_time(moment: datetime | None) -> str:
    """`2026-11-22 09:30` in Korean time."""
    return moment.astimezone(_KOREA).strftime("%Y-%m-%d %H:%M") if moment else "–"


def add_failures(report: Report, failed: Sequence[Row], say: Speak) -> None:
    """Failed checks, the worst first, with rows, remedy and owner."""
    suffix = report.language.value
    for row in failed[:_MOST_CHECKS]:
        unusual = _unusual_value(row["observed"] or {}, say)
        # Of a check on one value the "failing row" is what was observed, which the line above says in words.
        failing_rows = [one for one in row["failing_rows"] or [] if one != row["observed"]]
        report.failures.append(
            FailedCheck(
                check_id=row["check_id"],
                sentence=row[f"sentence_{suffix}"],
                severity=row["severity"],
                severity_word=say(row["severity"]),
                owner=row["owner"],
                remedy=row[f"remedy_{suffix}"],
                count=unusual or say("failed_of", failed=row["failed_count"], applied=row["applied_count"]),
                rows=rows_table(failing_rows if unusual else row["failing_rows"] or []),
            )
        )
    if len(failed) > _MOST_CHECKS:
        report.notes.append(say("more", count=len(failed) - _MOST_CHECKS))
    report.has_unusual_value = any("metric" in (row["observed"] or {}) for row in failed)
    report.owners |= {row["owner"] for row in failed if row["owner"] and row["severity"] != "info"}


def _unusual_value(observed: Mapping[str, Any], say: Speak) -> str:
    """What was seen and what is usual, in one line; nothing for a check that learned no bounds."""
    value, lower, upper = (observed.get(name) for name in ("value", "lower", "upper"))
    if value is None or (lower is None and upper is None):
        return ""
    if lower is None or upper is None:
        usual = f"≥ {_short(lower)}" if lower is not None else f"≤ {_short(observed['upper'])}"
    else:
        usual = f"{_short(lower)} – {_short(upper)}"
    text = say("unusual_value", value=_short(value), usual=usual)
    if median := observed.get("median"):
        text += say("unusual_median", median=_short(median), count=observed.get("observation_count", 0))
    return text


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.3g}"


def count_changes(before: Mapping[str, int] | None, now: Mapping[str, int], say: Speak) -> Table:
    """Rows per table, then and now, of the tables whose number changed; the last line says how many others there are."""
    rows, unchanged = [], 0
    for table in sorted({*now, *(before or {})}):
        new, old = now.get(table, 0), (before or {}).get(table)
        if old == new:
            unchanged += 1
            continue
        rows.append(
            [
                table,
                f"{old:,}" if old is not None else "–",
                f"{new:,}",
                signed(new - old) if old is not None else say("new"),
            ]
        )
    if unchanged:
        rows.append([say("unchanged_tables", count=unchanged), "", "", signed(0)])
    return Table([say("table"), say("before"), say("now"), say("difference")], rows, numeric=frozenset({1, 2, 3}))


def signed(number: int) -> str:
    """`+3`, `−2` (a real minus sign, so that no spreadsheet takes it for a formula), `±0`."""
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number < 0 else "±0"


def add_freshness(report: Report, history: History, say: Speak) -> None:
    """Every source that ever loaded: last success, its age, and whether that is unusual."""
    rows = []
    for row in history.freshness():
        state = say("never") if row["last_success"] is None else say("stale") if row["is_stale"] else say("fresh")
        rows.append([row["source"], korean_time(row["last_success"]), age(row["age_seconds"], say), state])
    report.freshness = Table([say("source"), say("last_success"), say("age"), say("state")], rows)


def age(seconds: float | None, say: Speak) -> str:
    """Hours up to two days, then days."""
    if seconds is None:
        return "–"
    hours = max(seconds, 0) / 3600
    if hours < 1:
        return say("within_the_hour")
    return say("hours", hours) if hours < 48 else say("days", hours / 24)


def add_trend(report: Report, points: Sequence[Row], label: str, say: Speak) -> None:
    """The picture and the words that stand for it."""
    report.picture = trend_png(points, label)
    if report.picture:
        report.picture_alt = say(
            "trend_alt",
            count=len(points),
            first=points[0]["row_count"],
            last=points[-1]["row_count"],
            failed=sum(point["verdict"] == "failed" for point in points),
        )


def quarantine_table(rows: Sequence[Row], language: Language, say: Speak) -> Table | None:
    """Rows held back: where, why, and what they were."""
    if not rows:
        return None
    body = [[row["table_name"], row[f"reason_{language.value}"], cell(row["record"])] for row in rows]
    return Table([say("table"), say("reason"), say("record")], body)


def failure_text(error: BaseException | str | None, failed_tasks: Sequence[str], say: Speak) -> str:
    """What went wrong in words: the whole message of a warehouse error, else type and message, else which task."""
    if isinstance(error, BaseException) and not isinstance(error, WarehouseError):
        return f"{type(error).__name__}: {error}"
    if error is not None:
        return str(error)
    return say("tasks_failed", ", ".join(failed_tasks)) if failed_tasks else ""


def act_key(verdict: str, kind: str) -> str:
    """Which sentence says whether somebody has to act."""
    return f"act_failed_{kind}" if verdict == "failed" else f"act_{verdict}"


def shorten(text: str, length: int = 100) -> str:
    """One line for a subject."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= length else line[: length - 1] + "…"
