"""Many XML rows of one plain shape, found by the places of their brackets instead of by a tree: ten times as fast.

Plain means: every row is `<row><a>text</a><b>text</b>…</row>` with the same tags in the same order, without
attributes, nesting, repeated tags, CDATA, comments or instructions. Whatever is not plain is left to the tree, and
what is plain reads exactly as the tree would read it (`tests/sources/test_flat_xml.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_OPEN, _CLOSE, _SLASH, _BANG, _QUESTION = b"<>/!?"
_TAB, _NEWLINE, _SPACE = b"\t\n "
_NAME = re.compile(r"[A-Za-z_가-힣][A-Za-z0-9_.가-힣-]*")  # a part of what XML allows; other names go to the tree
_ENTITIES = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")  # all that XML knows without a document type
_LAST_PLANE = 0xEF  # first byte of U+F000 to U+FFFF; the last two, EF BF BE and EF BF BF, are forbidden in XML


class FlatRows(Sequence[bytes]):
    """Rows of one plain shape; `bytes` of single rows only for those who ask."""

    def __init__(self, text: bytes, opens: np.ndarray, closes: np.ndarray, names: list[str]) -> None:
        self._text = text
        self._opens = opens  # places of `<`, a line per row
        self._closes = closes  # places after `>`
        self.names = names

    def __len__(self) -> int:
        return len(self._opens)

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...

    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        return self._text[self._opens[index, 0] : self._closes[index, -1]]

    def __iter__(self) -> Iterator[bytes]:
        places = zip(self._opens[:, 0].tolist(), self._closes[:, -1].tolist(), strict=True)
        return (self._text[start:end] for start, end in places)

    def fingerprints(self) -> list[int]:
        """See `Envelope.fingerprints`; a row is written as `xml_envelopes.row_bytes` writes that of a tree."""
        rows: Iterable[bytes] = self
        if b"&" in self._text:
            rows = (row.replace(b"&quot;", b'"').replace(b"&apos;", b"'") for row in self)
        return list(map(hash, rows))

    def columns(self) -> dict[str, pa.Array]:
        """One array of texts per tag, null where nothing stands between its opening and its end."""
        pieces = _pieces(self._text, self._opens, self._closes)
        # Of row r the text of tag t is the piece behind its opening: pieces are tag, text, tag, text, …
        starts = np.arange(len(self)) * (2 * self._opens.shape[1])
        empty = (self._opens[:, 2:-1:2] == self._closes[:, 1:-2:2]).any(axis=0)
        escaped = b"&" in self._text
        columns = {}
        for position, name in enumerate(self.names):
            column = pieces.take(_indices(starts + 3 + 4 * position))
            if empty[position]:
                column = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
            columns[name] = _unescaped(column) if escaped else column
        return columns


def flat_rows(text: bytes) -> FlatRows | None:
    """The rows of `<row>…</row><row>…</row>` (UTF-8, from the first `<` to the last `>`), or None when not plain."""
    characters = np.frombuffer(text, np.uint8)
    controls = np.count_nonzero(characters < _SPACE)
    if controls and controls != np.count_nonzero((characters == _TAB) | (characters == _NEWLINE)):
        return None
    if not _is_plainly_escaped(text) or _has_no_characters(characters):
        return None
    opens = np.flatnonzero(characters == _OPEN).astype(np.int32)
    closes = np.flatnonzero(characters == _CLOSE).astype(np.int32)
    if len(opens) != len(closes) or (opens >= closes).any() or (closes[:-1] >= opens[1:]).any():
        return None
    first, last = characters[opens + 1], characters[closes - 1]
    special = (first == _BANG).any() or (first == _QUESTION).any() or (last == _SLASH).any()
    names = None if special else _names(text, opens, closes)
    if names is None:
        return None
    tags = 2 + 2 * len(names)
    if len(opens) % tags:
        return None
    starts, ends = opens.reshape(-1, tags), closes.reshape(-1, tags) + 1
    return FlatRows(text, starts, ends, names) if _are_alike(text, starts, ends) else None


def _is_plainly_escaped(text: bytes) -> bool:
    return b"&" not in text or text.count(b"&") == sum(text.count(entity) for entity in _ENTITIES)


def _has_no_characters(characters: np.ndarray) -> bool:
    at = np.flatnonzero(characters == _LAST_PLANE)
    return bool(((characters[at + 1] == 0xBF) & (characters[at + 2] >= 0xBE)).any())


def _names(text: bytes, opens: np.ndarray, closes: np.ndarray) -> list[str] | None:
    """The tags of the first row: openings and ends in pairs between the row's own; None when they are not."""
    first = text[opens[0] + 1 : closes[0]]
    names: list[str] = []
    for position in range(1, len(opens) - 1, 2):
        tag, end = (text[opens[at] + 1 : closes[at]] for at in (position, position + 1))
        if tag == b"/" + first:
            return names or None
        name = tag.decode("utf-8")
        if end != b"/" + tag or name in names or not _NAME.fullmatch(name):
            return None
        names.append(name)
    return names if names and text[opens[-1] + 1 : closes[-1]] == b"/" + first else None


def _are_alike(text: bytes, opens: np.ndarray, closes: np.ndarray) -> bool:
    """Whether every row has the tags of the first one, byte for byte."""
    lengths = closes - opens
    if (lengths != lengths[0]).any():
        return False
    tags = _pieces(text, opens, closes).take(_indices(np.arange(0, 2 * opens.size, 2)))
    written = np.frombuffer(tags.buffers()[2], np.uint8, int(lengths.sum())).reshape(len(opens), -1)
    return bool((written == written[0]).all())


def _pieces(text: bytes, opens: np.ndarray, closes: np.ndarray) -> pa.Array:
    """Tags and the texts behind them in turn, without copying a byte: an array is a buffer and the places in it."""
    places = np.empty(2 * opens.size + 1, np.int32)
    places[0:-1:2], places[1::2], places[-1] = opens.ravel(), closes.ravel(), len(text)
    return pa.Array.from_buffers(pa.string(), len(places) - 1, [None, pa.py_buffer(places), pa.py_buffer(text)])


def _indices(places: np.ndarray) -> pa.Array:
    # Not `pa.array`: it imports pandas on first use, which costs a process that only fetches a second and 60 MB.
    return pa.Array.from_buffers(pa.int64(), len(places), [None, pa.py_buffer(places.astype(np.int64))])


def _unescaped(column: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring(column, "&")).as_py():
        return column
    return pa.array([text and unescape(text) for text in column.to_pylist()], pa.string())
