"""The text of a document, its lines, a folded copy of equal length for matching, and the only way to a witness."""

from __future__ import annotations

import hashlib
import re

from warehouse.documents.model import MAXIMUM_QUOTE_LENGTH, Witness
from warehouse.errors import DocumentError


def _folding_table() -> dict[int, str]:
    """One character to one character, so that spans in the folded text are spans in the document."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for (
        space
    ) in "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\ufeff\t\r\x0b\x0c":
        table[ord(space)] = " "
    for dot in "ㆍ‧∙・･•᛫⋅":
        table[ord(dot)] = "·"
    for tilde in "∼～〜˜":
        table[ord(tilde)] = "~"
    for dash in "‐‑‒–—―−－":
        table[ord(dash)] = "-"
    for quote in "`´′＇‛":
        table[ord(quote)] = "'"
    for quote in "〃″〝〞＂":
        table[ord(quote)] = '"'
    for bullet in "▴🔺▵":
        table[ord(bullet)] = "▲"
    return table


FOLDING = _folding_table()
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """The text with odd spaces, dots, tildes, dashes and full-width forms made plain; length unchanged."""
    return text.translate(FOLDING)


def squeeze(text: str) -> str:
    """The text with runs of white space made one space."""
    return _SPACE.sub(" ", text).strip()


class SourceText:
    """A document's text as the spans refer to it: lines split at newlines, counted from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.folded = [fold(line) for line in self.lines]
        self.sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def witness(self, line: int, start: int, end: int, *, rule: str, confidence: float) -> Witness:
        """The witness for a span of a line; a span that is not in the text is an error."""
        if not 1 <= line <= len(self.lines) or not 0 <= start < end <= len(self.lines[line - 1]):
            raise DocumentError(f"No characters {start} to {end} in line {line} of the document.")
        raw = self.lines[line - 1]
        end = min(end, start + MAXIMUM_QUOTE_LENGTH)
        while start < end - 1 and raw[start].isspace():
            start += 1
        while end > start + 1 and raw[end - 1].isspace():
            end -= 1
        return Witness(line, start, end, raw[start:end], rule, round(confidence, 3))

    def witness_around(self, line: int, start: int, end: int, *, rule: str, confidence: float) -> Witness:
        """A witness that also shows the words before and after the span, as far as sixty characters go."""
        folded = self.folded[line - 1]
        room = MAXIMUM_QUOTE_LENGTH - (end - start)
        if room > 8:
            start = _widen_left(folded, start, min(28, room - 6))
            end = _widen_right(folded, end, min(12, MAXIMUM_QUOTE_LENGTH - (end - start)))
        return self.witness(line, start, end, rule=rule, confidence=confidence)


def _widen_left(line: str, start: int, room: int) -> int:
    """The start moved left to the beginning of a word, staying in the sentence."""
    low = max(0, start - room)
    for stop in (". ", "▲", "△", "▷", "■", "□", "◇", "○"):
        found = line.rfind(stop, low, start)
        if found >= 0:
            low = max(low, found + (2 if stop == ". " else 0))
    if low == 0 or line[low - 1] == " " or line[low] in "▲△▷■□◇○":
        return low
    space = line.find(" ", low, start)
    return space + 1 if space >= 0 else start


def _widen_right(line: str, end: int, room: int) -> int:
    """The end moved right to the end of a word, staying in the sentence."""
    high = min(len(line), end + room)
    stop = line.find(". ", end, high)
    if stop >= 0:
        return stop
    if high == len(line):
        return high
    space = line.rfind(" ", end, high)
    return space if space > end else end
