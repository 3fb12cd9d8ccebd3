"""What a person sees after a run: rows, verdicts, and where everything is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg.rows import dict_row
from rich.console import Console
from rich.table import Table

from warehouse.database import connect
from warehouse.settings import Language, Mode, Settings

VERDICT_STYLE = {"passed": "green", "passed_with_warnings": "yellow", "waiting_for_approval": "yellow", "failed": "red"}

WORDS = {
    "loads": {"ko": "적재", "en": "Loads"},
    "source": {"ko": "출처", "en": "source"},
    "interval": {"ko": "구간", "en": "interval"},
    "rows": {"ko": "행", "en": "rows"},
    "quarantined": {"ko": "격리", "en": "quarantined"},
    "gate": {"ko": "관문", "en": "gate"},
    "marts": {"ko": "마트", "en": "Marts"},
    "table": {"ko": "표", "en": "table"},
    "release": {"ko": "공개판", "en": "Release"},
    "not_published": {
        "ko": "이번 실행은 공개하지 않았습니다. 지난 공개판이 그대로 있습니다.",
        "en": "Nothing was published; the last release keeps serving.",
    },
    "files": {"ko": "파일", "en": "Files"},
    "mail": {"ko": "메일", "en": "Mails"},
    "log": {"ko": "로그", "en": "Log"},
    "connect": {"ko": "접속", "en": "Connect"},
    "sample": {
        "ko": "표본 데이터입니다: 지어낸 값이며 실제 기록이 아닙니다.",
        "en": "This is sample data: made up, not real records.",
    },
}


def show_summary(settings: Settings, started_at: datetime, log: Path, console: Console, *, built: bool) -> bool:
    """Print the summary of everything that began after `started_at`; True when a release was published."""
    with connect(settings, row_factory=dict_row) as connection:
        loads = connection.execute(
            "select * from quality.loads where started_at >= %s order by started_at", [started_at]
        ).fetchall()
        releases = connection.execute(
            "select * from quality.releases where built_at >= %s order by built_at desc limit 1", [started_at]
        ).fetchall()
    word = _words(settings)
    console.print(_loads_table(loads, word))
    for load in loads:
        if load["error"]:
            console.print(f"[red]✗ {load['source']} {load['interval_key']}[/]: {load['error']}")
    release = releases[0] if releases else None
    published = bool(release and release["status"] == "published")
    if built:
        _show_release(release, published, word, console)
    _show_places(settings, release, log, word, console)
    if settings.mode is Mode.SAMPLE:
        console.print(f"[bold]{word('sample')}[/]")
    return published


def _words(settings: Settings):
    language = "ko" if settings.language is Language.KO else "en"
    return lambda name: WORDS[name][language]


def _loads_table(loads: list[dict[str, Any]], word) -> Table:
    table = Table(title=word("loads"), title_justify="left")
    for name in ("source", "interval", "table"):
        table.add_column(word(name), no_wrap=True)
    for name in ("rows", "quarantined"):
        table.add_column(word(name), justify="right", no_wrap=True)
    table.add_column(word("gate"), no_wrap=True)
    for load in loads:
        first = (load["source"], load["interval_key"])
        last = (f"{load['quarantined_count']:,}", _verdict(load["verdict"]))
        for name, count in load["row_counts"].items() or [("–", 0)]:
            table.add_row(*first, name, f"{count:,}", *last)
            first, last = ("", ""), ("", "")
    return table


def _show_release(release: dict[str, Any] | None, published: bool, word, console: Console) -> None:
    if release:
        table = Table(title=word("marts"), title_justify="left")
        table.add_column(word("table"))
        table.add_column(word("rows"), justify="right")
        for name, count in release["row_counts"].items():
            table.add_row(name, f"{count:,}")
        console.print(table)
        console.print(
            f"{word('release')}: {release['release_id']} · {_verdict(release['verdict'])} · {release['status']}"
        )
        if release["error"]:
            console.print(f"[red]{release['error']}[/]")
    if not published:
        console.print(f"[red]{word('not_published')}[/]")


def _show_places(settings: Settings, release: dict[str, Any] | None, log: Path, word, console: Console) -> None:
    if release and release["files_path"]:
        console.print(f"{word('files')}: {release['files_path']}")
    mails = sorted(settings.outbox_directory.glob("*.eml")) if settings.outbox_directory.exists() else []
    if mails:
        console.print(f"{word('mail')}: {mails[-1]}")
    console.print(f"{word('log')}: {log}")
    console.print(f"{word('connect')}: warehouse connection")


def _verdict(verdict: str | None) -> str:
    return f"[{VERDICT_STYLE.get(verdict or '', 'red')}]{verdict or '–'}[/]"
