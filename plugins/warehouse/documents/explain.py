"""Shows an article with its facts marked, in the terminal and as one self-contained HTML page."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.documents.model import Extraction, Witness

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

# Colours that stay apart for readers with red-green weakness; dark text on each reaches WCAG AA contrast.
KINDS: dict[str, tuple[str, str, str]] = {
    "budget": ("Money", "#ffd166", "black on yellow"),
    "initiative": ("Initiative", "#9bd1ff", "black on bright_cyan"),
    "place": ("Place", "#c3f0ca", "black on bright_green"),
    "count": ("Count", "#e6dcff", "black on bright_magenta"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a line to colour, and what to say about it."""

    line: int
    start: int
    end: int
    kind: str
    note: str


def marks(extraction: Extraction) -> list[Mark]:
    """The marks of all facts; where two overlap, money goes before initiatives, places and counts."""
    wanted: list[Mark] = []
    for budget in extraction.budgets:
        flags = " suspect" if budget.suspect else ""
        note = f"{budget.amount_krw:,} KRW · {budget.role}{flags} · {budget.label} · {budget.fiscal_year or '-'}"
        wanted.append(_mark(budget.witness, "budget", note))
    for initiative in extraction.initiatives:
        note = f"{initiative.name} · {', '.join(initiative.regions) or '-'} · {', '.join(initiative.technologies) or '-'} · {initiative.status}"
        wanted.append(_mark(initiative.witness, "initiative", note))
    for place in extraction.places:
        note = f"{place.region or 'unresolved'} · {place.resolution}{' · primary' if place.primary else ''}"
        wanted.append(_mark(place.witness, "place", note))
    for count in extraction.counts:
        wanted.append(_mark(count.witness, "count", f"{count.value:g} {count.unit} · {count.what}"))
    kept: list[Mark] = []
    for mark in wanted:
        kept.extend(_uncovered(mark, kept))
    return sorted(kept, key=lambda mark: (mark.line, mark.start))


def _mark(witness: Witness, kind: str, note: str) -> Mark:
    return Mark(
        witness.line, witness.start, witness.end, kind, f"{note} · rule {witness.rule} · {witness.confidence:.2f}"
    )


def _uncovered(mark: Mark, kept: list[Mark]) -> list[Mark]:
    """The parts of a mark that no earlier mark covers."""
    spans = [(mark.start, mark.end)]
    for other in kept:
        if other.line != mark.line:
            continue
        cut: list[tuple[int, int]] = []
        for start, end in spans:
            if other.end <= start or other.start >= end:
                cut.append((start, end))
                continue
            if start < other.start:
                cut.append((start, other.start))
            if other.end < end:
                cut.append((other.end, end))
        spans = cut
    return [Mark(mark.line, start, end, mark.kind, mark.note) for start, end in spans if end > start]


def terminal_view(extraction: Extraction) -> RenderableType:
    """The article for a terminal: coloured lines, then a table of the facts."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    by_line: dict[int, list[Mark]] = {}
    for mark in marks(extraction):
        by_line.setdefault(mark.line, []).append(mark)
    body = set(extraction.body_line_numbers)
    lines: list[Text] = [_legend()]
    for number, line in enumerate(extraction.text.split("\n"), 1):
        if not line.strip():
            continue
        text = Text(f"{number:4d} ", style="dim")
        content = Text(line, style="" if number in body or number in by_line else "dim")
        for mark in by_line.get(number, []):
            content.stylize(KINDS[mark.kind][2], mark.start, mark.end)
        lines.append(text + content)
    table = Table(title=f"{extraction.document_id}: {extraction.title or '(no headline)'}", show_lines=False)
    for column in ("line", "kind", "what was understood"):
        table.add_column(column)
    seen: set[tuple[int, str]] = set()
    for mark in marks(extraction):
        if (mark.line, mark.note) not in seen:
            seen.add((mark.line, mark.note))
            table.add_row(str(mark.line), KINDS[mark.kind][0], mark.note)
    for claim in extraction.reconciliations:
        table.add_row(
            str(claim.witness.line), "Claim", _claim_text(claim.kind, claim.terms, claim.expected, claim.holds)
        )
    return Group(*lines, table)


def _legend() -> Text:
    from rich.text import Text

    text = Text("     ")
    for name, _, style in KINDS.values():
        text.append(f" {name} ", style=style)
        text.append(" ")
    return text


def _claim_text(kind: str, terms: tuple[float, ...], expected: float, holds: bool) -> str:
    sign = " + " if kind == "sum" else " × "
    return f"{sign.join(_number(term) for term in terms)} {'=' if holds else '≠'} {_number(expected)}"


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"


_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.8 system-ui,'Apple SD Gothic Neo','Malgun Gothic',sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}p{margin:.2rem 0}.n{color:#888;display:inline-block;width:2.6rem;text-align:right;margin-right:.8rem;font-size:.8rem}.off{opacity:.45}
mark{color:#111;border-radius:.2rem;padding:0 .1rem;cursor:help}table{border-collapse:collapse;margin:1.5rem 0;font-size:.92rem}td,th{border:1px solid #8886;padding:.25rem .6rem;text-align:left;vertical-align:top}
.legend mark{margin-right:.6rem;cursor:default}.bad{color:#b00020;font-weight:600}
"""


def html_page(extractions: list[Extraction]) -> str:
    """One page without outside resources: facts coloured by kind, the rule and reading on hover."""
    legend = "".join(f'<mark style="background:{colour}">{name}</mark>' for name, colour, _ in KINDS.values())
    articles = "\n".join(_html_article(extraction) for extraction in extractions)
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>What was understood</title><style>{_STYLE}</style></head>'
        f'<body><p class="legend">{legend}</p>{articles}</body></html>\n'
    )


def _html_article(extraction: Extraction) -> str:
    by_line: dict[int, list[Mark]] = {}
    for mark in marks(extraction):
        by_line.setdefault(mark.line, []).append(mark)
    body = set(extraction.body_line_numbers)
    paragraphs = []
    for number, line in enumerate(extraction.text.split("\n"), 1):
        if line.strip():
            off = "" if number in body or number in by_line else ' class="off"'
            paragraphs.append(f'<p{off}><span class="n">{number}</span>{_html_line(line, by_line.get(number, []))}</p>')
    facts = [
        f"{html.escape(extraction.publisher or '-')} · {extraction.published_on or '-'} · {html.escape(', '.join(extraction.primary_regions) or '-')}"
        f" · extractor {html.escape(extraction.extractor_version)}"
    ]
    claims = "".join(
        f"<tr><td>{claim.witness.line}</td><td{'' if claim.holds else ' class=bad'}>{html.escape(_claim_text(claim.kind, claim.terms, claim.expected, claim.holds))}</td></tr>"
        for claim in extraction.reconciliations
    )
    table = f"<table><tr><th>line</th><th>claim</th></tr>{claims}</table>" if claims else ""
    return f"<h1>{html.escape(extraction.document_id)}: {html.escape(extraction.title or '')}</h1><p>{facts[0]}</p>{''.join(paragraphs)}{table}"


def _html_line(line: str, found: list[Mark]) -> str:
    parts, position = [], 0
    for mark in found:
        parts.append(html.escape(line[position : mark.start]))
        parts.append(
            f'<mark style="background:{KINDS[mark.kind][1]}" title="{html.escape(mark.note, quote=True)}">{html.escape(line[mark.start : mark.end])}</mark>'
        )
        position = mark.end
    parts.append(html.escape(line[position:]))
    return "".join(parts)
