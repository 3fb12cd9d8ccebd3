"""From `load.json` to PostgreSQL: idempotent, and healed by the next run when a kill came between the two."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow.parquet as pq

from warehouse.database import connect
from warehouse.errors import SettingsError
from warehouse.loading.identity import LoadIdentity, parse_load_id
from warehouse.loading.raw_zone import (
    FAILED,
    LOAD_FILE,
    QUARANTINE_FILE,
    RULES_FILE,
    committed_loads,
    failed_directory,
    load_directory,
)
from warehouse.loading.reviewable import write_reviews
from warehouse.quality import history
from warehouse.quality.quarantine_rows import QuarantinedRow
from warehouse.quality.results import LoadResult
from warehouse.quality.rules import Rule, rules_from_json, rules_to_json
from warehouse.settings import Settings

log = logging.getLogger(__name__)


def record(settings: Settings, identity: LoadIdentity, *, connection: psycopg.Connection | None = None) -> bool:
    """Write one load to PostgreSQL; false (and a warning) when PostgreSQL does not answer: the next run does it."""
    if connection is not None:
        _write(settings, connection, identity)
        return True
    try:
        with connect(settings) as own:
            history.ensure_schema(own)
            _write(settings, own, identity)
    except (SettingsError, psycopg.OperationalError) as error:
        log.warning("Load %s is not in PostgreSQL yet; the next run writes it. %s", identity, error)
        return False
    return True


def record_pending(settings: Settings) -> list[str]:
    """Write what PostgreSQL does not know yet, or knows differently; returns the load ids."""
    with connect(settings) as connection:
        history.ensure_schema(connection)
        known = history.recorded_loads(connection)
        written = []
        for identity, directory in _loads_on_disk(settings):
            load = read_load(directory)
            if known.get(load.load_id) != load.finished_at:
                _write(settings, connection, identity)
                written.append(load.load_id)
    return written


def read_load(directory: Path) -> LoadResult:
    """What `load.json` of a load says."""
    return LoadResult.from_json((directory / LOAD_FILE).read_text(encoding="utf-8"))


def directory_of(settings: Settings, identity: LoadIdentity) -> Path:
    """Where the record of a load stands, visible or failed."""
    visible = load_directory(settings, identity)
    return visible if visible.exists() else failed_directory(settings, identity)


def _loads_on_disk(settings: Settings) -> Iterator[tuple[LoadIdentity, Path]]:
    visible = {str(identity) for identity in committed_loads(settings)}
    for identity in committed_loads(settings):
        yield identity, load_directory(settings, identity)
    failed = settings.raw_directory / FAILED
    for path in sorted(failed.glob("*-*")) if failed.exists() else ():
        if path.name not in visible:  # a first attempt that failed before the same load succeeded
            yield parse_load_id(path.name), path


def _write(settings: Settings, connection: psycopg.Connection, identity: LoadIdentity) -> None:
    directory = directory_of(settings, identity)
    load = read_load(directory)
    history.write_load(connection, load, read_rules(directory), quarantined(directory))
    if load.is_visible:
        write_reviews(connection, load, directory)
    connection.commit()


def read_rules(directory: Path) -> list[Rule]:
    """The rules as they were when the load was judged."""
    path = directory / RULES_FILE
    return rules_from_json(path.read_text(encoding="utf-8")) if path.exists() else []


def write_rules(directory: Path, rules: list[Rule]) -> None:
    """Keep the rules beside the outcomes."""
    (directory / RULES_FILE).write_text(rules_to_json(rules), encoding="utf-8")


def quarantined(directory: Path) -> Iterator[QuarantinedRow]:
    """The rows a load held back."""
    path = directory / QUARANTINE_FILE
    if path.exists():
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(10_000):
                yield from (QuarantinedRow(**row) for row in batch.to_pylist())
