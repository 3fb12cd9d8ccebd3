"""The report page: one file, every number with its witness, and nothing from outside that runs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import duckdb
import pytest
from lxml import html as lxml_html

from warehouse.reports.html_report import render, write_html_report
from warehouse.reports.picture import overview_svg
from warehouse.reports.won import won
from warehouse.settings import Language, Settings

NASTY = "</script><script>alert(1)</script> & =1+1 <img src=x onerror=alert(2)>"

TABLES = """
create schema marts;
create table marts.initiatives (initiative_id varchar, name_ko varchar, region_name_ko varchar, technology_codes varchar,
    first_fiscal_year integer, last_fiscal_year integer, mention_count integer, document_count integer, last_mentioned_on date);
create table marts.initiative_regions (region_code varchar);
create table marts.initiative_technologies (initiative_id varchar, technology_code varchar, technology_name_ko varchar,
    technology_name_en varchar);
create table marts.technologies (technology_code varchar, name_ko varchar, name_en varchar);
create table marts.initiative_mentions (mention_id varchar, initiative_id varchar, mention_kind varchar, mentioned_on date,
    name_ko varchar, amount_krw bigint, document_id varchar, line_number integer, quote varchar, record_key varchar,
    load_id varchar, archive_sha256 varchar);
create table marts.documents (document_id varchar, title_ko varchar, publisher_ko varchar, url varchar, published_on date);
create table marts.budget_facts (budget_fact_id varchar, document_id varchar, amount_krw bigint, corrected_krw bigint,
    effective_krw bigint, is_suspect boolean, role varchar, label_ko varchar, region_name_ko varchar, attributed_year integer,
    line_number integer, quote varchar, load_id varchar, archive_sha256 varchar);
create table marts.budget_lines (budget_line_id varchar, fiscal_year integer, sido_code varchar, region_name_ko varchar,
    laf_name_raw varchar, line_name_raw varchar, budget_current_krw bigint, spent_krw bigint, record_key varchar,
    load_id varchar, archive_sha256 varchar);
create table marts.reconciliations (reconciliation_id varchar, document_id varchar, terms varchar, expected double,
    computed double, difference double, holds boolean, region_name_ko varchar, line_number integer, quote varchar,
    load_id varchar, archive_sha256 varchar);
create table marts.regions (region_code varchar, name_en varchar);
create table marts.region_years (region_code varchar, region_name_ko varchar, region_level varchar, sido_code varchar,
    fiscal_year integer, series_basis varchar, population_count bigint, initiative_count integer, budgeted_krw bigint,
    spent_krw bigint, area_budgeted_net_krw bigint, snapshot_on date);
create table marts.money_trail (initiative_id varchar, stage varchar, amount_krw bigint, fiscal_year integer,
    is_cancelled boolean);
create table marts.sources (source_name varchar, raw_table varchar, title_ko varchar, title_en varchar, provider_ko varchar,
    row_count bigint, covers_from date, covers_to date);
"""
ROWS = f"""
insert into marts.documents values ('d1', '{NASTY}', '신문', 'javascript:alert(3)', '2022-01-13'),
    ('d2', '둘째 기사', '신문', 'https://news.example/2', '2022-01-14');
insert into marts.initiatives select 'i' || i, '사업 ' || i || ' 챗봇', '부산광역시 해운대구', 'ai|chatbot', 2022, 2024, 2, 1,
    date '2024-01-01' from range(30) t(i);
insert into marts.initiatives values ('i99', '{NASTY}', '서울특별시', 'iot', 2022, 2022, 1, 0, '2022-01-13');
insert into marts.initiative_regions values ('1100000000'), ('2600000000');
insert into marts.initiative_technologies select 'i' || i, 'ai', '인공지능', 'Artificial intelligence' from range(30) t(i);
insert into marts.technologies values ('ai', '인공지능', 'Artificial intelligence'), ('chatbot', '챗봇', 'Chatbot');
insert into marts.initiative_mentions select 'm' || i, 'i' || i, 'document', date '2022-01-13', '챗봇', 100, 'd2', 4,
    '챗봇을 운영한다', null, 'press-1', 'abc' from range(30) t(i);
insert into marts.initiative_mentions values ('m99', 'i99', 'budget_line', '2022-12-31', 'x', 5, null, null, null,
    '2022|11|100', 'lofin-1', 'def');
insert into marts.budget_facts values ('f1', 'd1', 345900000000, null, 345900000000, false, 'total', '정보화', '서울특별시',
    2022, 3, '총 3459억원', 'press-1', 'abc'),
    ('f2', 'd2', 784, 78400000000, 78400000000, true, 'component', '기타', '서울특별시', 2022, 5, '784원', 'press-1', 'abc');
insert into marts.budget_lines values ('b1', 2024, '11', '서울특별시', '서울', '정보시스템 운영', 500, 400, '2024|11', 'lofin-2', 'def');
insert into marts.reconciliations values ('r1', 'd1', '1 + 2', 4, 3, -1, false, '서울특별시', 9, '합계 4', 'press-1', 'abc');
insert into marts.regions values ('1100000000', 'Seoul');
insert into marts.region_years values
    ('1100000000', '서울특별시', 'sido', '11', 2024, 'as_was', 9000000, 3, 300, 200, 800, '2024-12-31'),
    ('1111000000', '서울특별시 종로구', 'sigungu', '11', 2024, 'as_was', 140000, 2, 500, 400, null, '2024-12-31');
insert into marts.money_trail values ('i1', 'announced', 100, 2022, false), ('i1', 'budgeted', 90, 2023, false),
    ('i2', 'announced', 200, 2022, false), ('i2', 'contracted', 200, 2022, true), ('i3', 'announced', 300, 2022, false);
insert into marts.sources values ('press', 'press_documents', '기사', 'Articles', '언론사', 2, '2022-01-01', '2022-12-31');
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES + ROWS)
    return path


def _page(database: Path, language: Language = Language.KO) -> tuple[str, lxml_html.HtmlElement, dict]:
    page = render(database, "release-20260101T000000", language, is_sample=True)
    document = lxml_html.fromstring(page)
    return page, document, json.loads(document.get_element_by_id("data").text)


@pytest.mark.parametrize("language", Language)
def test_every_number_that_can_be_pressed_has_a_witness(database, language):
    _, document, data = _page(database, language)
    keys = {button.get("data-w") for button in document.xpath("//button[@class='w']")}
    assert {"f1", "f2", "r1", "year:2024", "sido:11"} <= keys
    assert keys - data["rows"].keys() == set()
    _, amount, _, document_at, line, quote, _, load_at = data["rows"]["f1"][0]
    assert (amount, line, quote) == (345_900_000_000, 3, "총 3459억원")
    assert data["documents"][document_at][1] == "신문" and data["loads"][load_at] == ["press-1", "abc"]
    assert data["rows"]["i99"][0][6] == "2022|11|100"  # a ledger line's witness is its record


def test_what_was_announced_and_never_met_again_is_listed(database):
    _, document, _ = _page(database)
    (section,) = document.xpath("//section[@aria-labelledby='trail']")
    assert [button.get("data-w") for button in section.xpath(".//button")] == ["i3"]
    words = section.xpath(".//*[local-name()='svg']/@aria-label")[0]
    assert "발표 3" in words and "예산 편성 1" in words and "계약" not in words


def test_nothing_from_outside_runs(database):
    page, document, data = _page(database)
    scripts = document.xpath("//script")
    assert [script.get("type") for script in scripts] == ["application/json", None]
    assert not document.xpath("//img | //*[@onerror]")
    assert NASTY in document.text_content() and any(row[1] == NASTY for row in data["initiatives"])
    assert "javascript:" not in page
    policy = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digest = base64.b64encode(hashlib.sha256(scripts[1].text.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy and "default-src 'none'" in policy


def test_the_page_stands_alone(database):
    page, document, _ = _page(database)
    assert not document.xpath("//link | //*[@src]")
    assert not re.search(r"url\(|@import", page)
    local = {"report.en.html", "dictionary.html", "datapackage.json", "docs.html", "lineage.svg"}
    assert {a for a in document.xpath("//a/@href") if not a.startswith("#")} == local


def test_both_languages_say_sample_and_the_same_numbers(settings_of, database, tmp_path):
    write_html_report(settings_of, "release-20260101T000000", tmp_path)
    korean, english = ((tmp_path / name).read_text(encoding="utf-8") for name in ("report.html", "report.en.html"))
    for page in (korean, english):
        assert "sample data" in page and "784" in page and "2024" in page
    assert "3,459억 원" in korean and "₩346bn" in english and "Seoul" in english
    assert 'lang="ko"' in korean and 'lang="en"' in english


@pytest.fixture
def settings_of(tmp_path: Path) -> Settings:
    return Settings(WAREHOUSE_HOME=str(tmp_path))


def test_empty_marts_make_an_empty_page_not_an_error(tmp_path):
    path = tmp_path / "empty.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    _, document, data = _page(path)
    assert data["initiatives"] == [] and document.get_element_by_id("find") is not None


def test_the_picture_is_well_formed_and_says_that_the_data_are_a_sample(database):
    from lxml import etree

    picture = overview_svg(database, Language.KO, is_sample=True)
    root = etree.fromstring(picture.encode())
    text = "".join(root.itertext())
    assert root.tag.endswith("svg") and "표본 데이터" in text and "서울" in text
    assert not root.xpath("//*[local-name()='script' or @href]")


@pytest.mark.parametrize(
    ("amount", "korean", "english"),
    [
        (345_900_000_000, "3,459억 원", "₩346bn"), (1_234_000_000_000, "1.23조 원", "₩1.23tn"), (784, "784원", "₩784"),
        (45_000_000, "4,500만 원", "₩45m"), (-6_390_000_000, "−63.9억 원", "−₩6.39bn"), (None, "–", "–"), (0, "0원", "₩0"),
    ],
)  # fmt: skip
def test_amounts_in_words(amount, korean, english):
    assert (won(amount, Language.KO), won(amount, Language.EN)) == (korean, english)
