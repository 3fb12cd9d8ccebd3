"""주민등록 인구통계 (jumin.mois.go.kr): the monthly CSV, in CP949 with thousands commas."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import quote

from warehouse.sample.exchange import Request, Response, html_response
from warehouse.sample.faults import Faults
from warehouse.sample.population import national_count, residents

FIRST_MONTH = date(2022, 1, 1)
PUBLISHED_AFTER = timedelta(days=2)  # "first days of the following month"
# Branch offices stand in the real file with nobody registered; these two are made up.
BRANCH_OFFICES = (("경기도 화성시표본출장소", "4159099000"), ("충청남도 표본출장소", "4499000000"))


def answer_jumin(request: Request, today: date, faults: Faults) -> Response:
    """The download form, by GET or POST. A month that is not published yet is answered by a page, not a file."""
    month = _month({**request.query, **request.form})
    if month is None or month < FIRST_MONTH or today < _next_month(month) + PUBLISHED_AFTER:
        return html_response(
            "<html><body><script>alert('조회된 자료가 없습니다.');history.back();</script></body></html>"
        )
    name = quote(f"표본_{month:%Y%m}_연령별인구현황_월간.csv")
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    fault = faults.find("unknown_region", request.path)
    text = population_csv(month, has_unknown_region=bool(fault and fault.path))
    return Response(text.encode("cp949"), "text/csv;charset=EUC-KR", headers=disposition)


def population_csv(month: date, *, has_unknown_region: bool = False) -> str:
    """Rows as the ministry writes them: name, two blanks, code in brackets."""
    rows = [("전국", "1000000000", national_count(month))]
    rows += [(one.region.name, one.region.code, one.count) for one in residents(month)]
    rows += [(name, code, 0) for name, code in BRANCH_OFFICES]
    if has_unknown_region:
        rows.append(("표본도 없는군", "9971000000", 12_345))
    label = f"{month.year}년{month.month:02d}월_계"
    head = f'"행정구역","{label}_총인구수","{label}_연령구간인구수"'
    return "\r\n".join([head, *(f'"{name}  ({code})","{count:,}","{count:,}"' for name, code, count in rows), ""])


def _month(fields: dict[str, str]) -> date | None:
    """The month asked for: year and month of the form, or six digits in any field that names a month."""
    year, month = fields.get("searchYearStart", ""), fields.get("searchMonthStart", "")
    text = f"{year}{month.zfill(2)}" if year and month else ""
    for name in ("searchYearMonth", "searchYm", "yearMonth", "ym", "month"):
        text = text or re.sub(r"\D", "", fields.get(name, ""))[:6]
    if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", text):
        return None
    return date(int(text[:4]), int(text[4:]), 1)


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
