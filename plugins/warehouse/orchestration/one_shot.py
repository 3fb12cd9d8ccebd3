"""Runs named DAGs once, one after the other, in this process: `python -m warehouse.orchestration.one_shot DAG…`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from warehouse.database import connect
from warehouse.orchestration.progress import tell
from warehouse.settings import load_settings

if TYPE_CHECKING:
    from airflow.sdk import DAG


def main(arguments: list[str]) -> int:
    """Exit code 0 when every DAG run succeeded; a failed ingest does not keep the others from running.

    A load that a critical check stopped keeps the marts from being built: nothing is published.
    """
    configuration, *dag_ids = arguments
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag()
    if bag.import_errors:
        for path, error in bag.import_errors.items():
            print(f"{path} cannot be imported: {error}", file=sys.stderr)
        return 2
    failed, stopped_by = [], []
    for dag_id in dag_ids:
        if dag_id == "build_marts" and stopped_by:
            tell("dag_finished", dag=dag_id, state=f"skipped: {', '.join(stopped_by)} stopped at the raw gate")
            return 1
        tell("dag_started", dag=dag_id)
        run = _in_front_of_a_person(bag.dags[dag_id]).test(run_conf=json.loads(configuration) or None)
        state = str(getattr(run.state, "value", run.state))
        tell("dag_finished", dag=dag_id, state=state, run_id=run.run_id)
        if state != "success":
            failed.append(dag_id)
            stopped_by += [dag_id] if stopped_at_gate(run.run_id) else []
    return 1 if failed else 0


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


def _in_front_of_a_person(dag: DAG) -> DAG:
    """A failure is shown at once rather than retried, and nobody waits for a deadline.

    The copy in Airflow's database, which the scheduler uses, is parsed anew and keeps both. (With a deadline,
    `DAG.test` of Airflow 3.3.2 fails when the run succeeds; 2026-11.)
    """
    dag.deadline = None
    for task in dag.tasks:
        task.retries = 0
    return dag


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
