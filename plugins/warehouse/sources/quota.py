"""Ledger of calls per key, operation and Korean day: survives restarts, stops before the limit, shared by processes."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from warehouse.settings import KOREA_TIMEZONE_NAME
from warehouse.sources.failures import QuotaError

KOREA = ZoneInfo(KOREA_TIMEZONE_NAME)
_SCHEMA = """
create table if not exists calls (
    key_id text not null, operation text not null, day_kst text not null,
    calls integer not null default 0, exhausted integer not null default 0,
    primary key (key_id, operation, day_kst)
)"""


def korean_now() -> datetime:
    """The present moment in Korea."""
    return datetime.now(KOREA)


class QuotaLedger:
    """Counts calls in one small SQLite file. Holds a hash of the key, never the key."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = korean_now) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._database.execute("pragma journal_mode=wal")
        self._database.execute("pragma synchronous=normal")
        self._database.execute(_SCHEMA)

    def spend(self, key: str, operation: str, limit: int | None) -> None:
        """Count one call before it is made; `QuotaError` when it would be one too many."""
        with self._lock:
            row = self._database.execute(
                "insert into calls (key_id, operation, day_kst, calls) values (?, ?, ?, 1) "
                "on conflict do update set calls = calls + 1 where ? is null or calls < ? returning calls",
                (*self._row(key, operation), limit, limit),
            ).fetchone()
        if row is None:
            raise self.error(operation, f"its {limit} calls of today are used up by the ledger's count")

    def exhausted(self, key: str, operation: str) -> None:
        """The source itself said that today's calls are used up."""
        with self._lock:
            self._database.execute(
                "insert into calls (key_id, operation, day_kst, exhausted) values (?, ?, ?, 1) "
                "on conflict do update set exhausted = 1",
                self._row(key, operation),
            )

    def today(self, key: str, operation: str) -> tuple[int, bool]:
        """Calls made today, and whether the source has said it is enough."""
        with self._lock:
            row = self._database.execute(
                "select calls, exhausted from calls where key_id = ? and operation = ? and day_kst = ?",
                self._row(key, operation),
            ).fetchone()
        return (row[0], bool(row[1])) if row else (0, False)

    def error(self, operation: str, why: str) -> QuotaError:
        """The error that tells when a run makes sense again."""
        resume = (self._clock() + timedelta(days=1)).replace(hour=0, minute=5, second=0, microsecond=0)
        return QuotaError(
            f"{operation}: {why}.",
            remedy=f"Run again after {resume:%Y-%m-%d %H:%M} Korean time; what was read so far is kept and resumed.",
            resume_at=resume.isoformat(),
        )

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._database.close()

    def _row(self, key: str, operation: str) -> tuple[str, str, str]:
        return hashlib.sha256(key.encode()).hexdigest()[:16], operation, self._clock().date().isoformat()
