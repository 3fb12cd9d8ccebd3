"""Which sample source answers which path. Paths are those of the real sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from warehouse.sample.exchange import Request, Response, html_response
from warehouse.sample.faults import Faults
from warehouse.sample.jumin import answer_jumin
from warehouse.sample.lofin import answer_lofin
from warehouse.sample.press.pages import answer_press, answer_robots

Answer = Callable[[Request, date, Faults], Response]

# The longest fitting start of a path wins.
ROUTES: dict[str, Answer] = {
    "/lf/hub/QWGJK": answer_lofin,
    "/downloadCsv.do": answer_jumin,
    "/ageStatMonth.do": answer_jumin,
    "/statMonth.do": answer_jumin,
    "/press/": answer_press,
    "/robots.txt": answer_robots,
}


def answer(request: Request, today: date, faults: Faults) -> Response:
    """The answer of the source that owns the path."""
    fitting = [start for start in ROUTES if request.path.startswith(start)]
    if not fitting:
        return html_response("<html><body><h1>404 Not Found</h1></body></html>", status=404)
    return ROUTES[max(fitting, key=len)](request, today, faults)
