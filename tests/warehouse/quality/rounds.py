"""Runs DAGs with planted faults: a process of its own, whose environment is Airflow's. Started by the tests.

Airflow and Great Expectations are imported once; every DAG run is a forked worker of `one_shot`, so that each
round can plant its own faults in the parent before it forks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

from airflow.utils.db import initdb

from warehouse.database import connect
from warehouse.orchestration import one_shot, tasks
from warehouse.quality import gx
from warehouse.release import registry
from warehouse.sample.server import SampleServer
from warehouse.settings import load_settings
from warehouse.sources.registry import contract as contract_of

from .answers import DAY
from .mart_faults import MartFault
from .planted_release import plant, rounds_of
from .planting import Load, Planter, loads_for
from .raw_faults import FAULTS

ORDINARY_DAYS = 8
WORKERS = 2


class Rounds:
    """One parent that has imported and parsed everything, and forks a worker per DAG run."""

    def __init__(self, directory: Path) -> None:
        self.diary = directory / "planted.jsonl"
        initdb()
        self.bag = one_shot.parsed_and_synced_dags()
        assert not self.bag.import_errors, self.bag.import_errors
        gx.context()

    def run(self, runs: Mapping[str, Mapping[str, Any] | None], planted: Mapping[str, Planter]) -> dict[str, str]:
        """Run DAGs side by side, each with its configuration; returns the state each ended in."""
        tasks.contract_of = lambda name: planted[name].contract() if name in planted else contract_of(name)
        with ProcessPoolExecutor(WORKERS, get_context("fork"), initializer=one_shot._own_connections) as pool:
            futures = [
                pool.submit(one_shot.OneRun(self.bag, dict(configuration) if configuration else None), dag_id)
                for dag_id, configuration in runs.items()
            ]
            return {outcome.dag_id: outcome.state for outcome in (future.result() for future in futures)}


def raw(rounds: Rounds) -> dict[str, Any]:
    """Ordinary days first, so that baselines leave their warm-up; then every fault of the raw catalogue."""
    with SampleServer(port=load_settings().sample_port):
        before = {"lofin": Planter("lofin", {}, rounds.diary)}
        days = {"from": f"{DAY - timedelta(days=ORDINARY_DAYS)}", "to": f"{DAY - timedelta(days=1)}"}
        ordinary = rounds.run({"ingest_lofin": days}, before)
        loads = loads_for(FAULTS)
        sources = list(dict.fromkeys(load.source for load in loads))
        planters, runs = {}, {}
        for source in sources:
            own = [load for load in loads if load.source == source]
            keys, configuration = intervals(source, own)
            faults = {key: load.faults for key, load in zip(keys, own, strict=True)}
            planters[source] = Planter(source, faults, rounds.diary)
            runs[f"ingest_{source}"] = configuration
        return {"ordinary": ordinary, "faulty": rounds.run(runs, planters)}


def intervals(source: str, loads: Sequence[Load]) -> tuple[list[str], dict[str, str]]:
    """Consecutive intervals of the source, one for each load, and the configuration that asks for them."""
    contract, days, keys = contract_of(source), [], []
    day = DAY
    while len(keys) < len(loads):
        key = contract.default_interval(tasks._day_after(day)).key
        if key not in keys:
            keys.append(key)
            days.append(day)
        day += timedelta(days=1)
    return keys, {"from": days[0].isoformat(), "to": days[-1].isoformat()}


def marts(rounds: Rounds) -> list[dict[str, Any]]:
    """One build with every fault of single rows in `marts_next`; its layers are those of the build before."""
    with _layers_as_built():
        return [_build(rounds, rounds_of()[0])]


def all_marts(rounds: Rounds) -> list[dict[str, Any]]:
    """The whole catalogue; the first build goes all the way from staging, the later ones take its layers."""
    first, *others = rounds_of()
    outcomes = [_build(rounds, first)]
    with _layers_as_built():
        return outcomes + [_build(rounds, faults) for faults in others]


def _layers_as_built() -> Any:
    return patch.object(tasks, "build_layer", lambda layer, release_id: release_id)


def _build(rounds: Rounds, faults: Sequence[MartFault]) -> dict[str, Any]:
    """build_marts through Airflow, with faults planted between the copy and the audit."""
    copy = tasks.copy_marts

    def copy_and_spoil(release_id: str) -> str:
        copy(release_id)
        with connect(load_settings()) as connection:
            plant(connection, faults)
        return release_id

    with patch.object(tasks, "copy_marts", copy_and_spoil):
        states = rounds.run({"build_marts": None}, {})
    newest = registry.list_releases(load_settings(), limit=1)[0]
    return {"release_id": newest["release_id"], "faults": [fault.name for fault in faults], **states}


ROUNDS = {"raw": raw, "marts": marts, "all_marts": all_marts}


def main(name: str, directory: str) -> None:
    """Run one kind of rounds; what came of them stands in `<directory>/<name>.json`."""
    folder = Path(directory)
    outcome = ROUNDS[name](Rounds(folder))
    (folder / f"{name}.json").write_text(json.dumps(outcome), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
