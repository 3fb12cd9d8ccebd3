"""Labelled links between announcement, budget line and procurement: what belongs together and what only looks so."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

from warehouse.sample.budget import BudgetLine, body_day, budget_lines, initiative_line
from warehouse.sample.press.articles import Article, all_articles
from warehouse.sample.procurement import trails
from warehouse.sample.world import FIRST_YEAR, LAST_LABELLED_YEAR, Initiative, Stage, initiatives

FILE = Path(__file__).parent / "money_trail_links.csv"
BASE_URL = "http://127.0.0.1:18080"  # the default port; compare by path where the server listens elsewhere
STOPS = {
    Stage.ANNOUNCED: "announced, and no budget line followed",
    Stage.BUDGETED: "budgeted, and never ordered",
    Stage.ORDERED: "planned for ordering, and never noticed",
    Stage.PRE_NOTICED: "pre-notice published, and never tendered",
    Stage.TENDERED: "tendered, and no contract known",
    Stage.CANCELLED: "tendered, and the tender was cancelled",
    Stage.CONTRACTED: "the whole way to the contract",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the file. Empty where a stage was not reached or was not announced."""

    announcement_key: str  # URL of the article and name of the initiative in it, separated by a blank bar blank
    budget_line_key: str  # fiscal_year|laf_cd|account|line_code|department, as of 31 December
    order_plan_unified_number: str
    tender_number: str
    unified_contract_number: str
    label: str  # match | near_miss
    reason: str
    fiscal_year: int
    initiative: str  # key in the sample world
    other_initiative: str  # of a near miss: the one whose money it is
    document_path: str
    initiative_name: str


@dataclass(frozen=True, slots=True)
class _Money:
    """The keys of an initiative's money."""

    budget_line_key: str = ""
    order_plan: str = ""
    tender: str = ""
    contract: str = ""


def links() -> Iterator[Link]:
    """All labelled links, in the order of the years and numbers."""
    for year in range(FIRST_YEAR, LAST_LABELLED_YEAR + 1):
        for one in initiatives(year):
            yield _link(one, one, "match", STOPS[one.reach])
            if one.key in _follow_ups():
                yield _row(one, one, _money(one), "match", "a later article about the same", _follow_ups()[one.key])
            yield from _near_misses(one)


def _near_misses(one: Initiative) -> Iterator[Link]:
    if one.twin_of is not None:
        other = initiatives(one.fiscal_year)[one.twin_of - 1]
        reason = {
            "sibling": "same government, year and technology; another project",
            "neighbour": "same project and year; the neighbouring municipality",
        }[one.twin_kind or ""]
        for first, second in ((one, other), (other, one)):
            if first.announced_on and second.has(Stage.BUDGETED):
                yield _link(first, second, "near_miss", reason)
    upkeep = _upkeep_key(one)
    if one.announced_on and upkeep:
        reason = "the same thing kept running the year after; another line"
        yield _row(one, one, _Money(budget_line_key=upkeep), "near_miss", reason)


def _link(announced: Initiative, paid: Initiative, label: str, reason: str) -> Link:
    return _row(announced, paid, _money(paid), label, reason)


def _row(
    announced: Initiative, paid: Initiative, money: _Money, label: str, reason: str, later: Article | None = None
) -> Link:
    article = later or _articles().get(announced.key)
    name = article.names[article.initiatives.index(announced)] if article else ""
    return Link(
        announcement_key=f"{BASE_URL}{article.path} | {name}" if article else "",
        budget_line_key=money.budget_line_key,
        order_plan_unified_number=money.order_plan,
        tender_number=money.tender,
        unified_contract_number=money.contract,
        label=label,
        reason=reason,
        fiscal_year=announced.fiscal_year,
        initiative=announced.key,
        other_initiative="" if paid is announced else paid.key,
        document_path=article.path if article else "",
        initiative_name=name,
    )


def _money(one: Initiative) -> _Money:
    line = _line_key(initiative_line(one, body_day(_last_day(one)))) if one.has(Stage.BUDGETED) else ""
    trail = _trails(one.fiscal_year).get(one.number, {})
    return _Money(line, trail.get("order_plan", ""), trail.get("tender", ""), trail.get("contract", ""))


def _last_day(one: Initiative) -> date:
    return date(one.fiscal_year, 12, 31)


def _line_key(line: BudgetLine) -> str:
    codes = (line.account_code, line.line_code, line.department_code)
    return "|".join((str(line.fiscal_year), line.government.laf_cd, *codes))


def _upkeep_key(one: Initiative) -> str:
    """The line of the year after, where there is one."""
    year = one.fiscal_year + 1
    if year > LAST_LABELLED_YEAR:
        return ""
    serial = f"{year}{7000 + one.number:04d}A"
    lines = budget_lines(year, body_day(date(year, 12, 31)))
    return next((_line_key(line) for line in lines if line.line_code.endswith(serial)), "")


@cache
def _articles() -> dict[str, Article]:
    articles = [article for article in all_articles(LAST_LABELLED_YEAR) if not article.is_follow_up]
    return {one.key: article for article in articles for one in article.initiatives}


@cache
def _follow_ups() -> dict[str, Article]:
    articles = [article for article in all_articles(LAST_LABELLED_YEAR) if article.is_follow_up]
    return {article.initiatives[0].key: article for article in articles}


@cache
def _trails(fiscal_year: int) -> dict[int, dict[str, str]]:
    return {
        trail.initiative.number: {record.stage: record.number for record in trail.records}
        for trail in trails(fiscal_year)
    }


def links_csv() -> str:
    """The file as text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in fields(Link)])
    writer.writerows(astuple(link) for link in links())
    return text.getvalue()
