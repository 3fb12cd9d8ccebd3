"""Runs named DAGs once: sources side by side, then the build. `python -m warehouse.orchestration.one_shot CONF DAG…`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from warehouse.database import connect
from warehouse.orchestration.progress import tell
from warehouse.settings import load_settings

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import BundleDagBag
    from airflow.sdk import DAG

BUILD_DAG = "build_marts"
WORKERS = 2  # the machine that the warehouse is made for has two cores
SLOWEST_FIRST = ("ingest_press", "ingest_lofin")  # so that neither is left running alone at the end


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one DAG run ended."""

    dag_id: str
    run_id: str
    state: str

    @property
    def good(self) -> bool:
        return self.state == "success"


def main(arguments: list[str]) -> int:
    """Exit code 0 when every DAG run succeeded; a failed ingest does not keep the others from running.

    A load that a critical check stopped keeps the marts from being built: nothing is published.
    """
    configuration, *dag_ids = arguments
    bag = parsed_and_synced_dags()
    for path, error in bag.import_errors.items():
        sys.stderr.write(f"{path} cannot be imported: {error}\n")
    if bag.import_errors:
        return 2
    _import_what_every_gate_needs()
    run = OneRun(bag, json.loads(configuration) or None)
    ingests = sorted((dag_id for dag_id in dag_ids if dag_id != BUILD_DAG), key=_order)
    outcomes = _run_side_by_side(run, ingests, WORKERS)
    if BUILD_DAG in dag_ids:
        stopped = [outcome.dag_id for outcome in outcomes if not outcome.good and stopped_at_gate(outcome.run_id)]
        if stopped:
            tell("dag_finished", dag=BUILD_DAG, state=f"skipped: {', '.join(stopped)} stopped at the raw gate")
            return 1
        outcomes += _run_side_by_side(run, [BUILD_DAG], 1)
    return 0 if all(outcome.good for outcome in outcomes) else 1


def _run_side_by_side(run: OneRun, dag_ids: Sequence[str], workers: int) -> list[Outcome]:
    """Forked, so that Airflow and Great Expectations are imported once; the workers' memory goes with them."""
    with ProcessPoolExecutor(workers, get_context("fork"), initializer=_own_connections) as pool:
        return list(_finished([pool.submit(run, dag_id) for dag_id in dag_ids]))


def parsed_and_synced_dags() -> BundleDagBag:
    """All DAGs, parsed once and written to Airflow's database, where their runs will refer to them."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db

    manager = DagBundlesManager()
    manager.sync_bundles_to_db()
    (bundle,) = manager.get_all_dag_bundles()
    bundle.initialize()
    bag = BundleDagBag(dag_folder=bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
    sync_bag_to_db(bag, bundle.name, bundle.version)
    return bag


class OneRun:
    """Runs one DAG in a worker; the bag came over with the fork."""

    bag: BundleDagBag

    def __init__(self, bag: BundleDagBag, configuration: dict[str, Any] | None) -> None:
        OneRun.bag = bag  # not pickled with the task: the workers have it already
        self.configuration = configuration

    def __call__(self, dag_id: str) -> Outcome:
        tell("dag_started", dag=dag_id)
        with _synced_already():
            run = _in_front_of_a_person(OneRun.bag.dags[dag_id]).test(run_conf=self.configuration)
        return Outcome(dag_id, run.run_id, str(getattr(run.state, "value", run.state)))


def _finished(futures: Sequence[Future[Outcome]]) -> Iterator[Outcome]:
    for future in as_completed(futures):
        outcome = future.result()
        tell("dag_finished", dag=outcome.dag_id, state=outcome.state, run_id=outcome.run_id)
        yield outcome


def stopped_at_gate(run_id: str) -> bool:
    """Whether a critical check stopped a load of this run: then nothing is published in front of a person.

    A source that could not be pulled is another matter: the rest is published, without it.
    """
    with connect(load_settings()) as connection:
        row = connection.execute(
            "select exists (select from quality.loads join quality.check_results using (load_id)"
            " where dag_run_id = %s and outcome = 'failed' and check_results.severity = 'critical')",
            [run_id],
        ).fetchone()
    return bool(row and row[0])


@contextmanager
def _synced_already() -> Iterator[None]:
    """`DAG.test` parses and writes all DAGs again for each one it runs (Airflow 3.3.2, 2026-11).

    That is a second for each source, and two workers writing the same rows get into each other's way.
    """
    place = "airflow.dag_processing.dagbag"
    parsed: Callable[..., BundleDagBag] = lambda *_, **__: OneRun.bag  # noqa: E731
    with patch(f"{place}.BundleDagBag", parsed), patch(f"{place}.sync_bag_to_db", lambda *_, **__: None):
        yield


def _in_front_of_a_person(dag: DAG) -> DAG:
    """A failure is shown at once rather than retried, and nobody waits for a deadline.

    The copy in Airflow's database, which the scheduler uses, keeps both. (With a deadline, `DAG.test` of
    Airflow 3.3.2 fails when the run succeeds; 2026-11.)
    """
    dag.deadline = None
    for task in dag.tasks:
        task.retries = 0
    return dag


def _own_connections() -> None:
    """A worker must not share the parent's database connections."""
    from airflow import settings

    settings.dispose_orm(do_log=False)
    settings.configure_orm()


def _import_what_every_gate_needs() -> None:
    """Ten seconds, once, instead of in each worker."""
    from warehouse.quality import gx

    gx.warm_up().join()


def _order(dag_id: str) -> tuple[int, str]:
    return (SLOWEST_FIRST.index(dag_id) if dag_id in SLOWEST_FIRST else len(SLOWEST_FIRST), dag_id)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
