"""What happens after a task of ours: its figures become metrics, and a published release becomes lineage events.

Airflow calls these hooks in the task's own process. They never fail a task: what goes wrong here is a log line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from airflow.listeners import hookimpl

from warehouse.settings import load_settings

log = logging.getLogger(__name__)


@hookimpl
def on_task_instance_success(previous_state: Any, task_instance: Any) -> None:
    """After `load` of an ingest DAG, and after `publish` of build_marts."""
    if task_instance.dag_id.startswith("ingest_") and task_instance.task_id == "load":
        _quietly(_send_load_metrics, task_instance.run_id)
    elif (task_instance.dag_id, task_instance.task_id) == ("build_marts", "publish"):
        _quietly(_send_release_metrics)
        _quietly(_send_lineage)


@hookimpl
def on_task_instance_failed(previous_state: Any, task_instance: Any, error: Any) -> None:
    """Count what ended badly; `report` is left out, because it fails only to repeat another task's failure."""
    if task_instance.task_id == "report":
        return
    if task_instance.dag_id.startswith("ingest_"):
        _quietly(_count, f"warehouse.load.failed.{task_instance.dag_id.removeprefix('ingest_')}")
    elif task_instance.dag_id == "build_marts":
        _quietly(_count, "warehouse.release.failed")


def _send_load_metrics(dag_run_id: str) -> None:
    from warehouse.database import connect
    from warehouse.operations.metrics import home_gauges, load_gauges

    settings = load_settings()
    with connect(settings) as connection:
        _send([*load_gauges(connection, dag_run_id), *home_gauges(settings)])


def _send_release_metrics() -> None:
    from warehouse.database import connect
    from warehouse.operations.metrics import home_gauges, release_gauges

    settings = load_settings()
    with connect(settings) as connection:
        _send([*release_gauges(connection), *home_gauges(settings)])


def _send(gauges: list[tuple[str, float]]) -> None:
    from airflow.sdk.observability import stats

    for name, value in gauges:
        stats.gauge(name, value)


def _count(name: str) -> None:
    from airflow.sdk.observability import stats

    stats.incr(name)


def _send_lineage() -> None:
    from warehouse.operations.lineage_events import emit_release_lineage

    emit_release_lineage(load_settings())


def _quietly(action: Callable[..., None], *arguments: object) -> None:
    try:
        action(*arguments)
    except Exception:
        log.warning("%s did not work; the load itself is not touched by this", action.__name__, exc_info=True)
