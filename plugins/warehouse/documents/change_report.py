"""What a new extractor version changes, fact by fact: as a table for the terminal and as one HTML page."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from warehouse.documents.review import Change, ChangeKind, Statement

if TYPE_CHECKING:
    from rich.console import RenderableType

Say = Callable[..., str]
_SIGNS = {ChangeKind.ADDED: ("+", "green"), ChangeKind.REMOVED: ("−", "red"), ChangeKind.CHANGED: ("≠", "yellow")}
_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.6 system-ui,'Noto Sans KR','Apple SD Gothic Neo','Malgun Gothic',sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin-top:2rem;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #8886;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}.n{text-align:right}
.c{border-radius:.3rem;font-weight:600;padding:0 .4rem;white-space:nowrap}.added{background:#dff2e5;color:#14532d}.removed{background:#fbdedc;color:#7f1d1a}.changed{background:#fff0cc;color:#6b4500}
.quiet{color:#687684;font-size:.92rem}
"""


def count_changes(changes: Sequence[Change]) -> Counter[str]:
    """How many facts were added, removed, changed."""
    return Counter(change.kind.value for change in changes)


def terminal_changes(changes: Sequence[Change], titles: Mapping[str, str], say: Say) -> RenderableType:
    """One table per document, in the order of the documents."""
    from rich.console import Group
    from rich.markup import escape
    from rich.table import Table

    tables = []
    for document_id, group in _by_document(changes):
        title = escape(f"{document_id} {titles.get(document_id, '')}".strip())
        table = Table("", *_headings(say), title=title, title_justify="left")
        for change in group:
            sign, colour = _SIGNS[change.kind]
            table.add_row(f"[{colour}]{sign}[/]", *map(escape, _cells(change, say)))
        tables.append(table)
    return Group(*tables)


def html_changes(heading: str, summary: str, changes: Sequence[Change], titles: Mapping[str, str], say: Say) -> str:
    """One page without outside resources; all text from documents is escaped."""
    head = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in ("", *_headings(say)))
    tables = []
    for document_id, group in _by_document(changes):
        rows = "".join(_html_row(change, say) for change in group)
        tables.append(
            f"<h2>{html.escape(document_id)} {html.escape(titles.get(document_id, ''))}</h2>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
    return (
        '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(heading)}</title><style>{_STYLE}</style></head><body><h1>{html.escape(heading)}</h1>"
        f"<p>{html.escape(summary)}</p>{''.join(tables)}</body></html>\n"
    )


def _html_row(change: Change, say: Say) -> str:
    mark = f'<span class="c {change.kind.value}">{html.escape(say(f"change_{change.kind.value}"))}</span>'
    return f"<tr><td>{mark}</td>{''.join(f'<td>{html.escape(cell)}</td>' for cell in _cells(change, say))}</tr>"


def _by_document(changes: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.document_id, []).append(change)
    yield from groups.items()


def _headings(say: Say) -> tuple[str, ...]:
    return tuple(say(word) for word in ("kind", "line", "before", "now", "what_differs", "words_of_text"))


def _cells(change: Change, say: Say) -> tuple[str, ...]:
    statement = change.new or change.old
    assert statement is not None, "a change is of something"
    details = [one for one in change.differences if not one.startswith("value: ")]
    return (
        say(f"kind_{statement.kind}"), str(statement.line), _value(change.old), _value(change.new), " · ".join(details),
        statement.quote,
    )  # fmt: skip


def _value(statement: Statement | None) -> str:
    if statement is None:
        return "–"
    return f"{int(statement.value):,}원" if statement.kind == "budget" else statement.value
