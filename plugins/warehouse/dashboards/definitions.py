"""Reads the definition files of this folder and says what is wrong with them in words."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import SettingsError

FOLDER = Path(__file__).parent


@cache
def definitions(name: str) -> dict[str, Any]:
    """The content of `<name>.yml`."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def dataset_sql(name: str) -> str:
    """The query of a dataset, with the places of the provinces on the map filled in."""
    text = (FOLDER / "datasets" / f"{name}.sql").read_text(encoding="utf-8")
    return text.replace("{province_tiles}", _province_tiles()).strip()


def template(name: str) -> str:
    """A file of `templates/`."""
    return (FOLDER / "templates" / name).read_text(encoding="utf-8")


def _province_tiles() -> str:
    with (FOLDER / "province_tiles.csv").open(encoding="utf-8", newline="") as file:
        tiles = list(csv.DictReader(file))
    return ", ".join(f"('{tile['sido_code']}', {int(tile['tile_row'])}, {int(tile['tile_column'])})" for tile in tiles)


def check() -> None:
    """Every name that one file takes from another exists there; otherwise SettingsError."""
    datasets, charts, boards = definitions("datasets"), definitions("charts"), dict(definitions("dashboards"))
    filters = boards.pop("filters")
    wrong = [
        f"columns.yml has no {column!r} (dataset {name})"
        for name, dataset in datasets.items()
        for column in dataset["columns"]
        if column not in definitions("columns")
    ]
    wrong += [
        f"datasets.yml has no {chart['dataset']!r} (chart {name})"
        for name, chart in charts.items()
        if chart["dataset"] not in datasets
    ]
    for name, board in boards.items():
        shown = [chart for row in board["rows"] for chart, _ in row["charts"]]
        wrong += [f"charts.yml has no {chart!r} (dashboard {name})" for chart in shown if chart not in charts]
        wrong += [
            f"{chart!r} of keep_all_years is not on dashboard {name}"
            for chart in board["keep_all_years"]
            if chart not in shown
        ]
        wrong += [
            f"dashboards.yml has no filter {key!r} (dashboard {name})" for key in board["filters"] if key not in filters
        ]
        wrong += [
            f"row of {row['charts'][0][0]} is wider than 12"
            for row in board["rows"]
            if sum(width for _, width in row["charts"]) > 12
        ]
    if wrong:
        raise SettingsError(
            "The dashboards contradict themselves: " + "; ".join(wrong) + ".", remedy=f"Correct the files in {FOLDER}."
        )
