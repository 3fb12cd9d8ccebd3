"""What the procurement service knows: order plans, pre-notices, tenders and contracts of the world, and other people's.

A record says what it said when it was posted, and what was filled in later (links to the next stage).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from warehouse.sample.chance import chance
from warehouse.sample.names import contract_name, order_name, pre_notice_name, tender_name
from warehouse.sample.places import Government, governments
from warehouse.sample.world import DATA, FIRST_YEAR, MILLION, Initiative, Stage, initiatives

NEW_NUMBERS_SINCE = 2025  # next-generation 나라장터 opened on 2025-01-06: numbers begin with R and the year
LOST_LINK = 0.15  # share of tenders that carry neither plan nor pre-notice number
STAGES = ("order_plan", "pre_notice", "tender", "contract")


@dataclass(frozen=True, slots=True)
class Institution:
    """Who orders, gives notice or contracts."""

    code: str
    name: str
    jurisdiction_code: str
    jurisdiction_name: str
    legal_code: str  # five digits of the place where its head office lies


@dataclass(frozen=True, slots=True)
class Record:
    """One record of one stage, in neutral terms; `g2b_fields` writes it in the service's fields."""

    stage: str
    number: str
    posted_at: datetime
    name: str
    institution: Institution
    department: str
    amount_krw: int
    g2b_class: str
    revision: int = 0
    kind: str = "등록"  # tenders: 등록, 변경, 취소
    order_plan_number: str = ""
    pre_notice_number: str = ""
    tender_number: str = ""
    next_numbers: tuple[tuple[date, str], ...] = ()  # numbers of tenders that followed, each known from its day on
    changed_at: datetime | None = None
    national_aid_krw: int = 0
    total_krw: int = 0  # contracts over several years: the whole
    initiative: Initiative | None = field(default=None, compare=False)

    def draw(self, *names: object) -> Any:
        return chance("record", self.stage, self.number, self.revision, *names)


@dataclass(frozen=True, slots=True)
class Trail:
    """All records of one initiative."""

    initiative: Initiative
    records: tuple[Record, ...]

    def number_of(self, stage: str) -> str:
        return next((record.number for record in self.records if record.stage == stage), "")


@cache
def trails(fiscal_year: int) -> tuple[Trail, ...]:
    """The money trail of every initiative that was ordered."""
    return tuple(_trail(one) for one in initiatives(fiscal_year) if one.has(Stage.ORDERED))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Days, amounts and numbers of a trail, fixed before any record is written."""

    ordered: datetime
    pre_noticed: datetime
    tendered: datetime
    contracted: datetime
    ordered_krw: int
    tendered_krw: int
    contracted_krw: int
    numbers: dict[str, str]
    has_links: bool


def _plan(one: Initiative) -> _Plan:
    draw = one.chance("trail")
    pre_noticed = one.ordered_on + timedelta(draw.randrange(14, 40))
    tendered = pre_noticed + timedelta(draw.randrange(8, 25))
    contracted = tendered + timedelta(draw.randrange(25, 50))
    ordered_krw = _to_thousands(one.total_krw * draw.choice((1, 1, 1, 0.97, 0.93)))
    tendered_krw = _to_thousands(ordered_krw * draw.choice((1, 1, 1, 0.98, 1.02)))
    return _Plan(
        ordered=_moment(one.ordered_on, one, "ordered"),
        pre_noticed=_moment(pre_noticed, one, "pre-noticed"),
        tendered=_moment(tendered, one, "tendered"),
        contracted=_moment(contracted, one, "contracted"),
        ordered_krw=ordered_krw,
        tendered_krw=tendered_krw,
        contracted_krw=int(tendered_krw * draw.uniform(0.877, 0.995)) // 10 * 10,
        numbers={
            "order_plan": _number("order_plan", one.ordered_on, one.number, one.government_on(one.ordered_on)),
            "pre_notice": _number("pre_notice", pre_noticed, one.number, one.government_on(one.ordered_on)),
            "tender": _number("tender", tendered, one.number, one.government_on(one.ordered_on)),
            "contract": _number("contract", contracted, one.number, one.government_on(one.ordered_on)),
        },
        has_links=draw.random() >= LOST_LINK,
    )


def _to_thousands(amount: float) -> int:
    return round(amount / 1000) * 1000


def _moment(day: date, one: Initiative, what: str) -> datetime:
    draw = one.chance("moment", what)
    day -= timedelta(max(0, day.weekday() - 4))
    return datetime.combine(day, time(draw.randrange(9, 18), draw.randrange(60), draw.randrange(60)))


def _number(stage: str, day: date, serial: int, body: Government) -> str:
    """Numbers as the service forms them, before and after 2025-01-06."""
    if day.year >= NEW_NUMBERS_SINCE:
        letters, step = {
            "order_plan": ("DD", 37), "pre_notice": ("BD", 41), "tender": ("BK", 43), "contract": ("TE", 29)
        }[stage]  # fmt: skip
        return f"R{day:%y}{letters}{day:%m}{200_000 + serial * step:06d}"
    if stage == "order_plan":
        return f"1-3-{day.year}-{body.institution_code}-{serial:06d}"
    return {
        "pre_notice": f"{day:%y}{40_000 + serial:05d}",
        "tender": f"{day:%Y%m}{30_000 + serial:05d}",
        "contract": f"{day:%Y%m}{7_100_000 + serial:07d}",
    }[stage]


def _trail(one: Initiative) -> Trail:
    plan = _plan(one)
    records = [_order_plan(one, plan)]
    if one.has(Stage.PRE_NOTICED):
        records.append(_pre_notice(one, plan))
    if one.has(Stage.TENDERED):
        records.extend(_tenders(one, plan))
    if one.reach is Stage.CONTRACTED:
        records.extend(_contracts(one, plan))
    return Trail(one, tuple(records))


def _record(one: Initiative, plan: _Plan, stage: str, at: datetime, name: str, amount: int, **more: Any) -> Record:
    return Record(
        stage=stage,
        number=plan.numbers[stage],
        posted_at=at,
        name=name,
        institution=institution_of(one.government_on(at.date())),
        department=one.kind.department,
        amount_krw=amount,
        g2b_class=one.kind.g2b_class,
        initiative=one,
        **more,
    )


def _order_plan(one: Initiative, plan: _Plan) -> Record:
    followers = ((plan.tendered.date(), f"{plan.numbers['tender']}000"),) if one.has(Stage.TENDERED) else ()
    return _record(
        one, plan, "order_plan", plan.ordered, order_name(one), plan.ordered_krw,
        next_numbers=followers if plan.has_links else (), national_aid_krw=one.funding[0],
    )  # fmt: skip


def _pre_notice(one: Initiative, plan: _Plan) -> Record:
    followers = ((plan.tendered.date(), plan.numbers["tender"]),) if one.has(Stage.TENDERED) else ()
    return _record(
        one, plan, "pre_notice", plan.pre_noticed, pre_notice_name(one), plan.tendered_krw,
        next_numbers=followers if plan.has_links else (),
    )  # fmt: skip


def _tenders(one: Initiative, plan: _Plan) -> Iterator[Record]:
    """The notice, then its correction or its cancellation."""
    links = (
        {"order_plan_number": plan.numbers["order_plan"], "pre_notice_number": plan.numbers["pre_notice"]}
        if plan.has_links
        else {}
    )
    name = tender_name(one)
    yield _record(one, plan, "tender", plan.tendered, name, plan.tendered_krw, **links)
    later = plan.tendered + timedelta(days=6)
    if one.reach is Stage.CANCELLED:
        yield _record(
            one, plan, "tender", later, name, plan.tendered_krw, revision=1, kind="취소", changed_at=later, **links
        )
    elif one.chance("tender change").random() < 0.15:
        amount = _to_thousands(plan.tendered_krw * 0.99)
        yield _record(one, plan, "tender", later, name, amount, revision=1, kind="변경", changed_at=later, **links)


def _contracts(one: Initiative, plan: _Plan) -> Iterator[Record]:
    """The contract, and now and then its change; every tenth runs over several years."""
    draw = one.chance("contract")
    total = plan.contracted_krw if draw.random() < 0.1 else 0
    amount = _to_thousands(plan.contracted_krw * 0.6) if total else plan.contracted_krw
    tender = f"{plan.numbers['tender']}{draw.choice(('00', '00', '00', ''))}"
    name = contract_name(one)
    yield _record(one, plan, "contract", plan.contracted, name, amount, tender_number=tender, total_krw=total)
    if draw.random() < 0.2:
        later = plan.contracted + timedelta(days=draw.randrange(50, 110))
        changed = int(amount * draw.uniform(1.03, 1.12)) // 10 * 10
        yield _record(
            one, plan, "contract", later, name, changed, tender_number=tender,
            total_krw=int(total * 1.05) // 10 * 10, revision=1, kind="변경", changed_at=later,
        )  # fmt: skip


# ── what other people and other matters put there ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Service:
    name: str
    is_local: bool
    low_krw: int
    high_krw: int
    g2b_class: str


@cache
def _services() -> tuple[_Service, ...]:
    with (DATA / "ordinary_services.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _Service(
                row["name"], row["is_local"] == "yes", int(row["low_million"]) * MILLION,
                int(row["high_million"]) * MILLION, row["class"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


@cache
def other_institutions() -> tuple[Institution, ...]:
    """Institutions that are no local government: ministries, education offices, corporations."""
    with (DATA / "institutions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Institution(*row.values()) for row in csv.DictReader(file))


@cache
def institution_of(body: Government) -> Institution:
    """A local government as an institution."""
    kind = ("소110002", "지방자치단체") if body.is_province else ("소110014", "기초자치단체")
    return Institution(body.institution_code, body.name, *kind, legal_code=body.code[:5])


@cache
def everyday_records(stage: str, day: date) -> tuple[Record, ...]:
    """A few records of everyday business on every working day."""
    if day.weekday() > 4 or day.year < FIRST_YEAR:
        return ()
    draw = chance("everyday", stage, day)
    return tuple(_everyday_record(stage, day, index) for index in range(draw.randrange(1, 4)))


def _everyday_record(stage: str, day: date, index: int) -> Record:
    draw = chance("everyday", stage, day, index)
    service = draw.choice(_services())
    body = draw.choice(governments(day))
    institution = institution_of(body) if service.is_local else draw.choice(other_institutions()[1:])
    serial = 10_000 + day.timetuple().tm_yday * 5 + index
    amount = _to_thousands(draw.uniform(service.low_krw, service.high_krw))
    return Record(
        stage=stage,
        number=_number(stage, day, serial, body),
        posted_at=datetime.combine(day, time(9 + index, draw.randrange(60), draw.randrange(60))),
        name=f"{day.year}년 {service.name}",
        institution=institution,
        department="총무과",
        # Placeholder amounts occur: below 10,000 won means unknown.
        amount_krw=1000 if stage == "order_plan" and draw.random() < 0.02 else amount,
        g2b_class=service.g2b_class,
    )


# ── looking records up ───────────────────────────────────────────────────────────────────────────────────────────


@cache
def _world_records(stage: str, last_year: int) -> dict[date, tuple[Record, ...]]:
    """Records of all initiatives up to a fiscal year, by day of posting."""
    found: dict[date, list[Record]] = {}
    for year in range(FIRST_YEAR, last_year + 1):
        for trail in trails(year):
            for record in trail.records:
                if record.stage == stage:
                    found.setdefault(record.posted_at.date(), []).append(record)
    return {day: tuple(records) for day, records in found.items()}


def records(stage: str, start: datetime, end: datetime, today: date) -> list[Record]:
    """Records of a stage posted from `start` to `end`, never later than `today`, oldest first."""
    found: list[Record] = []
    day, last = start.date(), min(end.date(), today)
    while day <= last:
        found.extend(_world_records(stage, today.year + 1).get(day, ()))
        found.extend(everyday_records(stage, day))
        day += timedelta(days=1)
    found = [record for record in found if start <= record.posted_at <= end]
    return sorted(found, key=lambda record: (record.posted_at, record.number))


def record_by_number(stage: str, number: str, today: date) -> list[Record]:
    """All revisions of one number that are posted by `today`."""
    first, last = datetime(FIRST_YEAR, 1, 1), datetime.combine(today, time.max)
    return [record for record in records(stage, first, last, today) if record.number == number]
