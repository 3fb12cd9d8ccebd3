"""Expands the definitions to Superset's import format (version 1.0.0): YAML files by path, and the ZIP of them.

Identifiers are derived from names, so importing again replaces what was imported before and nothing else.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from warehouse.dashboards.definitions import check, dataset_sql, definitions, template
from warehouse.dashboards.layout import dashboard_content

VERSION = "1.0.0"
DATABASE_NAME = "데이터 창고 · Warehouse"
DATABASE_FILE = "databases/warehouse.yaml"
COLUMN_TYPES = {"t": "TEXT", "i": "INTEGER", "n": "NUMERIC", "d": "DATE", "b": "BOOLEAN"}
FIRST_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def identifier(kind: str, name: str) -> str:
    """The UUID of an asset, the same on every run."""
    return str(uuid5(NAMESPACE_URL, f"warehouse/{kind}/{name}"))


def files(database_address: str) -> dict[str, str]:
    """Every file of the bundle; `database_address` must carry no password (Superset asks for it apart)."""
    check()
    boards = {name: board for name, board in definitions("dashboards").items() if name != "filters"}
    charts = definitions("charts")
    chart_numbers = {name: number for number, name in enumerate(charts, start=1)}
    contents: dict[str, Any] = {
        "metadata.yaml": {"version": VERSION, "type": "assets", "timestamp": FIRST_DATE.isoformat()},
        DATABASE_FILE: _database(database_address),
    }
    for name, dataset in definitions("datasets").items():
        contents[f"datasets/warehouse/{name}.yaml"] = _dataset(name, dataset)
    for name, chart in charts.items():
        contents[f"charts/{name}.yaml"] = _chart(name, chart)
    for name, board in boards.items():
        contents[f"dashboards/{name}.yaml"] = {
            **dashboard_content(board, charts, chart_numbers, identifier),
            "slug": f"warehouse-{name}",
            "uuid": identifier("dashboard", name),
            "published": True,
            "version": VERSION,
        }
    return {path: yaml.safe_dump(content, allow_unicode=True, sort_keys=False) for path, content in contents.items()}


def bundle(database_address: str) -> bytes:
    """The ZIP file that Superset imports; the same bytes for the same definitions."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files(database_address).items():
            archive.writestr(zipfile.ZipInfo(f"warehouse/{path}", (2026, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def _database(address: str) -> dict[str, Any]:
    return {
        "database_name": DATABASE_NAME,
        "sqlalchemy_uri": address,
        "uuid": identifier("database", "warehouse"),
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"allows_virtual_table_explore": True},
        "version": VERSION,
    }


def _dataset(name: str, dataset: dict[str, Any]) -> dict[str, Any]:
    return {
        "table_name": dataset["title"],
        "schema": "marts",
        "sql": dataset_sql(name),
        "description": dataset_sql(name).splitlines()[0].removeprefix("-- "),
        "uuid": identifier("dataset", name),
        "database_uuid": identifier("database", "warehouse"),
        "filter_select_enabled": True,
        "columns": [_column(column) for column in dataset["columns"]],
        "metrics": [
            {
                "metric_name": metric,
                "expression": expression,
                "verbose_name": f"{korean} · {english}",
                "d3format": number_format,
            }
            for metric, (expression, korean, english, number_format) in dataset["metrics"].items()
        ],
        "version": VERSION,
    }


def _column(name: str) -> dict[str, Any]:
    kind, korean, english = definitions("columns")[name]
    return {
        "column_name": name,
        "verbose_name": f"{korean} · {english}",
        "type": COLUMN_TYPES[kind],
        "is_dttm": kind == "d",
        "is_active": True,
        "groupby": True,
        "filterable": True,
    }


def _chart(name: str, chart: dict[str, Any]) -> dict[str, Any]:
    params = {
        "viz_type": chart["kind"],
        "time_range": "No filter",
        "adhoc_filters": [],
        "color_scheme": "supersetColors",
    }
    params |= chart["params"]
    if chart["kind"] == "table":
        params = {**_table_formats(params), **params}
    if file_name := params.pop("template", None):
        params |= {"handlebarsTemplate": template(file_name), "styleTemplate": template("tiles.css")}
    return {
        "slice_name": chart["title"],
        "viz_type": chart["kind"],
        "params": params,
        "query_context": None,
        "uuid": identifier("chart", name),
        "dataset_uuid": identifier("dataset", chart["dataset"]),
        "version": VERSION,
    }


def _table_formats(params: dict[str, Any]) -> dict[str, Any]:
    """Won with commas, ratios as percentages, days without a time of day."""
    columns = params.get("all_columns") or params["groupby"]
    numbers = [column for column in columns if definitions("columns")[column][0] == "n"]
    return {
        "table_timestamp_format": "%Y-%m-%d",
        "show_cell_bars": False,
        "column_config": {
            column: {"d3NumberFormat": ".1%" if column.endswith("_ratio") else ",.0f"} for column in numbers
        },
    }
