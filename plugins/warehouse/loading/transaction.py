"""The load transaction: either all good rows of a source and interval become visible, or nothing does."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from warehouse.database import connect
from warehouse.errors import SettingsError, SourceError, WarehouseError
from warehouse.loading.acceptance import require_accepted
from warehouse.loading.archive import DirectoryArchive, archive_path, open_complete, open_for_pull
from warehouse.loading.corrections import corrected, read_corrections
from warehouse.loading.full_disk import disk_full, full_disk_explained, is_disk_full
from warehouse.loading.identity import LoadIdentity, interval_from_key, new_identity, parse_load_id
from warehouse.loading.raw_zone import StagedLoad, clean_staging
from warehouse.loading.recording import record, record_pending, write_rules
from warehouse.loading.writing import Collector, QuarantineWriter, TableWriter
from warehouse.quality import gx, history
from warehouse.quality.baselines import DatabaseHistory, History, NoHistory
from warehouse.quality.raw_gate import RawGate, raise_if_failed
from warehouse.quality.results import LoadResult, Verdict, verdict_of
from warehouse.settings import Mode, Settings
from warehouse.sources.contract import (
    ArchiveReader,
    DriftWarning,
    Interval,
    ParsedBatch,
    ParseEvent,
    Progress,
    RejectedRecord,
    SourceContract,
    no_progress,
)

__all__ = ["ExtractedLoad", "LoadResult", "extract", "load", "record_pending", "run_load", "transact"]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExtractedLoad:
    """What `extract` leaves for `load`: everything is in the archive under this id."""

    load_id: str
    response_count: int
    seconds: float


def run_load(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    *,
    progress: Progress = no_progress,
    dag_run_id: str | None = None,
) -> LoadResult:
    """Pull one interval of a source and load it."""
    gx.warm_up()
    extracted = extract(contract, interval, settings, progress=progress, dag_run_id=dag_run_id)
    return load(extracted, contract, settings, progress=progress, dag_run_id=dag_run_id)


def extract(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    *,
    progress: Progress = no_progress,
    dag_run_id: str | None = None,
) -> ExtractedLoad:
    """Fetch into the archive. A pull that breaks is recorded as failed and continued by the next one."""
    with full_disk_explained(contract):
        identity, recorder = open_for_pull(settings, contract.name, interval, dag_run_id)
        began = time.monotonic()
        try:
            contract.fetch(contract, interval, settings, recorder, progress)
            count = recorder.complete()
        except Exception as error:
            seconds = {"fetch": round(time.monotonic() - began, 3)}
            result = _new_result(contract, interval, settings, identity, dag_run_id, len(recorder.index()))
            _record_failure(settings, identity, result, error, seconds)
            raise _as_source_error(contract, error) from error
        finally:
            recorder.close()
        return ExtractedLoad(str(identity), count, round(time.monotonic() - began, 3))


def load(
    extracted: ExtractedLoad | str,
    contract: SourceContract,
    settings: Settings,
    *,
    progress: Progress = no_progress,
    dag_run_id: str | None = None,
) -> LoadResult:
    """Parse what was archived, pass it through the raw gate, make it visible, record it."""
    load_id = extracted if isinstance(extracted, str) else extracted.load_id
    identity = parse_load_id(load_id)
    archive = open_complete(settings, identity)
    interval = interval_from_key(identity.interval_key)
    result = _new_result(contract, interval, settings, identity, dag_run_id, len(archive.index()))
    if not isinstance(extracted, str):
        result.step_seconds["fetch"] = extracted.seconds
    events = contract.parse(contract, interval, archive)
    with full_disk_explained(contract):
        return transact(contract, interval, settings, identity, result, events, archive, progress)


def replay_load(
    contract: SourceContract, archived: LoadIdentity, settings: Settings, *, progress: Progress = no_progress
) -> LoadResult:
    """Load an archived pull again, under a new id, with today's parser and no network."""
    archive = open_complete(settings, archived)
    interval = interval_from_key(archived.interval_key)
    identity = new_identity(contract.name, interval)
    result = _new_result(contract, interval, settings, identity, None, len(archive.index()))
    result.replay_of = str(archived)
    result.archive_path = _relative_archive(settings, archived)
    events = contract.parse(contract, interval, archive)
    with full_disk_explained(contract):
        return transact(contract, interval, settings, identity, result, events, archive, progress)


@contextmanager
def rehearsed_load(contract: SourceContract, archived: LoadIdentity, settings: Settings) -> Iterator[Path]:
    """The files that a replay would make visible, in a directory that goes away again; table rules are not asked."""
    archive = open_complete(settings, archived)
    interval = interval_from_key(archived.interval_key)
    identity = new_identity(contract.name, interval)
    result = _new_result(contract, interval, settings, identity, None, 0)
    sample = settings.mode is Mode.SAMPLE
    with StagedLoad(settings, identity) as staged:
        gate = RawGate(contract, interval, str(identity), history=NoHistory(), sample_allowed=sample)
        events = contract.parse(contract, interval, archive)
        events = corrected(contract, events, read_corrections(settings, contract.name))
        _write_events(contract, staged, gate, events, archive, no_progress, result)
        yield staged.directory


def transact(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    identity: LoadIdentity,
    result: LoadResult,
    events: Iterator[ParseEvent],
    archive: ArchiveReader,
    progress: Progress = no_progress,
) -> LoadResult:
    """The transaction itself: events → gate → staged files → one rename → PostgreSQL."""
    clean_staging(settings)
    with StagedLoad(settings, identity) as staged:
        try:
            require_accepted(settings, contract)
            gate = RawGate(
                contract,
                interval,
                str(identity),
                history=_history(contract, interval, settings),
                sample_allowed=settings.mode is Mode.SAMPLE,
            )
            with _timed(result, "parse_and_gate"):
                events = corrected(contract, events, read_corrections(settings, contract.name))
                writers = _write_events(contract, staged, gate, events, archive, progress, result)
            with _timed(result, "table_gate"):
                result.results = gate.results({name: writer.path for name, writer in writers.items()})
            result.observations = gate.observations
            result.verdict = verdict_of(result.results)
            write_rules(staged.directory, gate.rules())
            raise_if_failed(contract, result.results, gate.rules())
        except Exception as error:
            _fail(staged, result, error)
            record(settings, identity)
            if isinstance(error, WarehouseError):
                raise
            raise _as_source_error(contract, error) from error
        result.finished_at = datetime.now(UTC)
        staged.write_record(result.to_json())
        staged.commit()
    record(settings, identity)
    return result


def _write_events(
    contract: SourceContract,
    staged: StagedLoad,
    gate: RawGate,
    events: Iterator[ParseEvent],
    archive: ArchiveReader,
    progress: Progress,
    result: LoadResult,
) -> dict[str, TableWriter]:
    """Stream all events into the staged files."""
    writers = {table.name: TableWriter(staged.table_path(table.name), table, gate.load_id) for table in contract.tables}
    quarantine = QuarantineWriter(staged.quarantine_path)
    try:
        with ExitStack() as open_files:
            for writer in writers.values():
                open_files.callback(writer.close)
            _stream(events, gate, writers, quarantine, archive, progress)
        paths = {name: writer.path for name, writer in writers.items()}
        for name, writer in writers.items():
            for rule, positions_query in gate.tables[name].staged_rules():
                removed = writer.take_out(positions_query, paths)
                quarantine.write(gate.tables[name].hold_back(rule, removed))
    finally:
        quarantine.close()
        result.quarantined_count = quarantine.count
        result.row_counts = {name: writer.row_count for name, writer in writers.items()}
    result.drift = [
        {"table": drift.table, "kind": drift.kind, "field": drift.field, "examples": list(drift.examples)}
        for table_gate in gate.tables.values()
        for drift in table_gate.drift
    ]
    return writers


def _stream(
    events: Iterator[ParseEvent],
    gate: RawGate,
    writers: Mapping[str, TableWriter],
    quarantine: QuarantineWriter,
    archive: ArchiveReader,
    progress: Progress,
) -> None:
    """Each event to its place; rows through the row rules a batch at a time."""
    collectors = {name: Collector(writer.table.parsed_schema) for name, writer in writers.items()}

    def flush(name: str) -> None:
        for rows in collectors[name].take():
            good, bad = gate.tables[name].check(rows, archive)
            writers[name].write(good)
            quarantine.write(bad)
            progress(sum(writer.row_count for writer in writers.values()), None, "rows")

    for event in events:
        match event:
            case ParsedBatch(table, rows):
                if collectors[table].add(rows):
                    flush(table)
            case RejectedRecord(table):
                quarantine.write([gate.tables[table].reject(event)])
            case DriftWarning(table):
                gate.tables[table].drift.append(event)
    for name in collectors:
        flush(name)


def _history(contract: SourceContract, interval: Interval, settings: Settings) -> History:
    """What earlier loads measured; without PostgreSQL the load goes on as in its warm-up."""
    try:
        with connect(settings) as connection:
            history.ensure_schema(connection)
            tables = [table.name for table in contract.tables]
            return DatabaseHistory(connection, tables, before=interval.start, source=contract.name)
    except (SettingsError, psycopg.OperationalError) as error:
        log.warning("Baselines are not compared: %s", error)
        return NoHistory()


def _new_result(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    identity: LoadIdentity,
    dag_run_id: str | None,
    response_count: int,
) -> LoadResult:
    return LoadResult(
        load_id=str(identity),
        source=contract.name,
        interval_key=interval.key,
        interval_start=interval.start,
        interval_end=interval.end,
        mode=settings.mode.value,
        started_at=identity.started_at,
        verdict=Verdict.FAILED,
        dag_run_id=dag_run_id,
        parser_version=contract.parser_version,
        response_count=response_count,
        archive_path=_relative_archive(settings, identity),
    )


def _fail(staged: StagedLoad, result: LoadResult, error: Exception) -> None:
    """Keep why, drop the rows."""
    if result.verdict is not Verdict.WAITING:
        result.verdict = Verdict.FAILED
    result.error = str(error) if isinstance(error, WarehouseError) else f"{type(error).__name__}: {error}"
    result.row_counts = dict.fromkeys(result.row_counts, 0)
    result.finished_at = datetime.now(UTC)
    staged.write_record(result.to_json())
    staged.fail()


def _record_failure(
    settings: Settings, identity: LoadIdentity, result: LoadResult, error: Exception, seconds: Mapping[str, float]
) -> None:
    """A pull that broke before there was anything to load."""
    result.step_seconds.update(seconds)
    with StagedLoad(settings, identity) as staged:
        _fail(staged, result, error)
    record(settings, identity)


def _as_source_error(contract: SourceContract, error: Exception) -> WarehouseError:
    """Expected errors as they are; a surprise named, with its place."""
    if isinstance(error, WarehouseError):
        return error
    if is_disk_full(error):
        return disk_full(contract)
    return SourceError(
        f"Source {contract.name} met something nobody foresaw: {type(error).__name__}: {error}",
        remedy="Nothing became visible; what was received is archived. The task's log has the details.",
    )


def _relative_archive(settings: Settings, identity: LoadIdentity) -> str:
    return str(archive_path(settings, identity).relative_to(settings.home))


@contextmanager
def _timed(result: LoadResult, step: str) -> Iterator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        result.step_seconds[step] = round(time.monotonic() - began, 3)


def archive_of(settings: Settings, load: LoadResult) -> DirectoryArchive:
    """The archive a load was made from (a replay shares its original's)."""
    return DirectoryArchive(settings.home / (load.archive_path or ""))
