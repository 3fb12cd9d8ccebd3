"""Planted faults that do not depend on the data: of the connection, of the gateway, of the paging."""

from __future__ import annotations

import codecs
import json
import time
from collections.abc import Callable
from dataclasses import replace

from warehouse.sample.exchange import HTML_TYPE, Request, Response
from warehouse.sample.faults import Fault, Faults

PAGE_PARAMETERS = ("pIndex", "pageNo", "page")
BLOCK_PAGE = (
    "<!DOCTYPE html><html><head><title>Request Blocked</title></head><body>비정상 접근이 차단되었습니다.</body></html>"
)
FIRST_ATTEMPT = {
    "html_block": Response(BLOCK_PAGE.encode(), HTML_TYPE),
    "http_429": Response(b"Too Many Requests", "text/plain", 429, {"Retry-After": "1"}),
    "http_429_bare": Response(b"API rate limit exceeded", "text/plain", 429),
    "http_500": Response(
        b"<html><body><h1>500 Internal Server Error</h1></body></html>", "text/html;charset=UTF-8", 500
    ),
    "reset": Response(b"", manner="reset"),
}


def misbehave(request: Request, answer: Callable[[Request], Response], faults: Faults) -> Response:
    """The true answer, or what a planted fault makes of it."""
    if not faults.planted:
        return answer(request)
    if (latency := faults.find("latency", request.path)) is not None:
        time.sleep(latency.number(100) / 1000)
    if faults.has("dead", request.path):
        return Response(b"Service Unavailable", "text/plain", 503)
    for name, broken in FIRST_ATTEMPT.items():
        if _strikes(faults.find(name, request.path), request, faults):
            return broken
    if (stall := faults.find("stall", request.path)) and _strikes(replace(stall, value=None), request, faults):
        return Response((stall.value or "60").encode(), manner="stall")
    response = _reform(request, answer(request), faults)
    if _strikes(faults.find("half_body", request.path), request, faults):
        return replace(response, manner="half_body")
    return response


def _reform(request: Request, response: Response, faults: Faults) -> Response:
    """Another form of the same content."""
    body, is_json = response.body, response.body[:1] in (b"{", b"[")
    if is_json and faults.has("json_in_string", request.path):
        body = json.dumps(body.decode(), ensure_ascii=False).encode()
    if faults.has("byte_order_mark", request.path):
        body = codecs.BOM_UTF8 + body
    content_type = HTML_TYPE if faults.has("wrong_content_type", request.path) else response.content_type
    return replace(response, body=body, content_type=content_type)


def page_number(request: Request) -> int:
    """The page a request asks for; 1 where there is no paging."""
    for name in PAGE_PARAMETERS:
        if request.get(name).isdigit():
            return int(request.get(name))
    return 1


def _strikes(fault: Fault | None, request: Request, faults: Faults) -> bool:
    """A fault of the first attempt strikes once per address, on its page (2 unless said otherwise)."""
    if fault is None or page_number(request) != fault.number(2):
        return False
    return faults.is_first(f"{fault.name} {request.path} {sorted(request.query.items())}")
