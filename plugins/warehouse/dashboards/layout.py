"""The layout of a dashboard in Superset's terms: a grid of rows of charts, and its native filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warehouse.dashboards.definitions import definitions

Identifier = Callable[[str, str], str]


def dashboard_content(
    board: dict[str, Any], charts: dict[str, Any], numbers: dict[str, int], identifier: Identifier
) -> dict[str, Any]:
    """Title, positions and metadata of one dashboard."""
    return {
        "dashboard_title": board["title"],
        "description": board["intro"],
        "css": "",
        "position": _positions(board, charts, numbers, identifier),
        "metadata": {
            "color_scheme": "supersetColors",
            "cross_filters_enabled": True,
            "refresh_frequency": 0,
            "expanded_slices": {},
            "timed_refresh_immune_slices": [],
            "default_filters": "{}",
            "chart_configuration": {},
            "native_filter_configuration": [_filter(key, board, numbers, identifier) for key in board["filters"]],
        },
    }


def _positions(
    board: dict[str, Any], charts: dict[str, Any], numbers: dict[str, int], identifier: Identifier
) -> dict[str, Any]:
    rows = ["HEADLINE", *(f"ROW-{number}" for number, _ in enumerate(board["rows"]))]
    positions: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": board["title"]}},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADLINE": {
            "id": "HEADLINE", "type": "HEADER", "children": [], "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"text": board["intro"], "headerSize": "SMALL_HEADER", "background": "BACKGROUND_TRANSPARENT"},
        },
    }  # fmt: skip
    for number, row in enumerate(board["rows"]):
        row_id = f"ROW-{number}"
        positions[row_id] = {
            "id": row_id, "type": "ROW", "children": [f"CHART-{name}" for name, _ in row["charts"]],
            "parents": ["ROOT_ID", "GRID_ID"], "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }  # fmt: skip
        for name, width in row["charts"]:
            positions[f"CHART-{name}"] = {
                "id": f"CHART-{name}", "type": "CHART", "children": [], "parents": ["ROOT_ID", "GRID_ID", row_id],
                "meta": {
                    "chartId": numbers[name], "uuid": identifier("chart", name), "width": width, "height": row["height"],
                    "sliceName": charts[name]["title"],
                },
            }  # fmt: skip
    return positions


def _filter(key: str, board: dict[str, Any], numbers: dict[str, int], identifier: Identifier) -> dict[str, Any]:
    wanted = definitions("dashboards")["filters"][key]
    left_alone = board["keep_all_years"] if wanted["column"] == "fiscal_year" else []
    return {
        "id": f"NATIVE_FILTER-{key}",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "name": wanted["name"],
        "targets": [{"column": {"name": wanted["column"]}, "datasetUuid": identifier("dataset", wanted["dataset"])}],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": [numbers[name] for name in left_alone]},
        "cascadeParentIds": [],
        "requiredFirst": wanted.get("first", False),
        "controlValues": {
            "multiSelect": wanted["many"],
            "defaultToFirstItem": wanted.get("first", False),
            "enableEmptyFilter": wanted.get("first", False),
            "sortAscending": not wanted.get("descending", False),
            "searchAllOptions": False,
            "inverseSelection": False,
        },
        "defaultDataMask": _preset(key, wanted),
        "description": "",
    }


def _preset(key: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """What a filter is set to when the dashboard opens."""
    value = wanted.get("default")
    if value is None:
        return {"extraFormData": {}, "filterState": {}, "ownState": {}}
    return {
        "id": f"NATIVE_FILTER-{key}",
        "extraFormData": {"filters": [{"col": wanted["column"], "op": "IN", "val": [value]}]},
        "filterState": {"value": [value], "label": value},
        "ownState": {},
    }
