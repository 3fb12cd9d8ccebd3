"""The command line of reviews and versions, on a home that a real load made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from typer.testing import CliRunner

from warehouse.cli import application
from warehouse.errors import WarehouseError
from warehouse.loading.acceptance import versions_in_force
from warehouse.loading.transaction import run_load
from warehouse.sources.press.contract import CONTRACT

from .conftest import DAY
from .test_review import ARTICLE, waiting
from .test_versions import later_parse


@pytest.fixture
def run(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`warehouse …` on this home; an expected failure comes out as its exception."""
    monkeypatch.setenv("WAREHOUSE_HOME", str(settings.base_home))
    monkeypatch.setenv("WAREHOUSE_LANG", "ko")
    monkeypatch.setenv("COLUMNS", "240")

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(application, list(arguments))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return command


def test_a_person_lists_looks_and_decides(settings, press, run):
    run_load(press({"d1": ARTICLE}), DAY, settings)
    key = waiting(settings)["784"]["review_key"]
    listed = run("review", "list")
    assert key[:12] in listed and "미검토" in listed and "784원" in listed
    assert key[:12] not in run("review", "list", "--kind", "initiative")
    assert key[:12] in run("review", "list", "--search", "시스템구축 784")
    run(
        "review",
        "decide",
        key[:12],
        "correct",
        "--value",
        "784억원",
        "--set",
        "role=total",
        "--why",
        "원문 확인",
        "--by",
        "kim",
    )
    shown = json.loads(run("review", "show", key[:12]))
    assert (shown["review_status"], shown["decided_by"], shown["corrections"]) == (
        "corrected", "kim", {"amount_krw": 78_400_000_000, "role": "total"},
    )  # fmt: skip
    assert key[:12] not in run("review", "list") and key[:12] in run("review", "list", "--status", "corrected")
    with pytest.raises(WarehouseError, match="no status"):
        run("review", "list", "--status", "lost")
    with pytest.raises(WarehouseError, match="sets nothing"):
        run("review", "decide", key, "correct", "--set", "role", "--why", "원문 확인")


def test_a_new_version_is_compared_and_accepted(settings, press, run, tmp_path):
    evil = ARTICLE.replace("원격 수문", "<b>원격</b> 수문")
    run_load(press({"d1": evil}, parse=later_parse, parser_version="2020.1.1"), DAY, settings)
    page: Path = tmp_path / "changes.html"
    told = run("documents", "compare", "--html", str(page))
    assert "2020.1.1" in told and "새로 읽음 1" in told and "108,00" in told.replace("10,800,000,000", "108,00")
    document = lxml_html.fromstring(page.read_text(encoding="utf-8"))
    assert "새로 읽음" in document.text_content() and "113,600,000,000원" in document.text_content()
    assert not document.xpath("//b | //script | //img | //link"), "text of articles stays text"
    assert versions_in_force(settings, CONTRACT) == {"2020.1.1"}
    run("documents", "accept", "--why", "바뀐 사실을 모두 확인", "--by", "kim")
    assert versions_in_force(settings, CONTRACT) == {CONTRACT.parser_version}
    again = run("documents", "compare")
    assert "새로 읽음 0, 사라짐 0, 달라짐 0" in again
