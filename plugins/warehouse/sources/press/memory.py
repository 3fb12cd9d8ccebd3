"""What earlier pulls found: which interval read which article, and what feeds said when they last changed."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import asdict
from datetime import date
from pathlib import Path

from warehouse.settings import Settings
from warehouse.sources.press.feeds import Item

_SCHEMA = """
create table if not exists articles (
    document_id text not null, interval_key text not null, item text not null,
    primary key (document_id, interval_key)
);
create table if not exists feeds (
    url text primary key, etag text, last_modified text, items text not null
);
"""


class PressMemory:
    """A small file under the home's `state/`. Only intervals whose load was committed count as having read something."""

    def __init__(self, settings: Settings, source: str) -> None:
        path = settings.home / "state" / "press.sqlite"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._raw: Path = settings.raw_directory / source
        self._source = source
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def read_elsewhere(self, interval_key: str) -> frozenset[str]:
        """Documents that committed loads of other intervals hold: they are not asked for again."""
        rows = self._all("select document_id, interval_key from articles where interval_key <> ?", interval_key)
        committed = {key for _, key in rows if self._is_committed(key)}
        return frozenset(document for document, key in rows if key in committed)

    def read_before(self, interval_key: str) -> dict[str, Item]:
        """Articles that an earlier pull of the same interval read: a repeat reads the same ones."""
        rows = self._all("select document_id, item from articles where interval_key = ?", interval_key)
        return {document: _item(text) for document, text in rows}

    def remember(self, interval_key: str, articles: dict[str, Item]) -> None:
        """Note what a pull has archived."""
        rows = [(document, interval_key, _text(item)) for document, item in articles.items()]
        with self._lock:
            self._database.executemany("insert or replace into articles values (?, ?, ?)", rows)

    def conditions(self, url: str) -> dict[str, str]:
        """Headers that let a feed answer "not modified"."""
        rows = self._all("select etag, last_modified from feeds where url = ?", url)
        etag, modified = rows[0] if rows else (None, None)
        return {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}

    def items_of(self, url: str) -> list[Item]:
        """What the feed listed when it last changed."""
        rows = self._all("select items from feeds where url = ?", url)
        return [_item(text) for text in json.loads(rows[0][0])] if rows else []

    def remember_feed(self, url: str, headers: dict[str, str], items: list[Item]) -> None:
        """Keep a feed's validators and what it listed."""
        lower = {name.lower(): value for name, value in headers.items()}
        row = (url, lower.get("etag"), lower.get("last-modified"), json.dumps([_text(item) for item in items]))
        with self._lock:
            self._database.execute("insert or replace into feeds values (?, ?, ?, ?)", row)

    def _is_committed(self, interval_key: str) -> bool:
        return any(self._raw.glob(f"{self._source}-{interval_key}-*/load.json"))

    def _all(self, query: str, *values: str) -> list[tuple[str, str]]:
        with self._lock:
            return list(self._database.execute(query, values))


def _text(item: Item) -> str:
    return json.dumps(asdict(item), ensure_ascii=False, default=str)


def _item(text: str) -> Item:
    values = json.loads(text)
    day = values.pop("published_on")
    return Item(**values, published_on=date.fromisoformat(day) if day else None)
