"""What archived documents say at the places that witnesses name: both gates hold the quotes against it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pyarrow as pa

# The text of the document in one archived answer of one load (None: the load being judged). None where the source
# keeps no documents, empty where the answer is lost.
TextOf = Callable[[str | None, str], str | None]
KEPT = 2_000  # as many documents as a parser gives at once: their tables of facts read each of them one time


class Documents:
    """Lines of documents; the ones read last are kept."""

    def __init__(self, text_of: TextOf) -> None:
        def lines_of(load_id: str | None, sha256: str) -> list[str] | None:
            text = text_of(load_id, sha256)
            return None if text is None else text.split("\n")

        self._lines_of = lru_cache(maxsize=KEPT)(lines_of)

    def slices(self, rows: pa.Table) -> list[str | None]:
        """What the document of each row says at its span; None where there is no document to read."""
        names = ("_archive_sha256", "line_number", "span_start", "span_end")
        loads = rows["_load_id"].to_pylist() if "_load_id" in rows.column_names else [None] * rows.num_rows
        places = zip(loads, *(rows[name].to_pylist() for name in names), strict=True)
        return [
            None if None in place else _slice(self._lines_of(load_id, place[0]), *place[1:])
            for load_id, *place in places
        ]


def _slice(lines: list[str] | None, line: int, start: int, end: int) -> str | None:
    """An impossible span reads as nothing, which is not what any witness quotes."""
    if lines is None:
        return None
    return lines[line - 1][start:end] if 1 <= line <= len(lines) and 0 <= start < end else ""
