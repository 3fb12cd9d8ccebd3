"""`warehouse extract`: JSON Lines, explanations, errors per file."""

import json
from pathlib import Path

from typer.testing import CliRunner

from warehouse.documents.commands import app

ARTICLE = Path(__file__).with_name("articles") / "01.txt"
KINDS = {"meta", "region", "initiative", "budget", "count", "reconciliation"}


def test_json_lines_in_the_schema_of_the_guidelines() -> None:
    result = CliRunner().invoke(app, [str(ARTICLE)])
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert {line["doc"] for line in lines} == {"01"} and {line["kind"] for line in lines} <= KINDS
    assert all(len(line["evidence"]) <= 60 for line in lines if "evidence" in line)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    result = CliRunner().invoke(app, [str(empty), str(tmp_path / "absent.txt"), str(ARTICLE)])
    assert result.exit_code == 1
    assert '"doc": "01"' in result.stdout
    assert "empty.txt" in result.stderr and "absent.txt" in result.stderr


def test_explanation_in_the_terminal_and_as_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = CliRunner().invoke(app, [str(ARTICLE), "--explain", "--html", str(page)])
    assert result.exit_code == 0 and "640,000,000 KRW" in result.stdout
    source = page.read_text(encoding="utf-8")
    assert "role.whole" in source and "<mark" in source and "http://" not in source and "<script" not in source


def test_marks_in_a_page_cannot_inject_markup(tmp_path: Path) -> None:
    article, page = tmp_path / "a.txt", tmp_path / "a.html"
    article.write_text(
        "전남 나주시는 <img src=x onerror=alert(1)> 드론 관제에 5억원을 쓴다고 3일 밝혔다. 시는 관제실을 연다.\n",
        encoding="utf-8",
    )
    CliRunner().invoke(app, [str(article), "--html", str(page)])
    assert "<img" not in page.read_text(encoding="utf-8")
