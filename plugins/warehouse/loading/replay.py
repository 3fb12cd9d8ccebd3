"""Replay: load archived pulls again with today's parser and rules, with no network."""

from __future__ import annotations

from warehouse.errors import WarehouseError
from warehouse.loading.archive import archived_loads, open_complete
from warehouse.loading.identity import LoadIdentity, interval_from_key, parse_load_id
from warehouse.loading.raw_zone import loads_in_force
from warehouse.loading.recording import directory_of, read_load
from warehouse.loading.transaction import replay_load
from warehouse.quality.results import LoadResult
from warehouse.settings import Settings
from warehouse.sources.contract import Progress, SourceContract, no_progress


def replay(
    settings: Settings,
    contract: SourceContract,
    which: str | None = None,
    *,
    progress: Progress = no_progress,
) -> list[LoadResult]:
    """Load again: all intervals of a source, one interval (`2026-03-11`), or one load by its id.

    Of each interval the pull in force is taken, or the newest complete one when none became visible.
    """
    chosen = replayable(settings, contract.name, which)
    return [replay_load(contract, identity, settings, progress=progress) for identity in chosen]


def replayable(settings: Settings, source: str, which: str | None = None) -> list[LoadIdentity]:
    """The archived pulls a replay reads; refused when there are none."""
    chosen = _chosen(settings, source, which)
    if not chosen:
        raise WarehouseError(
            f"Nothing of source {source} is archived{f' for {which}' if which else ''}.",
            remedy="`warehouse run` pulls it; the table quality.loads shows what there is.",
        )
    return chosen


def _chosen(settings: Settings, source: str, which: str | None) -> list[LoadIdentity]:
    if which and which.startswith(f"{source}-"):
        identity = original_of(settings, parse_load_id(which))
        open_complete(settings, identity)
        return [identity]
    if which:
        interval_from_key(which)
    in_force = {load.interval_key: load for load in loads_in_force(settings, source)}
    newest = {load.interval_key: load for load in archived_loads(settings, source, which)}
    return [original_of(settings, in_force[key]) if key in in_force else load for key, load in sorted(newest.items())]


def original_of(settings: Settings, identity: LoadIdentity) -> LoadIdentity:
    """The load whose archive a load was made from."""
    seen = {identity}
    while (directory := directory_of(settings, identity)).exists() and (of := read_load(directory).replay_of):
        identity = parse_load_id(of)
        if identity in seen:
            break
        seen.add(identity)
    return identity
