"""Which sample source answers which path. Paths are those of the real sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from warehouse.sample.briefing import answer_briefing
from warehouse.sample.exchange import Request, Response
from warehouse.sample.faults import Faults
from warehouse.sample.g2b import answer_g2b
from warehouse.sample.jumin import answer_jumin
from warehouse.sample.kosis import answer_kosis
from warehouse.sample.lofin import answer_lofin
from warehouse.sample.lofin_statistics import answer_statistics
from warehouse.sample.odcloud import answer_discovery, answer_odcloud
from warehouse.sample.press.pages import answer_press, answer_robots
from warehouse.sample.region_codes import answer_region_codes
from warehouse.sample.seoul import answer_seoul, answer_seoul_file

Answer = Callable[[Request, date, Faults], Response]

# The longest fitting start of a path wins.
ROUTES: dict[str, Answer] = {
    "/lf/hub/": answer_statistics,
    "/lf/hub/QWGJK": answer_lofin,
    "/1230000/": answer_g2b,
    "/1371000/pressReleaseService/pressReleaseList": answer_briefing,
    "/1371000/policyNewsService2/policyNewsList2": answer_briefing,
    "/1741000/StanReginCd/getStanReginCdList": answer_region_codes,
    "/openapi/Param/statisticsParameterData.do": answer_kosis,
    "/api/15": answer_odcloud,
    "/oas/docs": answer_discovery,
    "/downloadCsv.do": answer_jumin,
    "/ageStatMonth.do": answer_jumin,
    "/statMonth.do": answer_jumin,
    "/press/": answer_press,
    "/robots.txt": answer_robots,
    "/seoul/": answer_seoul_file,
    # Seoul's portal has the key first in the path, so that nothing fixed begins it: what is left may be its.
    "/": answer_seoul,
}


def answer(request: Request, today: date, faults: Faults) -> Response:
    """The answer of the source that owns the path."""
    fitting = [start for start in ROUTES if request.path.startswith(start)]
    return ROUTES[max(fitting, key=len)](request, today, faults)
