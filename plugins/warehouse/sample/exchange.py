"""A request and an answer, as plain data: what the sample sources are written in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

JSON_TYPE = "application/json;charset=UTF-8"
XML_TYPE = "application/xml;charset=UTF-8"
HTML_TYPE = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked. Names of parameters are case-sensitive, as at the real sources."""

    method: str
    host: str  # as the client wrote it: addresses inside feeds are built from it
    path: str  # percent-decoded, without the query
    query: Mapping[str, str]  # the first value counts where a name stands twice
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        return self.query.get(name, default)


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered, and how the connection misbehaves while answering (`manner`)."""

    body: bytes
    content_type: str = JSON_TYPE
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: str = ""  # "" | "reset" | "half_body" | "stall"


def json_response(value: Any, *, status: int = 200) -> Response:
    """JSON as the Korean portals write it: UTF-8, nothing escaped."""
    return Response(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), JSON_TYPE, status)


def xml_response(body: str, *, status: int = 200) -> Response:
    """An XML document in UTF-8."""
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>{body}'.encode(), XML_TYPE, status)


def html_response(body: str, *, status: int = 200) -> Response:
    """A page in UTF-8."""
    return Response(body.encode(), HTML_TYPE, status)


def element(name: str, value: Any) -> str:
    """`<name>value</name>`, escaped; null is an empty element."""
    return f"<{name}/>" if value is None or value == "" else f"<{name}>{escape(str(value))}</{name}>"


def elements(row: Mapping[str, Any]) -> str:
    """All pairs of a row as elements."""
    return "".join(element(name, value) for name, value in row.items())
