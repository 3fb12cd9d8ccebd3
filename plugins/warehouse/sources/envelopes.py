"""One reader for every envelope a Korean public API wraps its rows in: it decides by content, never by Content-Type or status.

The order of decision and the classes of the codes are those of the sources' index (sources/README, "One parser for
all envelopes"). Whatever comes in, the only exception that goes out is `EnvelopeError`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import msgspec

from warehouse.sources import xml_envelopes
from warehouse.sources.failures import EnvelopeError, Outcome
from warehouse.sources.flat_xml import FlatRows
from warehouse.sources.text import as_utf8, excerpt, integer

# Result codes of data.go.kr services and of the gateway in front of them (official list).
_DATA_GO_KR: dict[int | None, Outcome] = {
    **dict.fromkeys((1, 2, 4, 5, 99), Outcome.TRANSIENT),
    **dict.fromkeys((6, 8, 10, 11, 12, 97), Outcome.REQUEST),
    **dict.fromkeys((20, 21, 30, 31, 32, 33), Outcome.KEY),
    0: Outcome.OK,
    3: Outcome.EMPTY,
    7: Outcome.WINDOW,
    22: Outcome.QUOTA,
    98: Outcome.WINDOW,
}
# RESULT codes of lofin365, 서울 열린데이터광장 and StanReginCd (one platform family).
_RESULT: dict[tuple[str, int | None], Outcome] = {
    **dict.fromkeys((("INFO", 0), ("INFO", 000)), Outcome.OK),
    **dict.fromkeys((("INFO", 3), ("INFO", 200)), Outcome.EMPTY),
    **dict.fromkeys((("INFO", 100), ("INFO", 300), ("ERROR", 290)), Outcome.KEY),
    **dict.fromkeys((("ERROR", 500), ("ERROR", 600), ("ERROR", 601)), Outcome.TRANSIENT),
    **dict.fromkeys((("ERROR", n) for n in (300, 301, 310, 331, 332, 333, 334, 335, 336)), Outcome.REQUEST),
    ("ERROR", 337): Outcome.QUOTA,
}
_KOSIS: dict[int | None, Outcome] = {
    **dict.fromkeys((10, 11, 42), Outcome.KEY),
    **dict.fromkeys((20, 21), Outcome.REQUEST),
    **dict.fromkeys((31, 41), Outcome.WINDOW),
    **dict.fromkeys((40, 50), Outcome.TRANSIENT),
    30: Outcome.EMPTY,
}
_ODCLOUD: dict[int | None, Outcome] = {
    **dict.fromkeys((-1, -999), Outcome.TRANSIENT),
    **dict.fromkeys((-2, -3, -9), Outcome.REQUEST),
    **dict.fromkeys((-4, -401), Outcome.KEY),
    -10: Outcome.QUOTA,
}
_HTML_OPENINGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<center", b"<title")
_DEEPEST_STRING = 3  # JSON text inside a JSON string: seen once, allowed twice


class JsonRows(Sequence[msgspec.Raw]):
    """A JSON array of objects: taken apart when somebody wants single rows, put together when somebody wants it whole."""

    def __init__(self, array: msgspec.Raw | None = None, rows: list[msgspec.Raw] | None = None) -> None:
        self._array = array
        self._rows = rows

    def _all(self) -> list[msgspec.Raw]:
        if self._rows is None:
            self._rows = _elements(self._array)
        return self._rows

    def text(self) -> bytes:
        """The array in one piece."""
        return bytes(self._array) if self._array is not None else b"[" + b",".join(self._all()) + b"]"

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[msgspec.Raw]:
        return iter(self._all())

    def __bool__(self) -> bool:
        if self._rows is not None or self._array is None:
            return bool(self._all())
        # An array is rarely empty, and looking at its first characters is cheaper than taking it apart.
        return bytes(memoryview(self._array)[:64]).lstrip(b"[ \t\r\n")[:1] not in (b"]", b"n", b"") or bool(self._all())

    @overload
    def __getitem__(self, index: int) -> msgspec.Raw: ...

    @overload
    def __getitem__(self, index: slice) -> list[msgspec.Raw]: ...

    def __getitem__(self, index: int | slice) -> msgspec.Raw | list[msgspec.Raw]:
        return self._all()[index]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One answer, opened: what it says about itself, and its rows still in their wrapping."""

    shape: str
    outcome: Outcome
    code: str = ""
    message: str = ""
    total: int | None = None  # rows over all pages
    page: int | None = None
    page_size: int | None = None  # rows a page that the server says it used, which is not always what was asked
    records: Sequence[Any] = ()  # bytes of one JSON object each, or XML elements

    @property
    def is_xml(self) -> bool:
        """Whether the rows are XML elements."""
        return self.shape.endswith("xml")

    @property
    def row_count(self) -> int:
        """Rows in this answer."""
        return len(self.records)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dictionaries, exactly as the source names its fields."""
        try:
            return [_row(record) for record in self.records]
        except (ValueError, TypeError, RecursionError) as problem:
            raise EnvelopeError(f"a row cannot be read ({excerpt(problem)})") from problem

    def fingerprints(self) -> list[int]:
        """A number per row that tells equal rows from different ones (within this process)."""
        if isinstance(self.records, FlatRows):
            return self.records.fingerprints()
        if self.is_xml:
            return [hash(xml_envelopes.row_bytes(record)) for record in self.records]
        return list(map(hash, map(bytes, self.records)))


def read_envelope(body: bytes | str) -> Envelope:
    """Open one answer; raise `EnvelopeError` when no known envelope describes it."""
    try:
        return _read(as_utf8(body), depth=0)
    except EnvelopeError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, AttributeError, OverflowError) as problem:
        raise EnvelopeError(f"the answer cannot be read: {excerpt(problem)}") from problem


def _read(text: bytes, depth: int) -> Envelope:
    first = text[:1]
    if not first:
        raise EnvelopeError("the answer is empty")
    if first == b"<":
        if text[:512].lower().startswith(_HTML_OPENINGS):
            return Envelope("html", Outcome.TRANSIENT, message=f"an HTML page instead of data: {excerpt(text)}")
        return _from_tree(xml_envelopes.read_xml(text))
    if first in (b"{", b"["):
        return _from_json(text)
    if first == b'"' and depth < _DEEPEST_STRING:
        return _read(as_utf8(str(_decode(text, str))), depth + 1)
    return Envelope("text", Outcome.TRANSIENT, message=f"plain text instead of data: {excerpt(text)}")


def _decode(text: bytes | msgspec.Raw, type_: Any = Any) -> Any:
    try:
        return msgspec.json.decode(text, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        return _decode_leniently(bytes(text), type_, problem)


def _decode_leniently(text: bytes, type_: Any, problem: Exception) -> Any:
    """Raw control characters inside strings and NaN are common in hand-made JSON; truncation is not forgiven."""
    try:
        value = json.loads(text.decode("utf-8"), strict=False)
        return msgspec.json.decode(msgspec.json.encode(value), type=type_)
    except (ValueError, TypeError, RecursionError, msgspec.MsgspecError) as second:
        raise EnvelopeError(f"not JSON: {excerpt(second)} in {excerpt(text)}") from problem


def _row(record: Any) -> dict[str, Any]:
    if not isinstance(record, msgspec.Raw):
        return xml_envelopes.row_of(record)
    row = _decode(record)
    if not isinstance(row, dict):
        raise EnvelopeError(f"a row is not an object: {excerpt(bytes(record))}")
    return row


def _members(raw: msgspec.Raw | bytes) -> dict[str, msgspec.Raw]:
    """Members of a JSON object, names in lower case; empty when it is no object."""
    if bytes(raw[:1] if isinstance(raw, bytes) else memoryview(raw)[:1]) != b"{":
        return {}
    return {name.lower(): value for name, value in _decode(raw, dict[str, msgspec.Raw]).items()}


def _elements(raw: msgspec.Raw | None) -> list[msgspec.Raw]:
    """A list as it is, an object as a list of one, nothing at all as an empty list."""
    if raw is None:
        return []
    opening = bytes(memoryview(raw)[:1])
    if opening == b"[":
        return _without_nulls(_decode(raw, list[msgspec.Raw]))
    return [raw] if opening == b"{" else []


def _without_nulls(elements: list[msgspec.Raw]) -> list[msgspec.Raw]:
    if min(map(len, elements), default=0) > len(b"null"):
        return elements
    return [element for element in elements if bytes(element) != b"null"]


def _scalar(raw: msgspec.Raw | None) -> str:
    if raw is None:
        return ""
    value = _decode(raw)
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


def _rows(raw: msgspec.Raw | None) -> Sequence[msgspec.Raw]:
    """Rows of any wrapping: a list, one object, `{"item": …}`, or nothing."""
    if raw is not None and bytes(memoryview(raw)[:1]) == b"[":
        return JsonRows(raw)
    if raw is not None and bytes(memoryview(raw)[:1]) == b"{":
        members = _members(raw)
        if "item" in members:
            return _rows(members["item"])
        return [raw] if members else []
    return _elements(raw)


def _from_json(text: bytes) -> Envelope:
    if text[:1] == b"[":
        rows = JsonRows(_decode(text, msgspec.Raw))
        return Envelope("kosis", Outcome.OK if rows else Outcome.EMPTY, records=rows)
    if len(text) > _LARGE and (envelope := _large(text)):
        return envelope
    root = _members(text)
    for known in (_gateway, _business_error, _response, _bare_result, _odcloud, _kosis_error, _third_error, _named):
        if envelope := known(root):
            return envelope
    raise EnvelopeError(f"no known envelope: an object with {', '.join(list(root)[:6]) or 'no members'}")


_LARGE = 20_000


class _Part(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    head: msgspec.Raw = msgspec.Raw(b"")
    row: list[msgspec.Raw] | None = None


_LARGE_SHAPE = msgspec.json.Decoder(dict[str, list[_Part]])


def _large(text: bytes) -> Envelope | None:
    """`{CODE: [{head}, {row}]}` of a full page, taken apart in one pass: such pages come by the hundred."""
    try:
        root = _LARGE_SHAPE.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    parts = next(iter(root.values()), [])
    heads = [part.head for part in parts if len(part.head)]
    rows = [part.row for part in parts if part.row is not None]
    if len(root) != 1 or len(heads) != 1 or len(rows) != 1:
        return None
    return _head_and_rows({"head": heads[0]}, JsonRows(rows=_without_nulls(rows[0])))


def _gateway(root: dict[str, msgspec.Raw]) -> Envelope | None:
    member = root.get("openapi_serviceresponse")
    header = _members(member) if member is not None else root
    if "cmmmsgheader" not in header:
        return None
    inner = {name: _scalar(value) for name, value in _members(header["cmmmsgheader"]).items()}
    return gateway(inner)


def gateway(header: dict[str, str], shape: str = "gateway") -> Envelope:
    """The envelope of the gateway in front of data.go.kr: never data, always a reason."""
    code = header.get("returnreasoncode", "")
    outcome = _DATA_GO_KR.get(integer(code), Outcome.TRANSIENT)
    outcome = Outcome.TRANSIENT if outcome in (Outcome.OK, Outcome.EMPTY) else outcome
    return Envelope(shape, outcome, code, header.get("returnauthmsg") or header.get("errmsg", ""))


def _business_error(root: dict[str, msgspec.Raw]) -> Envelope | None:
    name = next((name for name in root if name.endswith("responseerror")), None)
    if name is None:
        return None
    header = {key: _scalar(value) for key, value in _members(_members(root[name]).get("header", root[name])).items()}
    return coded("g2b_error", header.get("resultcode", ""), header.get("resultmsg", ""), data=False)


def _response(root: dict[str, msgspec.Raw]) -> Envelope | None:
    response = _members(root["response"]) if "response" in root else root
    if "header" not in response:
        return None
    header = {key: _scalar(value) for key, value in _members(response["header"]).items()}
    body = _members(response["body"]) if "body" in response else {}
    rows = _rows(body.get("items", body.get("item")))
    return coded(
        "data_go_kr",
        header.get("resultcode", ""),
        header.get("resultmsg", ""),
        total=integer(_scalar(body.get("totalcount"))),
        page=integer(_scalar(body.get("pageno"))),
        page_size=integer(_scalar(body.get("numofrows"))),
        rows=rows,
    )


def coded(
    shape: str,
    code: str,
    message: str,
    *,
    total: int | None = None,
    page: int | None = None,
    page_size: int | None = None,
    rows: Sequence[Any] = (),
    data: bool = True,
) -> Envelope:
    """An envelope of a data.go.kr service by its result code; `data=False` where success cannot be meant."""
    outcome = _DATA_GO_KR.get(integer(code), Outcome.TRANSIENT)
    if outcome is Outcome.OK:
        outcome = (Outcome.OK if rows or total else Outcome.EMPTY) if data else Outcome.TRANSIENT
    return Envelope(shape, outcome, code, message, total, page, page_size, rows if outcome is Outcome.OK else ())


def _bare_result(root: dict[str, msgspec.Raw]) -> Envelope | None:
    """Top-level `RESULT`, as a list or as an object: lofin365, Seoul and StanReginCd say "nothing" and errors so."""
    if "result" not in root or not (found := _elements(root["result"])):
        return None
    return result("result", {key: _scalar(value) for key, value in _members(found[0]).items()}, only=True)


def result(
    shape: str,
    fields: dict[str, str],
    *,
    total: int | None = None,
    page: int | None = None,
    page_size: int | None = None,
    rows: Sequence[Any] = (),
    only: bool = False,
) -> Envelope:
    """An envelope by a `RESULT` of CODE and MESSAGE (or resultCode and resultMsg); `only` when nothing is beside it."""
    code = fields.get("code") or fields.get("resultcode", "")
    message = fields.get("message") or fields.get("resultmsg", "")
    kind, _, number = code.upper().partition("-")
    outcome = _RESULT.get((kind, integer(number)), Outcome.TRANSIENT)
    if outcome is Outcome.OK and only:
        raise EnvelopeError(f"{code} without data")
    if outcome is Outcome.OK and not rows and not total:
        outcome = Outcome.EMPTY
    return Envelope(shape, outcome, code, message, total, page, page_size, rows if outcome is Outcome.OK else ())


def _odcloud(root: dict[str, msgspec.Raw]) -> Envelope | None:
    if "data" in root and ({"matchcount", "totalcount", "currentcount"} & set(root)):
        total = integer(_scalar(root.get("matchcount") or root.get("totalcount")))
        rows = _rows(root["data"])
        current = integer(_scalar(root.get("currentcount")))
        if current is not None and current != len(rows):
            raise EnvelopeError(f"{len(rows)} rows where the answer itself counts {current}")
        page, size = (integer(_scalar(root.get(name))) for name in ("page", "perpage"))
        return Envelope("odcloud", Outcome.OK if rows else Outcome.EMPTY, "", "", total, page, size, rows)
    code = integer(_scalar(root.get("code"))) if "code" in root else None
    if code is None or "result" in root:
        return None
    message = _scalar(root.get("msg") or root.get("message"))
    return Envelope("odcloud_error", _ODCLOUD.get(code, Outcome.TRANSIENT), str(code), message)


def _kosis_error(root: dict[str, msgspec.Raw]) -> Envelope | None:
    code = root.get("err", root.get("errcode"))
    return kosis_error(_scalar(code), _scalar(root.get("errmsg"))) if code is not None else None


def kosis_error(code: str, message: str, shape: str = "kosis_error") -> Envelope:
    """KOSIS says what went wrong in `err` (some clients meet `errCode`)."""
    return Envelope(shape, _KOSIS.get(integer(code), Outcome.TRANSIENT), code, message)


def _third_error(root: dict[str, msgspec.Raw]) -> Envelope | None:
    """`{"resultCode": …, "resultMsg": …}` without `response`: the third error shape of data.go.kr."""
    if "resultcode" not in root:
        return None
    return coded("bare_error", _scalar(root["resultcode"]), _scalar(root.get("resultmsg")), data=False)


def _named(root: dict[str, msgspec.Raw]) -> Envelope | None:
    """`{CODE: [{head}, {row}]}` (lofin365, StanReginCd) or `{SERVICE: {list_total_count, RESULT, row}}` (Seoul)."""
    for member in root.values():
        parts: dict[str, msgspec.Raw] = {}
        for element in _elements(member):
            parts.update(_members(element))
        if "head" in parts or "row" in parts or "list_total_count" in parts:
            return _head_and_rows(parts)
    return None


def _head_and_rows(parts: dict[str, msgspec.Raw], rows: Sequence[msgspec.Raw] | None = None) -> Envelope:
    head = dict(parts)
    for element in _elements(parts.get("head")):
        head.update(_members(element))
    verdicts = _elements(head.get("result"))
    fields = {key: _scalar(value) for key, value in _members(verdicts[0]).items()} if verdicts else {"code": "INFO-000"}
    return result(
        "headed",
        fields,
        total=integer(_scalar(head.get("list_total_count", head.get("totalcount")))),
        page=integer(_scalar(head.get("pageno"))),
        page_size=integer(_scalar(head.get("numofrows"))),
        rows=_rows(parts.get("row")) if rows is None else rows,
    )


def _from_tree(tree: xml_envelopes.Tree) -> Envelope:
    fields = tree.fields
    paging: dict[str, Any] = {
        "total": integer(fields.get("list_total_count", fields.get("totalcount"))),
        "page": integer(fields.get("pageno")),
        "page_size": integer(fields.get("numofrows")),
    }
    if "returnreasoncode" in fields or "returnauthmsg" in fields:
        return gateway(fields, "gateway_xml")
    if tree.root.endswith("responseerror"):
        return coded("g2b_error_xml", fields.get("resultcode", ""), fields.get("resultmsg", ""), data=False)
    if tree.root == "error" or "err" in fields or "errcode" in fields:
        return kosis_error(fields.get("err", fields.get("errcode", "")), fields.get("errmsg", ""), "kosis_error_xml")
    if "code" in fields or str(fields.get("resultcode", "")).upper().startswith(("INFO", "ERROR")):
        return result("result_xml", fields, rows=tree.rows, only=tree.root == "result" and not tree.rows, **paging)
    if "resultcode" in fields:
        return coded("data_go_kr_xml", fields["resultcode"], fields.get("resultmsg", ""), rows=tree.rows, **paging)
    if tree.rows and paging["total"] is not None:
        return Envelope("rows_xml", Outcome.OK, records=tree.rows, **paging)
    raise EnvelopeError(f"no known envelope: XML with root {excerpt(tree.root)}")
