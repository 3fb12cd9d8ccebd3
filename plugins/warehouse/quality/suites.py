"""Suites as files: read, validated with line and reason, turned into rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from warehouse.errors import SettingsError
from warehouse.quality.results import Severity
from warehouse.quality.rules import Level, OnFailure, Rule, Suite
from warehouse.quality.vocabulary import problems_of_rule
from warehouse.settings import PROJECT_ROOT
from warehouse.sources.contract import Label

SUITES_DIRECTORY = PROJECT_ROOT / "expectations"
SCHEMA_NAME = "suite.schema.json"


class _LineLoader(yaml.SafeLoader):
    """YAML that remembers where each mapping and sequence began and refuses a key that stands twice."""


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> dict[str, Any]:
    loader.flatten_mapping(node)
    seen: dict[Any, int] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        seen[key] = key_node.start_mark.line + 1
    return {loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value}


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_suite(path: Path) -> Suite:
    """The suite in `path`; a wrong file raises with every line and reason."""
    problems = list(problems_of(path))
    if problems:
        raise SettingsError("\n".join(problems), remedy="Mend the file; `make lint` checks it again.")
    return _suite(yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader))  # noqa: S506 (a SafeLoader)


@cache
def suite_of(layer: str, table: str, directory: Path = SUITES_DIRECTORY) -> Suite | None:
    """The suite of a table, or None when it has no file."""
    path = directory / layer / f"{table}.yml"
    return load_suite(path) if path.exists() else None


def suites_of(layer: str, directory: Path = SUITES_DIRECTORY) -> list[Suite]:
    """All suites of a layer, by table."""
    paths = sorted((directory / layer).glob("*.yml"))
    return [suite for path in paths if (suite := suite_of(layer, path.stem, directory))]


def problems_of(path: Path) -> Iterator[str]:
    """What is wrong with a suite file, each as `file:line: reason`."""
    text = path.read_text(encoding="utf-8")
    try:
        document = yaml.load(text, Loader=_LineLoader)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        yield f"{path}:{line}: {error.problem}"
        return
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found = _validator().iter_errors(document)
    for problem in sorted(found, key=lambda problem: list(map(str, problem.absolute_path))):
        yield f"{path}:{_line_of(root, problem.absolute_path)}: {_reason(problem)}"
    if isinstance(document, Mapping) and root is not None:
        yield from _meaning_problems(path, root, document)


def _meaning_problems(path: Path, root: yaml.Node, document: Mapping[str, Any]) -> Iterator[str]:
    """What the JSON schema cannot say: names that agree with the file, rules that are unique."""
    if document.get("table") != path.stem:
        yield f"{path}:{_line_of(root, ['table'])}: table is {document.get('table')!r} but the file is {path.name}"
    if document.get("layer") != path.parent.name:
        yield f"{path}:{_line_of(root, ['layer'])}: layer is {document.get('layer')!r} in folder {path.parent.name}"
    seen: set[str] = set()
    for number, rule in enumerate(rules if isinstance(rules := document.get("rules"), list) else []):
        if not isinstance(rule, Mapping):
            continue
        line = _line_of(root, ["rules", number])
        if rule.get("id") in seen:
            yield f"{path}:{line}: rule {rule['id']!r} stands twice"
        seen.add(str(rule.get("id")))
        for problem in problems_of_rule(str(document.get("layer")), rule):
            yield f"{path}:{line}: rule {rule.get('id')!r}: {problem}"
        if rule.get("on_failure") == "quarantine" and document.get("layer") == "marts":
            yield f"{path}:{line}: rule {rule.get('id')!r} quarantines, which only raw rules can"


def _suite(document: Mapping[str, Any]) -> Suite:
    layer, table, owner = document["layer"], document["table"], document["owner"]
    rules = tuple(
        Rule(
            id=rule["id"],
            layer=layer,
            table=table,
            sentence=Label(rule["ko"], rule["en"]),
            level=Level(rule["level"]),
            severity=Severity(rule["severity"]),
            on_failure=OnFailure(rule["on_failure"]),
            owner=rule.get("owner", owner),
            remedy=Label(rule["remedy"]["ko"], rule["remedy"]["en"]),
            expectation=rule["expectation"],
            arguments=rule.get("arguments", {}),
            applies_to=tuple(rule.get("applies_to", ())),
            overridable=rule.get("overridable", False),
        )
        for rule in document["rules"]
    )
    return Suite(layer, table, owner, rules, document.get("optional", False))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((SUITES_DIRECTORY / SCHEMA_NAME).read_text(encoding="utf-8")))


def _reason(error: Any) -> str:
    place = ".".join(str(part) for part in error.absolute_path)
    message = error.message if len(error.message) < 200 else f"{error.message[:200]}…"
    return f"{place}: {message}" if place else message


def _line_of(root: yaml.Node | None, path: Any) -> int:
    """The line of the deepest part of `path` that exists in the file."""
    node, line = root, 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
