"""Sentences and list items of a line, as spans of the folded line."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"(?<!\d)[.!?][\"”'’)\]]{0,2}\s+(?=\S)|(?<=[다요])\.(?=[가-힣A-Z‘“'\"(\[]{2})")
BULLETS = "▲△▷▶►▸◆◇■□●○◦❍◎❏❑※◈▪▫➢➤✔✓"
_BULLET = re.compile(rf"[{BULLETS}]\s?|(?<![\w가-힣])[①-⑳]\s?|(?<=\s)ㅇ\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's span and text; `index` counts through the whole body."""

    line: int
    start: int
    end: int
    text: str
    index: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list marked by bullets inside a line."""

    start: int
    end: int
    text: str


def split_sentences(line: str, number: int, first_index: int = 0) -> list[Sentence]:
    """The sentences of a folded line, left to right, without gaps of meaning."""
    spans, start = [], 0
    for match in _END.finditer(line):
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(line)))
    kept = [(a, b) for a, b in spans if line[a:b].strip()]
    return [Sentence(number, a, b, line[a:b], first_index + i) for i, (a, b) in enumerate(kept)]


def split_items(text: str) -> list[Item]:
    """The items of a bulleted list; the words before the first bullet are no item."""
    marks = list(_BULLET.finditer(text))
    items = []
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        items.append(Item(mark.end(), end, text[mark.end() : end]))
    return [item for item in items if item.text.strip()]
