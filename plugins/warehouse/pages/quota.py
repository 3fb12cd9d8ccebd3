"""Today's calls per operation from the sources' ledger, read without disturbing it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from warehouse.settings import KOREA_TIMEZONE_NAME, Settings


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of one operation on one Korean day; `is_exhausted` when the source said so."""

    operation: str
    day: str
    calls: int
    is_exhausted: bool


def calls_of_last_days(settings: Settings, days: int = 7) -> list[Calls]:
    """Newest day first; empty when no source keeps a ledger here."""
    path = settings.home / "state" / "quota.sqlite"
    if not path.exists():
        return []
    today = datetime.now(ZoneInfo(KOREA_TIMEZONE_NAME)).date()
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as ledger:
        rows = ledger.execute(
            "select operation, day_kst, sum(calls), max(exhausted) from calls"
            " where julianday(?) - julianday(day_kst) < ? group by 1, 2 order by 2 desc, 1",
            [today.isoformat(), days],
        ).fetchall()
    ledger.close()
    return [Calls(operation, day, calls, bool(exhausted)) for operation, day, calls, exhausted in rows]
