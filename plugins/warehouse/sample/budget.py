"""The budget lines (세부사업) of every body: everyday ones, treacherously named ones, and those of the initiatives."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from warehouse.sample.chance import chance
from warehouse.sample.names import budget_name
from warehouse.sample.places import Government, governments, regions
from warehouse.sample.world import DATA, MILLION, Initiative, Stage, initiatives

ACCOUNTS = {"100": "일반회계", "200": "기타특별회계", "300": "공기업특별회계"}
KEEP = {"ordinary": 0.33, "trap": 0.42, "digital": 0.6}  # share of a body's possible lines that it really has
RURAL_PROVINCES = {"41", "42", "43", "44", "45", "46", "47", "48", "50", "51", "52", "12"}


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One 세부사업 of one body in one fiscal year, and how its money moves through the year."""

    government: Government
    fiscal_year: int
    account_code: str
    department_code: str
    line_code: str
    name: str | None
    field_code: str
    field_name: str
    sector_code: str
    sector_name: str
    compiled_krw: int  # 편성액
    carried_over_krw: int  # what last year left; 예산현액 = 편성액 + this
    supplement_krw: int  # what the supplementary budget of the summer added
    funding_ratios: tuple[float, float, float, float]  # nation, province, municipality, other
    spent_ratio: float  # of the current budget, by the end of the year
    pace: float  # exponent of the spending curve
    starts_on: date
    refund_krw: int = 0  # more came back than went out: spending is negative
    has_comma_text: bool = False
    initiative: Initiative | None = None

    @property
    def supplemented_on(self) -> date:
        """Supplementary budgets pass in summer."""
        return date(self.fiscal_year, 7, 20)

    def current_krw(self, day: date) -> int:
        """예산현액 on a day."""
        supplement = self.supplement_krw if day >= self.supplemented_on else 0
        return self.compiled_krw + supplement + self.carried_over_krw

    def funding_krw(self, day: date) -> tuple[int, int, int, int]:
        """Shares that sum to the current budget; what rounding leaves is the body's own."""
        current = self.current_krw(day)
        shares = [int(current * ratio / MILLION) * MILLION for ratio in self.funding_ratios]
        own = 1 if self.government.is_province else 2
        shares[own] += current - sum(shares)
        return shares[0], shares[1], shares[2], shares[3]

    def spent_krw(self, day: date) -> int:
        """Cumulative spending up to a day; never falls, except where it is a refund."""
        if self.refund_krw:
            return -self.refund_krw
        last = date(self.fiscal_year, 12, 31)
        length = (last - self.starts_on).days or 1
        progress = min(1.0, max(0, (day - self.starts_on).days) / length) ** self.pace
        # Measured on the budget before the supplement, so that the curve has no step down or up in summer.
        base = self.compiled_krw + self.carried_over_krw
        return int(base * self.spent_ratio * progress) // 10 * 10


@dataclass(frozen=True, slots=True)
class OrdinaryLine:
    """A kind of line that many bodies have, from the data file."""

    number: int
    name: str
    kind: str
    field_code: str
    field_name: str
    sector_code: str
    sector_name: str
    low_krw: int
    high_krw: int
    bodies: str


@cache
def ordinary_lines() -> tuple[OrdinaryLine, ...]:
    """The data file, read once."""
    with (DATA / "ordinary_lines.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_ordinary_line(number, row) for number, row in enumerate(csv.DictReader(file)))


def _ordinary_line(number: int, row: dict[str, str]) -> OrdinaryLine:
    field_code, field_name = row["field"].split(" ", 1)
    sector_code, sector_name = row["sector"].split(" ", 1)
    low, high = int(row["low_million"]) * MILLION, int(row["high_million"]) * MILLION
    return OrdinaryLine(
        number, row["name"], row["kind"], field_code, field_name, sector_code, sector_name, low, high, row["bodies"]
    )


@cache
def _suits(bodies: str, code: str) -> bool:
    region = regions()[code]
    rural = region.kind == "gun" or (region.kind == "si" and region.sido_code in RURAL_PROVINCES)
    return {
        "all": True,
        "province": region.level == "sido",
        "municipality": region.level != "sido",
        "rural": rural,
        "gun": region.kind == "gun",
        "urban": region.kind in ("jachigu", "si"),
    }[bodies]


@cache
def budget_lines(fiscal_year: int, day: date) -> tuple[BudgetLine, ...]:
    """All lines of a fiscal year for the bodies that exist on `day` (bodies change on few days: see `body_day`)."""
    own: dict[str, list[BudgetLine]] = {}
    for line in _initiative_lines(fiscal_year, day):
        own.setdefault(line.government.code, []).append(line)
    lines: list[BudgetLine] = []
    for body in governments(day):
        lines.extend(_everyday_lines(body, fiscal_year))
        lines.extend(own.get(body.code, ()))
    return tuple(lines)


@cache
def body_day(day: date) -> date:
    """The last day up to `day` on which the set of bodies changed: lines are the same in between."""
    changes = {region.valid_from for region in regions().values()} | {date(2022, 1, 1)}
    return max(change for change in changes if change <= day)


def _everyday_lines(body: Government, fiscal_year: int) -> Iterator[BudgetLine]:
    for kind in ordinary_lines():
        if not _suits(kind.bodies, body.code):
            continue
        draw = chance("line", body.identity, kind.number)
        if draw.random() < KEEP[kind.kind] or kind.bodies == "province":
            yield _everyday_line(kind, body, fiscal_year, draw)


def _everyday_line(kind: OrdinaryLine, body: Government, fiscal_year: int, draw: Random) -> BudgetLine:
    """The same line returns every year under the same code; its amount drifts."""
    since = draw.randrange(2008, 2020)
    spaced = kind.name if draw.random() < 0.42 else kind.name.replace(" ", "")
    base = (kind.low_krw + (kind.high_krw - kind.low_krw) * draw.random() ** 2.5) * (2 if body.is_province else 1)
    ratios = draw.choice(((0, 0, 1, 0), (0, 0, 1, 0), (0.5, 0.15, 0.35, 0), (0.7, 0.1, 0.2, 0), (0, 0.3, 0.7, 0)))
    of_year = chance("line", body.identity, kind.number, fiscal_year)
    compiled = int(base * (1.04 ** (fiscal_year - 2024)) * of_year.uniform(0.9, 1.1)) // 1000 * 1000
    account = draw.choices(list(ACCOUNTS), (90, 7, 3))[0]
    return BudgetLine(
        government=body,
        fiscal_year=fiscal_year,
        account_code=account,
        department_code=f"{body.laf_cd}{100 + draw.randrange(0, 800)}",
        line_code=f"{body.institution_code}{since}{1001 + 7 * kind.number:04d}{draw.choice('ABCD')}",
        name=None if draw.random() < 0.004 else spaced,
        field_code=kind.field_code,
        field_name=kind.field_name,
        sector_code=kind.sector_code,
        sector_name=kind.sector_name,
        compiled_krw=compiled,
        carried_over_krw=int(compiled * 0.08) // 1000 * 1000 if of_year.random() < 0.15 else 0,
        supplement_krw=int(compiled * of_year.uniform(0.02, 0.12)) // 1000 * 1000 if of_year.random() < 0.12 else 0,
        funding_ratios=ratios if not body.is_province else (ratios[0], 1 - ratios[0], 0.0, 0.0),
        spent_ratio=of_year.uniform(0.72, 0.995),
        pace=of_year.uniform(0.8, 1.6),
        starts_on=date(fiscal_year, 1, 1) + timedelta(of_year.randrange(0, 40)),
        refund_krw=of_year.randrange(10_000, 4_000_000) // 10 * 10 if of_year.random() < 0.003 else 0,
        has_comma_text=of_year.random() < 0.02,
    )


def _initiative_lines(fiscal_year: int, day: date) -> Iterator[BudgetLine]:
    for one in initiatives(fiscal_year):
        if one.has(Stage.BUDGETED):
            yield initiative_line(one, day)
    for one in initiatives(fiscal_year - 1):
        if one.reach is Stage.CONTRACTED and one.chance("upkeep").random() < 0.4:
            yield _upkeep_line(one, day)


def initiative_line(one: Initiative, day: date) -> BudgetLine:
    """The line that pays for an initiative; its code lies with the body that holds the territory on `day`."""
    body = one.government_on(day)
    draw = one.chance("budget line")
    # Councils cut and add: one budget in four is not what was announced.
    compiled = _share(one.total_krw, draw.choice((1,) * 9 + (0.9, 0.8, 1.15)))
    carried_over = _share(compiled, draw.choice((0,) * 6 + (0.05, 0.12)))
    supplement = _share(compiled, draw.choice((0,) * 6 + (0.08, 0.15)))
    spent = draw.uniform(0.82, 0.98) if one.reach is Stage.CONTRACTED else draw.choice((0.0, 0.0, 0.06))
    return BudgetLine(
        government=body,
        fiscal_year=one.fiscal_year,
        account_code="200" if draw.random() < 0.06 else "100",
        department_code=_department_code(body, one.kind.department),
        line_code=f"{body.institution_code}{one.fiscal_year}{5000 + one.number:04d}A",
        name=budget_name(one),
        field_code=one.kind.field_code,
        field_name=one.kind.field_name,
        sector_code=one.kind.sector_code,
        sector_name=one.kind.sector_name,
        compiled_krw=compiled,
        carried_over_krw=carried_over,
        supplement_krw=supplement,
        funding_ratios=_ratios(one),
        spent_ratio=spent,
        pace=draw.uniform(1.0, 2.2),
        starts_on=one.ordered_on + timedelta(45),
        has_comma_text=draw.random() < 0.02,
        initiative=one,
    )


def _upkeep_line(one: Initiative, day: date) -> BudgetLine:
    """The year after: the same thing is kept running. A near miss for whoever matches by name alone."""
    year = one.fiscal_year + 1
    body = one.government_on(day)
    draw = one.chance("upkeep line")
    name = f"{one.kind.other_name.rsplit(' ', 1)[0]} {draw.choice(('유지관리', '운영', '유지보수'))}"
    return BudgetLine(
        government=body,
        fiscal_year=year,
        account_code="100",
        department_code=_department_code(body, one.kind.department),
        line_code=f"{body.institution_code}{year}{7000 + one.number:04d}A",
        name=name.replace(" ", "") if draw.random() < 0.6 else name,
        field_code=one.kind.field_code,
        field_name=one.kind.field_name,
        sector_code=one.kind.sector_code,
        sector_name=one.kind.sector_name,
        compiled_krw=max(MILLION, _share(one.total_krw, 0.12)),
        carried_over_krw=0,
        supplement_krw=0,
        funding_ratios=(0, 1, 0, 0) if body.is_province else (0, 0, 1, 0),
        spent_ratio=draw.uniform(0.8, 0.97),
        pace=draw.uniform(0.9, 1.2),
        starts_on=date(year, 1, 10),
    )


def _ratios(one: Initiative) -> tuple[float, float, float, float]:
    nation, province, municipality, other = (amount / one.total_krw for amount in one.funding)
    return nation, province, municipality, other


def _department_code(body: Government, department: str) -> str:
    return f"{body.laf_cd}{900 + chance('department', department).randrange(0, 100)}"


def _share(total: int, ratio: float) -> int:
    return round(total * ratio / MILLION) * MILLION if ratio else 0
