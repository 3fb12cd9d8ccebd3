"""From a load's files to schema `quality`: which facts of its articles wait for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.documents.review import Statement, kind_of, statements_of
from warehouse.loading.identity import parse_load_id
from warehouse.loading.raw_zone import load_directory, loads_in_force
from warehouse.quality import reviews
from warehouse.quality.results import LoadResult
from warehouse.settings import Settings

DOCUMENTS = "press_documents"
FACTS = ("press_budgets", "press_initiatives", "press_places", "press_counts", "press_reconciliations")
_KEY = "review_key"


def write_reviews(connection: psycopg.Connection, load: LoadResult, directory: Path) -> None:
    """Facts under the threshold wait; idempotent, and harmless when a newer load was recorded before this one."""
    documents = [
        {**row, "load_id": load.load_id, "read_at": load.started_at} for row in read_rows(directory, DOCUMENTS)
    ]
    if not (directory / f"{DOCUMENTS}.parquet").exists():
        return
    with connection.transaction():
        current = reviews.write_documents(connection, documents)
        current |= reviews.superseded_documents(connection, load.load_id, f"{load.source}-{load.interval_key}-")
        reviews.write_facts(connection, current, _keys(directory), _waiting(load, directory))


def remember_fact(settings: Settings, connection: psycopg.Connection, key: str) -> bool:
    """Put a fact that nobody was asked about under review; false when no load in force has it."""
    for identity in reversed(loads_in_force(settings)):
        directory = load_directory(settings, identity)
        if key not in set(_keys(directory)):
            continue
        for table in FACTS:
            rows = [row for row in read_rows(directory, table) if row.get(_KEY) == key]
            for row in rows:
                documents = [
                    {**document, "load_id": str(identity), "read_at": identity.started_at}
                    for document in read_rows(directory, DOCUMENTS)
                    if document["document_id"] == row["document_id"]
                ]
                reviews.write_documents(connection, documents)
                reviews.add_fact(connection, _fact(table, row, str(identity)))
                return True
    return False


def read_statements(directory: Path) -> Iterator[Statement]:
    """Every fact of a load as the extractor of that day read it."""
    texts = {row["document_id"]: row["text_sha256"] for row in read_rows(directory, DOCUMENTS)}
    for table in FACTS:
        by_document: dict[str, list[dict[str, Any]]] = {}
        for row in read_rows(directory, table):
            by_document.setdefault(row["document_id"], []).append(row)
        for document_id, rows in by_document.items():
            yield from statements_of(kind_of(table), rows, texts.get(document_id, ""))


def read_documents(directory: Path) -> dict[str, str]:
    """The articles of a load by id, with their titles."""
    return {row["document_id"]: row["title"] or "" for row in read_rows(directory, DOCUMENTS)}


def read_rows(directory: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table of a load; none when the load has no such table."""
    path = directory / f"{table}.parquet"
    return pq.read_table(path).to_pylist() if path.exists() else []


def _keys(directory: Path) -> list[str]:
    keys: list[str] = []
    for path in (directory / f"{table}.parquet" for table in FACTS):
        if path.exists() and _KEY in pq.read_schema(path).names:
            keys += [key for key in pq.read_table(path, columns=[_KEY])[_KEY].to_pylist() if key]
    return keys


def _waiting(load: LoadResult, directory: Path) -> Iterator[dict[str, Any]]:
    for table in FACTS:
        path = directory / f"{table}.parquet"
        if path.exists() and _KEY in pq.read_schema(path).names:
            rows = pq.read_table(path, filters=pc.field("needs_review") & pc.field(_KEY).is_valid())
            yield from (_fact(table, row, load.load_id) for row in rows.to_pylist())


def _fact(table: str, row: dict[str, Any], load_id: str) -> dict[str, Any]:
    (statement,) = statements_of(kind_of(table), [row], "")
    own = {name: item for name, item in row.items() if not name.startswith("_") and item is not None}
    return {
        "review_key": row[_KEY], "document_id": row["document_id"], "kind": statement.kind, "value": statement.value,
        "quote": statement.quote, "line_number": statement.line, "rule": statement.rule,
        "confidence": statement.confidence, "needs_review": bool(row["needs_review"]), "details": own,
        "archive_sha256": row["_archive_sha256"], "load_id": load_id,
        "first_seen_at": parse_load_id(load_id).started_at,
    }  # fmt: skip
