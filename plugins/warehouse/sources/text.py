"""Bytes from outside into text: encodings as they really occur, and short excerpts for messages."""

from __future__ import annotations

import codecs
import re
import struct
from typing import Any

import pyarrow as pa

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{3,20})""", re.IGNORECASE)
# CP949 is a superset of EUC-KR, and its extra syllables are common on pages that declare EUC-KR.
_ALIASES = {
    "euc-kr": "cp949",
    "euckr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "x-windows-949": "cp949",
    "ms949": "cp949",
}


def as_utf8(body: bytes | str) -> bytes:
    """API answers as UTF-8 without BOM and outer blanks: UTF-8 if valid, else CP949; raises UnicodeError otherwise."""
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass").strip().removeprefix(codecs.BOM_UTF8).strip()
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding).encode("utf-8").strip()
    body = body.strip()
    return body if is_utf8(body) else body.decode("cp949").encode("utf-8")


def is_utf8(body: bytes) -> bool:
    """Whether bytes are UTF-8 (Arrow looks through them ten times faster than decoding does)."""
    ends = pa.py_buffer(struct.pack("<ii", 0, len(body)))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(body)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def decode_page(body: bytes, declared: str | None = None) -> str:
    """A page or feed as text: BOM, HTTP charset, the charset it declares, UTF-8 strictly, then CP949."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    inside = _DECLARED.search(body[:2048])
    named = [declared, inside.group(1).decode("ascii") if inside else None, "utf-8", "cp949"]
    for encoding in (_ALIASES.get(name.lower(), name) for name in named if name):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8", "replace")


def excerpt(value: Any, length: int = 120) -> str:
    """The beginning of something, on one line, for a message."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = " ".join(text[: length * 4].split())
    return text if len(text) <= length else text[: length - 1] + "…"


def integer(value: Any) -> int | None:
    """A whole number as sources write it (`"2"`, `2.0`, `"1,250"`, `"00"`), or None."""
    text = str(value).strip().replace(",", "") if value is not None else ""
    if not re.fullmatch(r"[+-]?\d{1,18}(?:\.0*)?", text):
        return None
    return int(text.partition(".")[0])
