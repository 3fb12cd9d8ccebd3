"""The mails: verdict in the subject, what to do, who does it, and text from outside as text."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from lxml import html as lxml_html
from PIL import Image

from warehouse.database import connect
from warehouse.errors import SourceError
from warehouse.reports.digest import digest_report
from warehouse.reports.load_report import build_load_report, load_report, send_load_report
from warehouse.reports.release_report import build_release_report
from warehouse.reports.words import WORDS, speaker
from warehouse.settings import Language, Mode

NASTY = '=HYPERLINK("http://evil.example","click") <script>alert(1)</script>'


def _parts(message: EmailMessage) -> tuple[str, str, list[EmailMessage]]:
    plain = message.get_body(("plain",)).get_content()
    page = message.get_body(("html",)).get_content()
    return plain, page, [part for part in message.walk() if part.get_content_type() == "image/png"]


def test_subject_says_what_verdict_and_how_many(settings, loads):
    message = build_load_report(settings, loads)
    assert message["Subject"] == "[표본] 적재 press – 통과(경고 있음) · 203 행 (+26)"
    assert build_load_report(settings.model_copy(update={"language": Language.EN}), loads)["Subject"] == (
        "[sample] Load press – passed with warnings · 203 rows (+26)"
    )


def test_both_parts_say_everything_a_person_needs(settings, loads):
    plain, page, _ = _parts(build_load_report(settings, loads))
    visible = lxml_html.fromstring(page).text_content()
    for text in (plain, visible):
        assert "표본 데이터" in text and "sample data" in text
        assert "금액은 그 종류의 보통 범위 안에 있습니다." in text  # what failed
        assert "기사 원문과 견주어 보세요." in text and "budget-team" in text  # remedy and owner
        assert "14건 / 대상 203건" in text
        assert "금액이 없습니다." in text  # quarantine
        assert "reporter" in text  # drift
        assert "lofin" in text and "오래됨" in text  # freshness of the other source
        assert "통과 1 · 실패 1" in text
    assert "/dags/ingest_press/runs/manual__press-0" in page
    assert "/warehouse/loads/press-0" in page


def _unusual_row_count(history, observed, **more):
    history(
        "check_results",
        check_id="raw.press_documents.row_count_is_usual",
        load_id="press-0",
        outcome="failed",
        severity="warning",
        applied_count=1,
        failed_count=1,
        checked_at=datetime.now(UTC),
        observed=observed,
        **more,
    )


def test_an_unusual_value_comes_with_the_link_to_approve_it(settings, loads, history):
    _, before, _ = _parts(build_load_report(settings, loads))
    _unusual_row_count(history, {"value": 203, "metric": "row_count"})
    _, after, _ = _parts(build_load_report(settings, loads))
    assert "/warehouse/baselines" not in before and "/warehouse/baselines" in after


def test_a_load_with_as_many_rows_as_before_is_reported_too(settings, loads):
    with connect(settings) as connection:
        connection.execute("update quality.loads set row_counts = '{\"press_documents\": 203}' where source = 'press'")
    message = build_load_report(settings, loads)
    assert message["Subject"].endswith("203 행 (±0)")
    assert "행 수가 그대로인 표 1개" in _parts(message)[0]


def test_at_most_ten_failing_rows(settings, loads):
    _, page, _ = _parts(build_load_report(settings, loads))
    text = lxml_html.fromstring(page).text_content()
    assert "d9" in text and "d10" not in text


def test_text_from_outside_is_text(settings, loads):
    message = build_load_report(settings, loads, SourceError(NASTY), source=f"press\r\nBcc: x@evil.example {NASTY}")
    _, page, _ = _parts(message)
    document = lxml_html.fromstring(page)
    assert not document.xpath("//script") and "<script>alert(1)</script>" in document.text_content()
    assert all(link.startswith(("http://127.0.0.1", "file:///")) for link in document.xpath("//a/@href"))
    assert message["Bcc"] is None and "\n" not in message["Subject"]


def test_picture_is_inline_with_alternative_text(settings, loads):
    message = build_load_report(settings, loads)
    _, page, pictures = _parts(message)
    (image,) = lxml_html.fromstring(page).xpath("//img")
    assert image.get("src") == "cid:" + pictures[0]["Content-ID"].strip("<>")
    assert "최근 13회" in image.get("alt") and "203행" in image.get("alt")
    drawn = Image.open(io.BytesIO(pictures[0].get_content()))
    assert drawn.width >= 900 and len(drawn.convert("RGB").getcolors(1 << 20)) > 20


def test_styles_are_inline_and_nothing_is_fetched(settings, loads):
    _, page, _ = _parts(build_load_report(settings, loads))
    document = lxml_html.fromstring(page)
    assert not document.xpath("//style | //link")
    assert all(source.startswith("cid:") for source in document.xpath("//*/@src"))


def test_live_data_carry_no_sample_banner(settings, loads):
    live = settings.model_copy(update={"mode": Mode.LIVE})
    plain, page, _ = _parts(build_load_report(live, loads))
    assert "표본" not in plain + page


def test_a_failure_before_any_load_is_a_report_too(settings, loads):
    report = load_report(settings, [], source="lofin", failed_tasks=["extract"], run_address="http://127.0.0.1/dags/x")
    assert report.verdict == "failed" and "lofin – 실패" in report.subject and "extract" in report.error
    assert ("Airflow 실행", "http://127.0.0.1/dags/x") in report.links


def test_without_postgresql_the_mail_still_says_what_went_wrong(settings, loads, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE_POSTGRES", "postgresql://nobody@127.0.0.1:1/none")
    plain, _, _ = _parts(
        build_load_report(settings, loads, SourceError("no answer", remedy="try later"), source="press")
    )
    assert "no answer try later" in plain and "PostgreSQL이 응답하지 않아" in plain


def test_release_published(settings, loads, releases):
    message = build_release_report(settings, releases[1])
    plain, page, _ = _parts(message)
    assert message["Subject"] == "[표본] 릴리스 20260102T000000 – 통과 · 1,193 행 (+50)"
    assert "initiatives | 900 | 950 | +50" in plain and "regions |" not in plain, "only what changed"
    assert "행 수가 그대로인 표 1개" in plain
    assert "report.html" in page and "할 일이 없습니다" in plain


def test_an_unusual_value_is_said_in_words_not_in_the_names_of_its_parts(settings, loads, history):
    observed = {
        "value": 203,
        "lower": 805,
        "upper": None,
        "median": 1610,
        "observation_count": 5,
        "metric": "row_count",
    }
    _unusual_row_count(history, observed, failing_rows=[observed])
    plain, page, _ = _parts(build_load_report(settings, loads))
    english = _parts(build_load_report(settings.model_copy(update={"language": Language.EN}), loads))[0]
    assert "값 203, 보통 ≥ 805, 지난 5회의 중앙값 1,610" in plain
    assert "value 203, usual ≥ 805, median 1,610 of 5 before" in english
    assert "observation_count" not in plain + page


def test_a_release_that_a_person_approved_says_so_first(settings, loads, releases, history):
    history(
        "releases",
        release_id="release-20260104T000000",
        mode="sample",
        built_at=datetime.now(UTC),
        published_at=datetime.now(UTC),
        status="published",
        verdict="waiting_for_approval",
        row_counts={"initiatives": 10},
        load_ids=["press-0"],
        approved_by="kim",
        approval_reason="표본을 줄였습니다",
    )
    plain, _, _ = _parts(build_release_report(settings, "release-20260104T000000"))
    assert "사람이 승인해 공개했습니다" in plain.split("==")[0] and "kim: 표본을 줄였습니다" in plain


def test_release_refused(settings, loads, releases):
    message = build_release_report(settings, releases[2])
    plain, _, _ = _parts(message)
    assert "– 실패" in message["Subject"] and "이전 릴리스가 계속 제공됩니다" in plain
    assert "합계는 부분의 합과 같습니다." in plain and "1100000000" in plain


def test_a_release_with_a_broken_later_step_is_not_called_failed(settings, releases):
    message = build_release_report(settings, releases[1], "the disk is full")
    plain, _, _ = _parts(message)
    assert "통과(경고 있음)" in message["Subject"] and "the disk is full" in plain


def test_owners_of_failures_get_the_mail_too(settings, releases, monkeypatch, loads):
    named = settings.model_copy(update={"mail_to": "team@example.kr; boss@example.kr"})
    monkeypatch.setenv(
        "WAREHOUSE_MAIL_OWNERS", "budget-team=money@example.kr team@example.kr, press-team=press@example.kr"
    )
    assert build_load_report(named, loads)["To"] == "team@example.kr, boss@example.kr, money@example.kr"
    assert build_release_report(named, releases[2])["To"] == "team@example.kr, boss@example.kr, owner@example.kr"
    assert build_release_report(settings, releases[1])["To"] == "data-team@localhost"


def test_digest_gathers_what_passed_and_lets_failures_through(settings, loads, releases, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_MAIL_DIGEST", "daily")
    assert send_load_report(settings, "press", loads) is None
    assert send_load_report(settings, "lofin", [], failed_tasks=["extract"]) is not None
    report = digest_report(settings, datetime.now(UTC) + timedelta(minutes=1))
    assert [row[1] for row in report.changes.rows][:1] == ["press"]
    assert "release-20260103T000000" in [row[1] for row in report.changes.rows]
    assert report.verdict == "failed"
    assert digest_report(settings, datetime.now(UTC) + timedelta(days=30)) is None


@pytest.mark.parametrize("language", Language)
def test_every_word_exists_in_both_languages(language):
    say = speaker(language)
    for key, texts in WORDS.items():
        assert len(texts) == 2 and all(texts), key
    assert say("checks_summary", passed=1, failed=0, not_applicable=2)
