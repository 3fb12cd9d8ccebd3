"""What the figures mean, from docs/questions/metrics.yml, for the data dictionary and the handbook.

`python -m warehouse.release.metrics en` prints the handbook's table; a test holds the page against it.
"""

# ruff: noqa: S608 (expressions come from this project's own file)

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from warehouse.errors import SettingsError
from warehouse.settings import PROJECT_ROOT

FILE = PROJECT_ROOT / "docs" / "questions" / "metrics.yml"
_HEADINGS = {
    "en": ("figure", "what it is", "SQL", "by", "groups add up"),
    "ko": ("지표", "뜻", "SQL", "나누는 기준", "합산"),
}
_YES_NO = {"en": ("yes", "no"), "ko": ("가능", "불가")}


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: its words in two languages, and the query that it is."""

    name: str
    label_ko: str
    label_en: str
    meaning_ko: str
    meaning_en: str
    table: str
    expression: str
    dimensions: tuple[str, ...]
    adds_up: bool
    filter: str = ""

    @property
    def query(self) -> str:
        """The figure over everything; a dimension goes before the expression and into `group by`."""
        return f"select {self.expression} from {self.table}" + (f" where {self.filter}" if self.filter else "")


def read_metrics(path: Path = FILE) -> tuple[Metric, ...]:
    """Every metric, in the file's order."""
    if not path.exists():
        raise SettingsError(f"{path} is missing.", remedy="Restore it from the repository: releases describe it.")
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["metrics"]
    return tuple(Metric(**{**entry, "dimensions": tuple(entry["dimensions"])}) for entry in entries)


def markdown_table(metrics: tuple[Metric, ...], language: str) -> str:
    """The table of the handbook's page."""
    lines = [f"| {' | '.join(_HEADINGS[language])} |", "|---|---|---|---|---|"]
    for one in metrics:
        label, meaning = (one.label_ko, one.meaning_ko) if language == "ko" else (one.label_en, one.meaning_en)
        cells = (
            f"{label} `{one.name}`",
            meaning,
            f"`{one.query}`",
            ", ".join(f"`{dimension}`" for dimension in one.dimensions),
            _YES_NO[language][0 if one.adds_up else 1],
        )
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(markdown_table(read_metrics(), *sys.argv[1:]) + "\n")
