"""XML answers taken apart safely: no entities, no DTD, no network; head fields on one side, rows on the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from warehouse.sources.failures import EnvelopeError
from warehouse.sources.flat_xml import flat_rows
from warehouse.sources.text import excerpt

_ROW_TAGS = frozenset({"row", "item", "newsitem"})
_WRAPPERS = frozenset({"response", "head", "header", "body", "items", "result", "cmmmsgheader", "rows", "data"})
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Characters XML 1.0 forbids; some municipal systems let them through from pasted documents.
_CONTROL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE
)
_DECLARATION = re.compile(rb"^<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Tree:
    """An XML answer: name of its root, head fields (names in lower case), row elements."""

    root: str
    fields: dict[str, str]
    rows: Sequence[Any]


def parse_xml(text: bytes) -> Any:
    """The root element of UTF-8 XML; `EnvelopeError` for anything hostile or broken."""
    if _FORBIDDEN.search(text):
        raise EnvelopeError("XML with a document type or entities is refused")
    # The text is UTF-8 by now, whatever its declaration still says.
    text = _DECLARATION.sub(b"", text, count=1)
    try:
        return etree.fromstring(text, _parser())
    except etree.XMLSyntaxError as problem:
        cleaned = _CONTROL.sub(b"", text)
        if cleaned == text:
            raise EnvelopeError(f"not well-formed XML: {excerpt(problem)}") from problem
    try:
        return etree.fromstring(cleaned, _parser())
    except etree.XMLSyntaxError as problem:
        raise EnvelopeError(f"not well-formed XML: {excerpt(problem)}") from problem


def _parser() -> etree.XMLParser:
    # A parser of its own each time: lxml parsers are not to be shared between threads.
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def local_name(element: Any) -> str:
    """Tag without namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def read_xml(text: bytes) -> Tree:
    """Take an XML answer apart."""
    return _read_flat(text) or _read_tree(text)


def _read_flat(text: bytes) -> Tree | None:
    """Many rows of one plain shape are taken out and found by their brackets; what stands around them is parsed."""
    for tag in (b"row", b"item"):
        opening, closing = b"<" + tag + b">", b"</" + tag + b">"
        first, last = text.find(opening), text.rfind(closing) + len(closing)
        if first < 0 or last <= first:
            continue
        if b"\r" in text:  # XML 1.0 §2.11: line ends are one character
            return _read_flat(text.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        rows = flat_rows(text[first:last])
        if rows is None:
            return None
        around = parse_xml(text[:first] + opening + b"<a/>" + closing + text[last:])
        fields: dict[str, str] = {}
        found: list[Any] = []
        _walk(around, fields, found, depth=0)
        in_place = len(found) == 1 and found[0].tag == tag.decode() and [child.tag for child in found[0]] == ["a"]
        return Tree(local_name(around).lower(), fields, rows) if in_place else None
    return None


def _read_tree(text: bytes) -> Tree:
    root = parse_xml(text)
    fields: dict[str, str] = {}
    rows: list[Any] = []
    _walk(root, fields, rows, depth=0)
    return Tree(local_name(root).lower(), fields, rows)


def _walk(element: Any, fields: dict[str, str], rows: list[Any], depth: int) -> None:
    for child in element:
        name = local_name(child).lower()
        if name in _ROW_TAGS:
            if len(child):
                rows.append(child)
        elif len(child) == 0:
            fields.setdefault(name, (child.text or "").strip())
        elif depth < 4 and (name in _WRAPPERS or depth == 0):
            _walk(child, fields, rows, depth + 1)


def row_of(element: Any) -> dict[str, Any]:
    """A row element as a dictionary; a tag that repeats becomes a list (FileName, FileUrl)."""
    row: dict[str, Any] = {}
    if isinstance(element, bytes):
        element = parse_xml(element)
    for child in element:
        name, value = local_name(child), child.text
        if len(child):
            value = row_of(child)
        if name in row:
            earlier = row[name]
            row[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
        else:
            row[name] = value
    return row


def row_bytes(element: Any) -> bytes:
    """A row of a tree as bytes, without what follows it, as `FlatRows` has it from the page itself."""
    return etree.tostring(element, method="c14n", with_tail=False)
