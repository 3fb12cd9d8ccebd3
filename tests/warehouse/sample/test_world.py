"""The world behind the sources: complete, coherent, and labelled as it is."""

import csv
from collections import Counter
from datetime import date

import pytest

from warehouse.sample.budget import body_day, budget_lines
from warehouse.sample.labels.links import FILE, links, links_csv
from warehouse.sample.places import government, governments
from warehouse.sample.press.articles import all_articles
from warehouse.sample.procurement import trails
from warehouse.sample.world import FIRST_YEAR, LAST_LABELLED_YEAR, Stage, initiatives, kinds

YEARS = range(FIRST_YEAR, LAST_LABELLED_YEAR + 1)


def test_enough_initiatives_everywhere_with_every_technology() -> None:
    everything = [one for year in YEARS for one in initiatives(year)]
    assert len(everything) >= 400
    for year in YEARS:
        provinces = {one.government_code[:2] for one in initiatives(year)}
        assert provinces == {body.province.sido_code for body in governments(date(year, 1, 1))}
    met = {technology for one in everything for technology in one.kind.technologies}
    assert met == {technology for kind in kinds() for technology in kind.technologies}
    assert len(met) == 29
    assert {one.reach for one in everything} == set(Stage)


@pytest.mark.parametrize("year", YEARS)
def test_funding_sums_and_order_of_events(year: int) -> None:
    for one in initiatives(year):
        assert sum(one.funding) == one.total_krw > 0
        assert min(one.funding) >= 0
    for trail in trails(year):
        moments = {record.stage: record.posted_at for record in reversed(trail.records)}
        ordered = [moments[stage] for stage in ("order_plan", "pre_notice", "tender", "contract") if stage in moments]
        assert ordered == sorted(ordered)
    for article in all_articles(year):
        assert all(
            (one.ordered_on < article.published_at.date()) is article.is_follow_up for one in article.initiatives
        )


@pytest.mark.parametrize("year", YEARS)
def test_numbers_are_unique(year: int) -> None:
    numbers = Counter((record.stage, record.number, record.revision) for t in trails(year) for record in t.records)
    assert max(numbers.values()) == 1
    is_new = [record.number.startswith("R") for trail in trails(year) for record in trail.records[:1]]
    assert all(is_new) if year >= 2026 else True


@pytest.mark.parametrize(
    ("code", "day", "name", "laf_cd"),
    [
        ("1111000000", date(2022, 1, 1), "서울종로구", "1111000"),  # confirmed codes of lofin365
        ("1168000000", date(2022, 1, 1), "서울강남구", "1133000"),
        ("4200000000", date(2023, 6, 10), "강원본청", "4200000"),
        ("4200000000", date(2023, 6, 11), "강원본청", "5100000"),
        ("4772000000", date(2023, 7, 1), "대구군위군", "2719000"),
        ("2914000000", date(2026, 7, 1), "전남광주서구", "2912000"),
        ("4161000000", date(2026, 7, 1), "경기광주시", "4135000"),
    ],
)
def test_governments_of_the_day(code: str, day: date, name: str, laf_cd: str) -> None:
    body = government(code, day)
    assert (body.lofin_name, body.laf_cd) == (name, laf_cd)


@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2023, 7, 1), date(2024, 1, 18), date(2026, 7, 1)])
def test_243_bodies_with_codes_of_their_own(day: date) -> None:
    bodies = governments(day)
    assert (
        len(bodies) == len({body.laf_cd for body in bodies}) == len({body.institution_code for body in bodies}) == 243
    )


def test_labels_in_the_repository_are_those_of_the_world() -> None:
    assert FILE.read_text(encoding="utf-8") == links_csv(), "run: python -m warehouse.sample.labels"


def test_labels_point_at_things_that_exist() -> None:
    lines = {
        "|".join(
            (str(line.fiscal_year), line.government.laf_cd, line.account_code, line.line_code, line.department_code)
        )
        for year in YEARS
        for line in budget_lines(year, body_day(date(year, 12, 31)))
    }
    numbers = {record.number for year in YEARS for trail in trails(year) for record in trail.records}
    paths = {article.path for article in all_articles(LAST_LABELLED_YEAR)}
    rows = list(csv.DictReader(FILE.open(encoding="utf-8")))
    for row in rows:
        assert not row["budget_line_key"] or row["budget_line_key"] in lines
        assert not row["document_path"] or row["document_path"] in paths
        for name in ("order_plan_unified_number", "tender_number", "unified_contract_number"):
            assert not row[name] or row[name] in numbers


def test_labels_have_matches_near_misses_and_every_broken_end() -> None:
    found = Counter((link.label, link.reason) for link in links())
    assert len({reason for label, reason in found if label == "match"}) == len(Stage) + 1  # and later articles
    assert len({reason for label, reason in found if label == "near_miss"}) == 3
    announced = sum(link.label == "match" and bool(link.announcement_key) for link in links())
    assert announced >= 150
