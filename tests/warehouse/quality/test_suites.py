"""Suites as files: all of ours are sound, and a wrong one is told with line and reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warehouse.errors import SettingsError
from warehouse.quality.lint import main as lint
from warehouse.quality.suites import SUITES_DIRECTORY, load_suite, problems_of, suites_of
from warehouse.quality.vocabulary import FORMS
from warehouse.sources.registry import all_contracts

from .marts_world import contracts as mart_contracts

GOOD = """\
layer: raw
table: toys
owner: me
rules:
  - id: size_is_positive
    ko: 크기는 양수입니다.
    en: The size is positive.
    level: field
    severity: warning
    on_failure: quarantine
    expectation: expect_column_values_to_be_between
    arguments: {column: size, min_value: 0}
    remedy: {ko: 고치세요., en: Mend it.}
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "raw" / "toys.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_every_suite_of_the_repository_is_sound(capsys):
    assert lint() == 0, capsys.readouterr().out


def test_every_raw_table_has_a_suite_that_speaks_of_its_columns():
    tables = {table.name: {column.name for column in table.columns} for one in all_contracts() for table in one.tables}
    suites = {suite.table: suite for suite in suites_of("raw")}
    assert tables.keys() <= suites.keys()
    for name, columns in tables.items():
        used = {
            column
            for rule in suites[name].rules
            for column in (rule.arguments.get("column"), *rule.arguments.get("column_list", ()))
            if column
        }
        assert used <= columns, name


def test_every_mart_has_a_suite_that_speaks_of_its_columns():
    tables = {name: set(columns) for name, columns in mart_contracts().items()}
    suites = {suite.table: suite for suite in suites_of("marts")}
    assert tables.keys() == suites.keys()
    for name, columns in tables.items():
        used = {
            column
            for rule in suites[name].rules
            for column in (rule.arguments.get("column"), *rule.arguments.get("column_list", ()))
            if column
        }
        assert used <= columns, name


def test_every_mart_that_quotes_holds_its_quotes_against_the_documents():
    quoting = {name for name, columns in mart_contracts().items() if "quote" in columns}
    rules = {suite.table: {rule.expectation for rule in suite.rules} for suite in suites_of("marts")}
    assert len(quoting) >= 3
    assert {name for name in quoting if "expect_witness_to_equal_document_slice" not in rules[name]} == set()


def test_a_sound_file_becomes_rules(tmp_path):
    (rule,) = load_suite(write(tmp_path, GOOD)).rules
    assert rule.check_id == "raw.toys.size_is_positive"
    assert rule.owner == "me"
    assert rule.sentence.ko == "크기는 양수입니다."


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("severity: warning", "severity: grave", 9, "'grave' is not one of"),
        ("severity: warning", "severity: critical", 9, "critical"),
        ("    ko: 크기는 양수입니다.\n", "", 5, "'ko' is a required property"),
        ("min_value: 0", "minimum: 0", 5, "does not take the argument 'minimum'"),
        ("{column: size, min_value: 0}", "{min_value: 0}", 5, "needs the argument 'column'"),
        ("level: field", "level: table", 5, "judges field or record"),
        ("table: toys", "table: games", 2, "the file is toys.yml"),
        ("layer: raw", "layer: marts", 1, "in folder raw"),
        ("expect_column_values_to_be_between", "expect_miracles", 11, "'expect_miracles' is not one of"),
        ("owner: me", "owner: me\nowner: you", 4, "key 'owner' stands twice"),
        ("rules:", "rules: [", 5, "expected the node content"),
    ],
)
def test_a_wrong_file_is_told_with_line_and_reason(tmp_path, old, new, line, reason):
    path = write(tmp_path, GOOD.replace(old, new, 1))
    problems = list(problems_of(path))
    assert any(problem.startswith(f"{path}:{line}:") and reason in problem for problem in problems), problems
    with pytest.raises(SettingsError, match="Mend the file"):
        load_suite(path)


def test_a_rule_twice_is_told(tmp_path):
    rule = GOOD[GOOD.index("  - id") :]
    problems = list(problems_of(write(tmp_path, GOOD + rule)))
    assert [problem.split(":", 2)[1] for problem in problems] == ["14"]
    assert "stands twice" in problems[0]


def test_the_schema_and_the_vocabulary_know_the_same_expectations():
    schema = json.loads((SUITES_DIRECTORY / "suite.schema.json").read_text())
    assert set(schema["$defs"]["rule"]["properties"]["expectation"]["enum"]) == set(FORMS)


def test_lint_fails_on_a_wrong_file(tmp_path, capsys):
    write(tmp_path, GOOD.replace("level: field", "level: universe"))
    assert lint(tmp_path) == 1
    assert "toys.yml:8" in capsys.readouterr().out
