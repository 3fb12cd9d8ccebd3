"""What today's extractor would change: every archived load read again beside what stands in the raw tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.documents.review import Change, compare
from warehouse.errors import WarehouseError
from warehouse.loading.acceptance import accepted_version, write_acceptance
from warehouse.loading.identity import LoadIdentity
from warehouse.loading.raw_zone import load_directory, loads_in_force
from warehouse.loading.recording import read_load
from warehouse.loading.replay import replayable
from warehouse.loading.reviewable import read_documents, read_statements
from warehouse.loading.transaction import rehearsed_load, replay_load
from warehouse.quality.results import LoadResult
from warehouse.settings import Settings
from warehouse.sources.contract import Progress, SourceContract, no_progress


@dataclass(frozen=True, slots=True)
class Comparison:
    """One archived load as today's extractor reads it, beside what stands in the raw tables."""

    identity: LoadIdentity
    old_version: str | None  # None: nothing of this interval stands there yet
    documents: dict[str, str]  # id → title
    fact_count: int
    changes: tuple[Change, ...]


def compare_with_archive(
    settings: Settings, contract: SourceContract, which: str | None = None, *, progress: Progress = no_progress
) -> Iterator[Comparison]:
    """Go through the rows a replay would load, without loading them; corrections and row rules apply."""
    in_force = {load.interval_key: load for load in loads_in_force(settings, contract.name)}
    archived = replayable(settings, contract.name, which)
    for number, identity in enumerate(archived, start=1):
        standing = in_force.get(identity.interval_key)
        before = load_directory(settings, standing) if standing else None
        with rehearsed_load(contract, identity, settings) as after:
            new = list(read_statements(after))
            documents = read_documents(after)
        old = list(read_statements(before)) if before else []
        version = read_load(before).parser_version if before else None
        yield Comparison(identity, version, documents, len(new), compare(old, new))
        progress(number, len(archived), "loads")


def accept_version(
    settings: Settings, contract: SourceContract, *, by: str, why: str, progress: Progress = no_progress
) -> Iterator[LoadResult]:
    """Let today's version in, with who, why and what it changed; then load again what other versions read.

    Killed in between, it goes on where it stopped: what is accepted is not asked again.
    """
    if not by.strip() or not why.strip():
        raise WarehouseError("Accepting a version needs a person and a reason.", remedy="Give --by and --why.")
    if accepted_version(settings, contract) != contract.parser_version:
        compared = compare_with_archive(settings, contract, progress=progress)
        changes = [change for comparison in compared for change in comparison.changes]
        write_acceptance(settings, contract, changes, by=by, why=why)
    for identity in replayable(settings, contract.name):
        standing = {load.interval_key: load for load in loads_in_force(settings, contract.name)}
        load = standing.get(identity.interval_key)
        if load is None or read_load(load_directory(settings, load)).parser_version != contract.parser_version:
            yield replay_load(contract, identity, settings, progress=progress)
