"""Held-back rows go back through the same gate: corrected by a person, or read by today's parser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from warehouse.database import connect
from warehouse.errors import WarehouseError
from warehouse.loading.corrections import Correction, check_changes, keep_corrections
from warehouse.loading.identity import parse_load_id
from warehouse.loading.recording import directory_of, quarantined
from warehouse.loading.replay import original_of
from warehouse.loading.transaction import replay_load
from warehouse.quality.history import ensure_schema
from warehouse.quality.quarantine import settle, waiting_rows
from warehouse.quality.results import LoadResult
from warehouse.settings import Settings
from warehouse.sources.contract import SourceContract
from warehouse.sources.registry import contract as contract_of

Changes = Mapping[str, Mapping[str, Any]]  # quarantine id -> column -> value


def replay_quarantine(
    settings: Settings,
    quarantine_ids: Sequence[str],
    *,
    corrections: Path | Changes | None = None,
    by: str,
    note: str,
    contracts: Mapping[str, SourceContract] | None = None,
) -> list[str]:
    """Load the intervals of these rows again with the corrections; one line per row says what became of it."""
    changes = _changes(corrections)
    ids = list(dict.fromkeys([*quarantine_ids, *changes]))
    if not ids:
        raise WarehouseError("No row was named.", remedy="Give ids, or a file of corrections.")
    if not by.strip() or not note.strip():
        raise WarehouseError(
            "A decision on quarantined rows needs a person and a reason.", remedy="Give --by and --note."
        )
    with connect(settings) as connection:
        ensure_schema(connection)
        rows = waiting_rows(connection, ids)
    lines = []
    for load_id, group in _by_load(rows).items():
        source = group[0]["source"]
        contract = contracts[source] if contracts else contract_of(source)
        meant = [row for row in group if _id(row) in changes]
        for row in meant:
            check_changes(contract.table(row["table_name"]), changes[_id(row)])
        keep_corrections(settings, source, [_correction(row, changes, by, note) for row in meant])
        result = replay_load(contract, original_of(settings, parse_load_id(load_id)), settings)
        lines += _settle(settings, group, result, by, note)
    return lines


def _settle(settings: Settings, rows: Sequence[Mapping[str, Any]], result: LoadResult, by: str, note: str) -> list[str]:
    """Rows that the new load no longer holds back are replayed; the others wait under the new load."""
    held = {
        (row.table_name, row.archive_sha256, row.record_number): row
        for row in quarantined(directory_of(settings, parse_load_id(result.load_id)))
    }
    back = [row for row in rows if _place(row) not in held]
    with connect(settings) as connection:
        if back:
            settle(connection, [_id(row) for row in back], "replayed", by=by, note=note)
        connection.commit()
    passed = [f"{_id(row)}: passed the gate, now in load {result.load_id}" for row in back]
    again = [
        f"{_id(row)}: held back again as {held[_place(row)].quarantine_id}: {held[_place(row)].reason_en}"
        for row in rows
        if _place(row) in held
    ]
    return [*passed, *again]


def _changes(corrections: Path | Changes | None) -> Changes:
    if corrections is None or isinstance(corrections, Mapping):
        return corrections or {}
    try:
        document = yaml.safe_load(corrections.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise WarehouseError(f"The corrections in {corrections} cannot be read: {error}") from error
    if not isinstance(document, dict) or not all(isinstance(changes, dict) for changes in document.values()):
        raise WarehouseError(
            f"{corrections} is not a file of corrections.",
            remedy="Write `<quarantine id>: {<column>: <value>, …}`, one line per row.",
        )
    return {str(name): changes for name, changes in document.items()}


def _correction(row: Mapping[str, Any], changes: Changes, by: str, note: str) -> Correction:
    return Correction(
        row["table_name"],
        row["archive_sha256"],
        row["record_number"],
        dict(changes[_id(row)]),
        by.strip(),
        note.strip(),
    )


def _by_load(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row["load_id"]].append(row)
    return dict(groups)


def _id(row: Mapping[str, Any]) -> str:
    return str(row["quarantine_id"])


def _place(row: Mapping[str, Any]) -> tuple[str, str | None, int | None]:
    return row["table_name"], row["archive_sha256"], row["record_number"]
