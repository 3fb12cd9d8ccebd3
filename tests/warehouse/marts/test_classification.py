"""The classifier on names that were not looked at while its words were written, and its edges."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from warehouse import classification
from warehouse.classification import classify, squash
from warehouse.classification.batch import candidates_sql, classify_pairs
from warehouse.classification.commands import classify_file
from warehouse.classification.rules import vocabulary
from warehouse.errors import SettingsError

FOLDER = Path(classification.__file__).parent
TAXONOMY = FOLDER.parents[2] / "dbt_project" / "seeds" / "technology_taxonomy.csv"


def labelled(split: str) -> list[dict[str, str]]:
    with (FOLDER / "labelled_lines.csv").open(encoding="utf-8") as text:
        return [row for row in csv.DictReader(text) if row["split"] == split]


def test_precision_and_recall_on_unseen_names() -> None:
    judged = [
        (classify(row["name"], row["field"]).is_digital, row["is_digital"] == "1") for row in labelled("held_out")
    ]
    hits = sum(said and true for said, true in judged)
    assert hits / sum(said for said, _ in judged) >= 0.95
    assert hits / sum(true for _, true in judged) >= 0.92


def test_the_lists_are_large_and_share_no_name() -> None:
    train, held = labelled("train"), labelled("held_out")
    assert len(train) + len(held) >= 300 and len(held) >= 100
    assert not {squash(row["name"]) for row in train} & {squash(row["name"]) for row in held}


@pytest.mark.parametrize(
    ("name", "field", "is_digital"),
    [
        ("인공지능 민원안내", "", True),
        ("인공지능민원안내", "", True),
        ("AI 기반 CCTV 구축", "", True),
        ("AICCTV구축", "", True),
        ("상수도 GIS DB 정비", "환경", True),
        ("인공어초 시설", "농림해양수산", False),
        ("인공신장실 운영", "보건", False),
        ("AI 방역 초소 운영", "농림해양수산", False),
        ("조류인플루엔자(AI) 살처분 보상", "농림해양수산", False),
        ("가축질병 예찰 AI 카메라", "농림해양수산", True),
        ("구로디지털단지 보도 정비", "", False),
        ("", "", False),
    ],
)
def test_words_with_two_meanings(name: str, field: str, is_digital: bool) -> None:
    assert classify(name, field).is_digital is is_digital


def test_a_null_name_is_not_digital() -> None:
    assert classify(None, None) == (False, (), ())


def test_technologies_and_reasons_are_told() -> None:
    verdict = classify("AI 기반 CCTV 구축")
    assert set(verdict.technologies) == {"ai", "cctv"}
    assert any(reason.startswith("+cctv") for reason in verdict.reasons)


def test_every_rule_has_a_known_role_technology_and_reason() -> None:
    with TAXONOMY.open(encoding="utf-8") as text:
        known = {row["technology_code"] for row in csv.DictReader(text)}
    for rule in vocabulary():
        assert rule.role in {"mask", "veto", "digital", "weak", "support"}
        assert rule.technology is None or rule.technology in known
        assert rule.reason


def test_many_names_at_once_are_judged_as_one_by_one() -> None:
    rows = labelled("train") + labelled("held_out")
    names = pa.table({"line_name_raw": [row["name"] for row in rows], "field_name": [row["field"] for row in rows]})
    with duckdb.connect() as connection:
        connection.register("names", names)
        classes = classify_pairs(connection.execute(candidates_sql("names")).to_arrow_table()).to_pylist()
    found = {(row["line_name_raw"], row["field_name"]): row for row in classes}
    for row in rows:
        verdict = classify(row["name"], row["field"])
        batch = found.get((row["name"], row["field"]))
        assert (batch is not None) == verdict.is_digital, row["name"]
        if batch:
            assert batch["technology_codes"] == ("|".join(verdict.technologies) or None)
            assert batch["classification_reasons"] == "; ".join(verdict.reasons)


def test_the_command_prints_a_verdict_for_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("name,field\nAI 방역 초소,농림해양수산\n챗봇 상담,\n", encoding="utf-8-sig")
    classify_file(file)
    assert capsys.readouterr().out.splitlines()[0:2] == ["name,pred,technologies", "AI 방역 초소,0,"]


def test_a_file_without_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("사업명\nAI\n", encoding="utf-8")
    with pytest.raises(SettingsError):
        classify_file(file)
