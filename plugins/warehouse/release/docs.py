"""dbt's own pages on models, columns and lineage as one HTML file, from the manifest that the build left.

`dbt docs generate` would parse the project and ask the database again (6 s, 2026-11-22); its page is a template with
two JSON objects, and both are at hand. `make docs` writes it under the home, every release carries it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import ReleaseError, WarehouseError
from warehouse.release.build import manifest_path
from warehouse.release.lineage_picture import write_lineage_picture
from warehouse.release.manifest import read_manifest, relation
from warehouse.release.source_database import open_source
from warehouse.settings import Settings, load_settings

FILE = "docs.html"
# What dbt's template calls the two objects (dbt-core 1.11).
_PLACES = ('"MANIFEST.JSON INLINE DATA"', '"CATALOG.JSON INLINE DATA"')
_LEFT_OUT = ("disabled", "unit_tests", "selectors", "saved_queries", "semantic_models", "functions")


def write_docs(settings: Settings, directory: Path, build: duckdb.DuckDBPyConnection) -> None:
    """The page and the lineage picture of the newest build, into `directory`."""
    manifest = read_manifest(manifest_path(settings))
    write_lineage_picture(manifest, directory)
    (directory / FILE).write_text(docs_page(manifest, built_columns(build)), encoding="utf-8")


def docs_page(manifest: Mapping[str, Any], columns: Mapping[str, list[tuple[str, str]]]) -> str:
    """dbt's template with this manifest and a catalogue of these columns."""
    package = find_spec("dbt.task.docs")
    template = Path(package.submodule_search_locations[0]) / "index.html" if package else None  # type: ignore[index]
    page = template.read_text(encoding="utf-8") if template and template.exists() else ""
    if not all(place in page for place in _PLACES):
        raise ReleaseError(
            "dbt's page template is not the one that dbt-core 1.11 carries.",
            remedy="Adapt warehouse.release.docs to the installed dbt-core, or install the locked one.",
        )
    for place, value in zip(_PLACES, (_shown(manifest), _catalogue(manifest, columns)), strict=True):
        page = page.replace(place, json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/"))
    return page


def built_columns(build: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """`schema.table` → its columns with their types, in order."""
    rows = build.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
        " where database_name = current_database() and not internal order by schema_name, table_name, column_index"
    ).fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    for name, column, type_ in rows:
        found.setdefault(name, []).append((column, type_))
    return found


def _shown(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Without dbt's own macros and what only dbt needs: half the size."""
    project = manifest["metadata"]["project_name"]
    macros = {key: macro for key, macro in manifest["macros"].items() if macro["package_name"] == project}
    return {key: {} if key in _LEFT_OUT else value for key, value in manifest.items()} | {"macros": macros}


def _catalogue(manifest: Mapping[str, Any], columns: Mapping[str, list[tuple[str, str]]]) -> dict[str, Any]:
    return {
        "metadata": {"generated_at": datetime.now(UTC).isoformat(timespec="seconds"), "env": {}},
        "nodes": dict(_entries(manifest["nodes"], columns)),
        "sources": dict(_entries(manifest["sources"], columns)),
        "errors": None,
    }


def _entries(
    nodes: Mapping[str, Mapping[str, Any]], columns: Mapping[str, list[tuple[str, str]]]
) -> Iterable[tuple[str, dict[str, Any]]]:
    for key, node in nodes.items():
        listed = columns.get(relation(node))
        if listed:
            kind = (node.get("config") or {}).get("materialized") or node["resource_type"]
            yield (
                key,
                {
                    "unique_id": key,
                    "metadata": {"type": kind.upper(), "schema": node["schema"], "name": node["name"], "owner": None},
                    "columns": {
                        name: {"name": name, "type": type_, "index": index, "comment": None}
                        for index, (name, type_) in enumerate(listed, start=1)
                    },
                    "stats": {},
                },
            )


def main() -> int:
    """Prints where the page is; needs a build database, so one `make run` before."""
    settings = load_settings()
    directory = settings.home / "docs"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with open_source(settings.build_database, spill=directory / ".spill") as build:
            write_docs(settings, directory, build)
    except WarehouseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{directory / FILE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
