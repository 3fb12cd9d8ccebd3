"""The institution directory (getDminsttInfo02): the bridge from institution codes to places, as of today."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from warehouse.sample.chance import chance
from warehouse.sample.places import FIRST_DAY, Government, governments, regions
from warehouse.sample.procurement import Institution, institution_of, other_institutions

Fields = dict[str, str]


def directory(today: date) -> list[Fields]:
    """Every local government that exists or existed since 2022, and other institutions."""
    rows = {row["dminsttCd"]: row for day in _days_of_change(today) for row in _governments(day, today)}
    rows |= {one.code: _row(one, FIRST_DAY, None, None) for one in other_institutions()}
    return sorted(rows.values(), key=lambda row: (row["rgstDt"], row["dminsttCd"]))


def _days_of_change(today: date) -> list[date]:
    changes = {region.valid_from for region in regions().values() if FIRST_DAY < region.valid_from <= today}
    return [FIRST_DAY, *sorted(changes)]


def _governments(day: date, today: date) -> list[Fields]:
    return [
        _row(institution_of(body), _registered_on(body), body.region.valid_to, _changed_on(body, today))
        for body in governments(day)
    ]


def _registered_on(body: Government) -> date:
    """Bodies of before 2022 were entered in January 2022: the sample world begins then."""
    is_old = body.region.valid_from <= FIRST_DAY or body.identity != body.code
    return FIRST_DAY if is_old else body.region.valid_from


def _changed_on(body: Government, today: date) -> date | None:
    """The day a body got its present name, where that was after it was entered."""
    is_renamed = body.identity != body.code and FIRST_DAY < body.region.valid_from <= today
    return body.region.valid_from if is_renamed else None


def _row(one: Institution, registered_on: date, ended_on: date | None, changed_on: date | None) -> Fields:
    registered = datetime.combine(registered_on, datetime.min.time()) + timedelta(
        minutes=chance("registered", one.code).randrange(9 * 60, 18 * 60)
    )
    place = regions().get(f"{one.legal_code}00000")
    top = one.name.split()[0]
    return {
        "dminsttCd": one.code,
        "dminsttNm": one.name,
        "dminsttAbrvtNm": one.name.split()[-1],
        "dminsttEngNm": "",
        "vldPrdBgnDt": f"{registered_on:%Y-%m-%d}",
        "vldPrdEndDt": f"{ended_on:%Y-%m-%d}" if ended_on else "",
        "jrsdctnDivNm": one.jurisdiction_name,
        "insttTyCdLrgclsfcNm": one.jurisdiction_name,
        "insttTyCdMidclsfcNm": "",
        "insttTyCdSmlclsfcNm": "",
        "rgnCd": one.legal_code,
        "rgnNm": place.name if place else "",
        "adrs": f"{place.name if place else ''} 표본로 1".strip(),
        "toplvlInsttCd": one.code if top == one.name else "",
        "toplvlInsttNm": top,
        "dltYn": "Y" if ended_on else "N",
        "rgstDt": f"{registered:%Y-%m-%d %H:%M:%S}",
        "chgDt": f"{changed_on:%Y-%m-%d} 09:00:00" if changed_on else "",
    }
