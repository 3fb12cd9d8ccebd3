"""The review pages inside a real Airflow API server: what waits, the words, and a decision that keeps who and why."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html as lxml_html

from warehouse.database import connect
from warehouse.quality.reviews import decisions_of, find_review, write_documents, write_facts

_spec = importlib.util.spec_from_file_location("quality_page", Path(__file__).with_name("test_quality_page.py"))
_page = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_page)
address, site, settings, admin, viewer = _page.address, _page.site, _page.settings, _page.admin, _page.viewer

KEY, NAME = "a" * 32, "b" * 32
TEXT, OTHER_TEXT = "1" * 64, "2" * 64
EVIL = "<script>alert(1)</script>"


def fact(key: str, kind: str, value: str, quote: str, **details: object) -> dict:
    return {
        "review_key": key, "document_id": "d1", "kind": kind, "value": value, "quote": quote, "line_number": 3,
        "rule": "money.written", "confidence": 0.4, "needs_review": True, "archive_sha256": "x", "details": details,
        "load_id": "press-2026-03-11-20260311T010203000000", "first_seen_at": datetime.now(UTC),
    }  # fmt: skip


def document(text_sha256: str) -> dict:
    return {
        "document_id": "d1", "title": f"제목 {EVIL}", "url": "javascript:alert(1)", "published_on": None,
        "text_sha256": text_sha256, "extractor_version": "1", "read_at": datetime.now(UTC),
        "load_id": "press-2026-03-11-20260311T010203000000",
    }  # fmt: skip


@pytest.fixture
def waiting(settings):
    """Two facts of an article that means no good."""
    with connect(settings) as connection:
        connection.execute("truncate quality.review_documents, quality.review_facts, quality.review_decisions")
        write_documents(connection, [document(TEXT)])
        facts = [
            fact(KEY, "budget", "784", f"시스템구축 784원 {EVIL}", amount_krw=784, role="component"),
            fact(NAME, "initiative", EVIL, "마을 돌봄 사업", name=EVIL),
        ]
        write_facts(connection, {"d1"}, [KEY, NAME], facts)
    return settings


FORM = {"decision": "correct", "reason": "보도자료 원문 확인", "text_sha256": TEXT, "amount_krw": "784억원"}


def test_what_waits_is_shown_as_text_in_both_languages(admin, waiting):
    for path in ("reviews", f"reviews/{KEY}", f"reviews/{NAME}", "reviews?q=784&kind=budget&status=unreviewed"):
        for lang in ("ko", "en"):
            answer = admin.get(f"/warehouse/{path}{'&' if '?' in path else '?'}lang={lang}")
            assert answer.status_code == 200, (path, answer.text[-800:])
            page = lxml_html.fromstring(answer.text)
            assert page.get("lang") == lang and not page.xpath("//script")
            assert not page.xpath("//a[starts-with(@href, 'javascript')]")
    assert "미검토" in admin.get("/warehouse/reviews?lang=ko").text
    assert admin.get("/warehouse/reviews", params={"q": "%"}).text.count("reviews/aaaa") == 0


def test_the_form_is_reachable_and_named_for_the_keyboard(admin, waiting):
    page = lxml_html.fromstring(admin.get(f"/warehouse/reviews/{KEY}?lang=ko").text)
    named = {label.get("for") for label in page.xpath("//label[@for]")}
    fields = page.xpath("//form[@method='post']//*[self::input or self::select][not(@type)]")
    assert fields and all(field.get("id") in named for field in fields)
    assert {radio.get("value") for radio in page.xpath("//input[@type='radio'][@required]")} == {
        "accept", "reject", "correct",
    }  # fmt: skip
    assert len(page.xpath("//form[@method='post']//button")) == 1, "Enter decides nothing that was not chosen"


def test_deciding_needs_the_right_and_keeps_who_why_and_what(admin, viewer, site, waiting):
    path = f"/warehouse/reviews/{KEY}"
    assert '<form method="post"' not in viewer.get(path).text
    assert viewer.post(path, data=FORM).status_code == 403
    assert admin.post(path, data=FORM, headers={"Origin": "https://evil.example"}).status_code == 403
    assert _page.httpx.post(f"{site}{path}", data=FORM).status_code in (401, 403)
    answer = admin.post(f"{path}?lang=ko", data=FORM)
    assert answer.status_code == 303
    assert "고침" in admin.get(answer.headers["location"]).text
    with connect(waiting) as connection:
        assert find_review(connection, KEY)["review_status"] == "corrected"
        (decision,) = decisions_of(connection, KEY)
        assert decision["corrections"] == {"amount_krw": 78_400_000_000}
        assert (decision["decided_by"].lower(), decision["reason"]) == ("admin", FORM["reason"])


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": ""}, 422),
        ({"decision": "maybe"}, 422),
        ({"amount_krw": "많이"}, 409),
        ({"decision": "accept"}, 409),
        ({"text_sha256": OTHER_TEXT}, 409),
    ],
)
def test_a_decision_that_cannot_be_meant_changes_nothing(admin, waiting, changes, status):
    assert admin.post(f"/warehouse/reviews/{KEY}", data={**FORM, **changes}).status_code == status
    assert admin.post("/warehouse/reviews/no-such-fact", data=FORM).status_code == 409
    with connect(waiting) as connection:
        assert find_review(connection, KEY)["review_status"] == "unreviewed"


def test_a_decided_fact_of_a_changed_article_asks_again_and_shows_the_old_decision(admin, waiting):
    admin.post(f"/warehouse/reviews/{KEY}", data=FORM)
    with connect(waiting) as connection:
        write_documents(connection, [document(OTHER_TEXT)])
    text = lxml_html.fromstring(admin.get(f"/warehouse/reviews/{KEY}?lang=ko").text).text_content()
    assert "글이 바뀜" in text and FORM["reason"] in text
