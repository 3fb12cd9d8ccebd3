"""The handbook holds: its commands exist, its links lead somewhere, its examples work, and both languages say the same."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from jsonschema import Draft202012Validator

from warehouse.cli import application
from warehouse.release.metrics import markdown_table, read_metrics

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "README.ko.md"])
HANDBOOK = sorted(path.name for path in (ROOT / "docs/en").glob("*.md"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
WAREHOUSE = typer.main.get_command(application)


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[list[str]]:
    """Each command of the page's shell blocks as words, without settings before it."""
    lines = [
        line for block in blocks(page, "sh") for line in block.splitlines() if line.strip() and not line.startswith("#")
    ]
    found = []
    for line in lines:
        for part in [*re.findall(r"\$\(([^)]*)\)", line), re.sub(r'"?\$\([^)]*\)"?', "VALUE", line)]:
            words = shlex.split(part, comments=True)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words.pop(0)
            if words:
                found.append(words)
    return found


ALL_COMMANDS = [(page, words) for page in PAGES for words in commands(page)]


def complaint(command: Any, words: list[str]) -> str:
    """What is wrong with a command line of ours, without running it."""
    if hasattr(command, "commands"):
        if not words or words[0] not in command.commands:
            return f"{command.name or 'warehouse'} has no command {words[:1]}"
        return complaint(command.commands[words[0]], words[1:])
    options = {
        name: option
        for option in command.params
        for name in [*option.opts, *option.secondary_opts]
        if name.startswith("-")
    }
    positional, rest = [], list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            name = word.split("=")[0]
            if name not in options:
                return f"{command.name} has no option {name}"
            if not getattr(options[name], "is_flag", False) and "=" not in word:
                if not rest:
                    return f"{name} needs a value"
                rest.pop(0)
        else:
            positional.append(word)
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    if len(positional) > len(arguments) and not any(argument.nargs == -1 for argument in arguments):
        return f"{command.name} takes {len(arguments)} arguments, not {len(positional)}"
    if len(positional) < sum(argument.required for argument in arguments):
        return f"{command.name} needs more than {positional}"
    return ""


@pytest.mark.parametrize(
    ("page", "words"), ALL_COMMANDS, ids=[f"{page.name}-{' '.join(words)[:50]}" for page, words in ALL_COMMANDS]
)
def test_every_command_exists(page: Path, words: list[str]) -> None:
    program, *arguments = words
    if program in ("warehouse", ".venv/bin/warehouse"):
        assert not complaint(WAREHOUSE, arguments)
    elif program == "make":
        assert {word for word in arguments if "=" not in word} <= TARGETS
    elif program == "sh":
        assert (ROOT / arguments[0]).is_file()
    elif program == ".":
        assert arguments == [".venv/bin/activate"]
    else:
        assert program in {"cp", "docker", "echo", "export", "git", "printf", "psql", "ssh"}, (
            f"{program} is not known to readers"
        )


def test_commands_are_read_from_the_pages() -> None:
    assert sum(words[0].endswith("warehouse") for _, words in ALL_COMMANDS) > 30
    assert complaint(WAREHOUSE, ["release", "rolback"]) and complaint(WAREHOUSE, ["backup", "create", "--kep", "3"])
    assert complaint(WAREHOUSE, ["backup", "restore"]) and not complaint(WAREHOUSE, ["backup", "create", "--keep", "3"])


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {
                re.sub(r"[^\w가-힣 -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
            }, target


@pytest.mark.parametrize("name", HANDBOOK)
def test_both_languages_have_the_same_page_with_the_same_commands(name: str) -> None:
    english, korean = ROOT / "docs/en" / name, ROOT / "docs/ko" / name
    assert blocks(korean, "sh") == blocks(english, "sh")
    assert blocks(korean, "sql") == blocks(english, "sql")
    assert blocks(korean, "python") == blocks(english, "python")
    assert re.search("[가-힣]", korean.read_text(encoding="utf-8"))
    assert english.read_text(encoding="utf-8").count("\n## ") == korean.read_text(encoding="utf-8").count("\n## ")


def test_the_example_source_is_a_source_in_twenty_lines(tmp_path: Path) -> None:
    (code,) = blocks(ROOT / "docs/en/contributor.md", "python")
    lines = [line for line in code.splitlines() if line.strip() and not line.startswith(('"""', "from ", ")  # fmt"))]
    assert len(lines) <= 20
    names = {"__file__": str(tmp_path / "contract.py")}
    exec(compile(code, "contract.py", "exec"), names)
    contract = names["CONTRACT"]
    assert contract.name == "lofin_autonomy" and contract.family == "LOFIN365"
    assert [column.name for column in contract.tables[0].columns][-2:] == ["own_revenue_krw", "autonomy_ratio"]


def test_the_example_check_follows_the_suite_schema() -> None:
    rule, column = (yaml.safe_load(block)[0] for block in blocks(ROOT / "docs/en/contributor.md", "yaml"))
    schema = yaml.safe_load((ROOT / "expectations/suite.schema.json").read_text(encoding="utf-8"))
    suite = {"layer": "raw", "table": "lofin_autonomy", "owner": "region", "rules": [rule]}
    assert not list(Draft202012Validator(schema).iter_errors(suite))
    assert column["config"]["meta"].keys() == {"label_ko", "label_en"} and column["data_type"] and column["description"]


def test_settings_named_in_the_handbook_exist() -> None:
    known = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("plugins/**/*.py", "docker-compose.yml", ".env.example", "docs/deployment/*")
        for path in ROOT.glob(pattern)
        if path.is_file()
    )
    for page in PAGES:
        for name in set(re.findall(r"\b(?:WAREHOUSE|SUPERSET)_[A-Z_]+[A-Z]\b", page.read_text(encoding="utf-8"))) - {
            "WAREHOUSE_ADDRESS"
        }:
            assert name in known, (page.name, name)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_of_figures_is_the_metrics_file(language: str) -> None:
    page = (ROOT / "docs" / language / "metrics.md").read_text(encoding="utf-8")
    table = markdown_table(read_metrics(), language)
    assert page.endswith(table + "\n"), (
        f"Put the output of `python -m warehouse.release.metrics {language}` at the page's end."
    )
