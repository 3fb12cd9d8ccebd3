"""`datapackage.json` (Data Package 2.0): what the release files are, for programs; and reading it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.release.catalogue import MartColumn, MartTable
from warehouse.settings import Mode

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

# What stands beside the tables, for people: no resources, since programs read none of it.
PAGES = {
    "report.html": ("공개판 보고서", "Release report (Korean)"),
    "report.en.html": ("공개판 보고서(영어)", "Release report (English)"),
    "dictionary.html": ("데이터 사전", "Data dictionary"),
    "dictionary.xlsx": ("데이터 사전(표)", "Data dictionary (spreadsheet)"),
    "lineage.svg": ("데이터의 흐름 그림", "Lineage picture"),
    "docs.html": ("dbt 문서: 모델, 컬럼, 계보", "dbt pages: models, columns, lineage"),
}

_FIELD_TYPES = {
    "boolean": ("BOOLEAN",),
    "integer": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    "number": ("FLOAT", "DOUBLE", "DECIMAL"),
    "datetime": ("TIMESTAMP",),
    "date": ("DATE",),
    "time": ("TIME",),
    "object": ("STRUCT", "MAP", "JSON"),
}


def write_datapackage(
    directory: Path, release_id: str, mode: Mode, tables: Sequence[MartTable], counts: Mapping[str, int]
) -> None:
    """Describe every Parquet file of the directory, and list the pages for people that stand beside them."""
    title = "지방자치단체 디지털 혁신 사업 · Digital initiatives of Korea's local governments"
    package = {
        "$schema": PROFILE,
        "name": release_id.lower(),
        "title": f"{title} [표본 데이터 / sample data]" if mode is Mode.SAMPLE else title,
        "version": release_id.removeprefix("release-"),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "sample": mode is Mode.SAMPLE,
        "resources": [_resource(directory, table, counts[table.name]) for table in tables],
        "pages": [
            {"path": name, "title": ko, "titleEn": en, **_size_and_hash(directory / name)}
            for name, (ko, en) in PAGES.items()
            if (directory / name).exists()
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (directory / FILE).write_text(text + "\n", encoding="utf-8")


def read_datapackage(directory: Path) -> tuple[MartTable, ...]:
    """The tables as they were described when the release was written."""
    package = json.loads((directory / FILE).read_text(encoding="utf-8"))
    return tuple(_table(resource) for resource in package["resources"])


def _resource(directory: Path, table: MartTable, row_count: int) -> dict[str, Any]:
    path = directory / f"{table.name}.parquet"
    return {
        "name": table.name,
        "type": "table",
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "title": table.label_ko,
        "titleEn": table.label_en,
        "description": table.description,
        "mart": table.mart,
        "rows": row_count,
        **_size_and_hash(path),
        "schema": {
            "fields": [_field(column) for column in table.columns],
            **({"primaryKey": list(table.primary_key)} if table.primary_key else {}),
        },
        "indexes": [list(index) for index in table.indexes],
    }


def _size_and_hash(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}


def _field(column: MartColumn) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": _field_type(column.type),
        "title": column.label_ko,
        "titleEn": column.label_en,
        "description": column.description,
        "duckdbType": column.type,
        **({} if column.nullable else {"constraints": {"required": True}}),
    }


def _field_type(type_: str) -> str:
    if type_.endswith("]"):
        return "array"
    for name, prefixes in _FIELD_TYPES.items():
        if type_.startswith(prefixes):
            return name
    return "string"


def _table(resource: Mapping[str, Any]) -> MartTable:
    return MartTable(
        name=resource["name"],
        mart=resource["mart"],
        label_ko=resource["title"],
        label_en=resource["titleEn"],
        description=resource["description"],
        columns=tuple(
            MartColumn(
                name=field["name"],
                type=field["duckdbType"],
                label_ko=field["title"],
                label_en=field["titleEn"],
                description=field["description"],
                nullable=not field.get("constraints", {}).get("required", False),
            )
            for field in resource["schema"]["fields"]
        ),
        primary_key=tuple(resource["schema"].get("primaryKey", ())),
        indexes=tuple(tuple(index) for index in resource["indexes"]),
    )
