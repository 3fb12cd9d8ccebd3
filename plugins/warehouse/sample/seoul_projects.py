"""서울시 정보화사업 발주계획: the yearly list. 2022 adds up to the published totals; every row is made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from warehouse.sample.chance import chance
from warehouse.sample.places import governments
from warehouse.sample.world import kinds

# Published for 2022 (press, January 2022): projects by time of order, and won by kind of institution (1,000 won).
TIMES_2022 = (("발주완료", 458), ("1분기", 457), ("2분기", 120), ("3분기 이후", 32))
AMOUNTS_2022 = (("서울시", 175_300_000), ("자치구", 106_700_000), ("투자출연", 63_900_000))
PROJECTS_2022 = sum(count for _, count in TIMES_2022)
INSTITUTION_SHARES = {"서울시": 0.42, "자치구": 0.41, "투자출연": 0.17}
CORPORATIONS = ("서울표본교통공사", "서울표본시설공단", "서울표본의료원", "서울표본디지털재단", "서울표본문화재단")
BUREAUS = (
    "디지털정책관",
    "교통실",
    "안전총괄실",
    "복지정책실",
    "상수도사업본부",
    "소방재난본부",
    "도시계획국",
    "평생교육국",
)
COLUMNS = (
    "연번", "기관구분", "기관명", "부서", "사업명", "사업분야", "사업비(천원)", "발주시기", "계약방법", "사업기간",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Project:
    """One row of the list."""

    number: int
    institution_kind: str
    institution: str
    department: str
    name: str
    field: str
    thousand_krw: int
    time: str
    method: str
    period: str

    @property
    def values(self) -> tuple[str | int, ...]:
        """In the order of COLUMNS."""
        return (
            self.number, self.institution_kind, self.institution, self.department, self.name, self.field,
            self.thousand_krw, self.time, self.method, self.period,
        )  # fmt: skip


@cache
def projects(year: int) -> tuple[Project, ...]:
    """1,067 projects in 2022, a few more or less in other years."""
    growth = 1.05 ** (year - 2022)
    times = [time for time, count in TIMES_2022 for _ in range(round(count * (growth if year != 2022 else 1)))]
    draw = chance("seoul projects", year)
    draw.shuffle(times)
    kinds_of_institution = _institution_kinds(len(times))
    amounts = {
        kind: iter(_parts(round(total * growth), kinds_of_institution.count(kind), f"{year} {kind}"))
        for kind, total in AMOUNTS_2022
    }
    return tuple(
        _project(year, number, kind, next(amounts[kind]), time)
        for number, (kind, time) in enumerate(zip(kinds_of_institution, times, strict=True), 1)
    )


def _institution_kinds(count: int) -> list[str]:
    kinds_of_institution: list[str] = []
    for kind, share in INSTITUTION_SHARES.items():
        kinds_of_institution += [kind] * round(count * share)
    return (kinds_of_institution + ["서울시"] * count)[:count]


def _parts(total: int, count: int, name: str) -> Sequence[int]:
    """`count` uneven amounts that add up to `total` exactly."""
    draw = chance("parts", name)
    weights = [draw.random() ** 3 + 0.02 for _ in range(count)]
    amounts = [int(total * weight / sum(weights)) // 100 * 100 for weight in weights]
    amounts[0] += total - sum(amounts)
    return amounts


def _project(year: int, number: int, kind: str, thousand_krw: int, time: str) -> Project:
    draw = chance("seoul project", year, number)
    subject = draw.choice(kinds())
    districts = [body for body in governments(date(year, 1, 1)) if body.code.startswith("11") and not body.is_province]
    institution = {
        "서울시": "서울특별시",
        "자치구": draw.choice(districts).short_name,
        "투자출연": draw.choice(CORPORATIONS),
    }[kind]
    return Project(
        number=number,
        institution_kind=kind,
        institution=institution,
        department=draw.choice(BUREAUS) if kind == "서울시" else subject.department,
        name=f"{year}년 {draw.choice((subject.name, subject.other_name))}",
        field=draw.choice(("시스템구축", "HW·SW 도입", "S/W개발", "유지관리", "컨설팅")),
        thousand_krw=thousand_krw,
        time=time,
        method=draw.choice(("제한경쟁", "일반경쟁", "수의계약")),
        period=f"{year}.{draw.randrange(1, 6)}~{year}.12",
    )
