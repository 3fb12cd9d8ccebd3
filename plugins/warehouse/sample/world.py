"""The one made-up world behind every sample source: who plans which digital initiative, and where its money goes."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random

from warehouse.sample.chance import chance
from warehouse.sample.places import Government, government, governments

DATA = Path(__file__).parent / "data"
FIRST_YEAR = 2022
LAST_LABELLED_YEAR = 2026
PRINCIPALS_PER_YEAR = 96
MILLION = 1_000_000
PROVINCE_ONLY = {"소방본부"}  # the fire service belongs to provinces


class Stage(StrEnum):
    """How far the money of an initiative gets."""

    ANNOUNCED = "announced"
    BUDGETED = "budgeted"
    ORDERED = "ordered"
    PRE_NOTICED = "pre_noticed"
    TENDERED = "tendered"
    CANCELLED = "cancelled"  # tendered, then the tender was cancelled
    CONTRACTED = "contracted"


REACHES = list(Stage)
REACH_WEIGHTS = (8, 14, 8, 6, 10, 4, 50)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of initiative as the data file describes it."""

    name: str
    other_name: str
    technologies: tuple[str, ...]
    field_code: str
    field_name: str
    sector_code: str
    sector_name: str
    low_krw: int
    high_krw: int
    department: str
    object_phrase: str
    g2b_class: str


@dataclass(frozen=True, slots=True)
class Initiative:
    """One initiative of one government in one fiscal year, with the truth that no source states in one place."""

    number: int  # within its year, from 1
    fiscal_year: int
    government_code: str  # on 1 January of the fiscal year
    kind: Kind
    total_krw: int
    funding: tuple[int, int, int, int]  # nation, province, municipality, other; sums to total_krw
    reach: Stage
    announced_on: date | None
    ordered_on: date
    twin_of: int | None = None  # near miss of this number: same kind next door, or sibling at home
    twin_kind: str | None = None  # "neighbour" | "sibling"

    @property
    def key(self) -> str:
        return f"{self.fiscal_year}-{self.number:03d}"

    def government_on(self, day: date) -> Government:
        return government(self.government_code, day)

    def has(self, stage: Stage) -> bool:
        """Whether the money got as far as `stage`. A cancelled tender was a tender."""
        if stage is Stage.ANNOUNCED:
            return self.announced_on is not None
        if stage is Stage.CANCELLED:
            return self.reach is Stage.CANCELLED
        return REACHES.index(self.reach) >= REACHES.index(stage)

    def chance(self, *names: object) -> Random:
        return chance("initiative", self.key, *names)


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of initiative that the data file knows."""
    with (DATA / "initiatives.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_kind(row) for row in csv.DictReader(file))


def _kind(row: dict[str, str]) -> Kind:
    field_code, field_name = row["field"].split(" ", 1)
    sector_code, sector_name = row["sector"].split(" ", 1)
    return Kind(
        name=row["name"],
        other_name=row["other_name"],
        technologies=tuple(row["technologies"].split("|")),
        field_code=field_code,
        field_name=field_name,
        sector_code=sector_code,
        sector_name=sector_name,
        low_krw=int(row["low_million"]) * MILLION,
        high_krw=int(row["high_million"]) * MILLION,
        department=row["department"],
        object_phrase=row["object_phrase"],
        g2b_class=row["g2b_class"],
    )


@cache
def initiatives(fiscal_year: int) -> tuple[Initiative, ...]:
    """All initiatives of a fiscal year: principals, then the near misses made from them."""
    if fiscal_year < FIRST_YEAR:
        return ()
    principals = _principals(fiscal_year)
    twins = [twin for index, one in enumerate(principals) if (twin := _twin(one, index, principals))]
    return (*principals, *(replace(twin, number=len(principals) + 1 + index) for index, twin in enumerate(twins)))


def _principals(fiscal_year: int) -> list[Initiative]:
    """Every province is met first, then municipalities drawn without repetition; kinds go round in turn."""
    draw = chance("principals", fiscal_year)
    bodies = list(governments(date(fiscal_year, 1, 1)))
    provinces = [body for body in bodies if body.is_province]
    municipalities = draw.sample([body for body in bodies if not body.is_province], PRINCIPALS_PER_YEAR - 17)
    order = draw.sample(kinds(), len(kinds())) * 2
    chosen = [*provinces, *municipalities]
    found = []
    for index, body in enumerate(chosen):
        kind = order[index % len(order)]
        if kind.department in PROVINCE_ONLY and not body.is_province:
            kind = order[(index + 1) % len(order)]
        found.append(_initiative(fiscal_year, index + 1, body, kind))
    return found


def _initiative(fiscal_year: int, number: int, body: Government, kind: Kind) -> Initiative:
    draw = chance("initiative", fiscal_year, number, "plan")
    scale = 2.2 if body.is_province else 1.0
    total = _round_amount(scale * (kind.low_krw + (kind.high_krw - kind.low_krw) * draw.random() ** 2), draw)
    reach = draw.choices(REACHES, REACH_WEIGHTS)[0]
    is_announced = reach is Stage.ANNOUNCED or draw.random() < 0.21
    first_day = date(fiscal_year, 1, 5)
    announced_on = _working_day(first_day + timedelta(draw.randrange(-35, 130))) if is_announced else None
    ordered_on = first_day + timedelta(draw.randrange(15, 165))
    if announced_on:  # nothing is ordered before it is announced, and articles wait up to seven weeks for company
        ordered_on = max(ordered_on, announced_on + timedelta(draw.randrange(55, 75)))
    return Initiative(
        number=number,
        fiscal_year=fiscal_year,
        government_code=body.code,
        kind=kind,
        total_krw=total,
        funding=_funding(total, body.is_province, draw),
        reach=reach,
        announced_on=announced_on,
        ordered_on=_working_day(ordered_on),
    )


def _round_amount(amount: float, draw: Random) -> int:
    """Budgets are round: to 10 million above a billion won, else to a million."""
    step = 10 * MILLION if amount > 1000 * MILLION else draw.choice((MILLION, 5 * MILLION))
    return max(step, round(amount / step) * step)


def _funding(total: int, is_province: bool, draw: Random) -> tuple[int, int, int, int]:
    """Shares of nation, province, municipality and others; they always sum to the whole."""
    nation = _share(total, draw.choice((0, 0, 0.3, 0.5, 0.5, 0.7)))
    if is_province:
        return nation, total - nation, 0, 0
    province = _share(total - nation, draw.choice((0, 0, 0.3, 0.5)))
    other = _share(total - nation - province, draw.choice((0,) * 9 + (0.2,)))
    return nation, province, total - nation - province - other, other


def _share(total: int, ratio: float) -> int:
    return round(total * ratio / MILLION) * MILLION if ratio else 0


def _working_day(day: date) -> date:
    return day - timedelta(max(0, day.weekday() - 4))


def _twin(one: Initiative, index: int, principals: list[Initiative]) -> Initiative | None:
    """Every fourth initiative has a sibling at home, every sixth a namesake next door: the near misses."""
    if index % 4 == 1:
        return _sibling(one)
    return _namesake(one, principals) if index % 6 == 2 else None


def _sibling(one: Initiative) -> Initiative | None:
    """Same government, same year, same technology, yet another project."""
    alike = [
        kind
        for kind in kinds()
        if kind is not one.kind
        and set(kind.technologies) & set(one.kind.technologies)
        and kind.department not in PROVINCE_ONLY
    ]
    if not alike:
        return None
    body = one.government_on(date(one.fiscal_year, 1, 1))
    twin = _initiative(one.fiscal_year, 500 + one.number, body, one.chance("sibling").choice(alike))
    return replace(twin, twin_of=one.number, twin_kind="sibling")


def _namesake(one: Initiative, principals: list[Initiative]) -> Initiative | None:
    """The same kind of project, in a neighbouring municipality of the same province."""
    first_day = date(one.fiscal_year, 1, 1)
    home = one.government_on(first_day)
    taken = {principal.government_code for principal in principals}
    neighbours = [
        body
        for body in governments(first_day)
        if body.province == home.province and not body.is_province and body.code not in taken
    ]
    if not neighbours or home.is_province:
        return None
    body = one.chance("neighbour").choice(neighbours)
    twin = _initiative(one.fiscal_year, 700 + one.number, body, one.kind)
    return replace(twin, twin_of=one.number, twin_kind="neighbour")
