"""The warehouse's own metrics, sent the way Airflow sends its own (StatsD or OpenTelemetry, whichever is on).

| name | what |
|---|---|
| warehouse.load.rows.<raw table> | rows that the newest load of this run made visible |
| warehouse.load.quarantined.<source> | rows it held back |
| warehouse.load.seconds.<source> | how long its steps took together |
| warehouse.load.failed.<source> | counts loads that ended badly |
| warehouse.release.rows.<mart> | rows of the release just published |
| warehouse.release.seconds.<step> | how long each step of it took |
| warehouse.release.failed | counts builds that published nothing |
| warehouse.home.free_bytes | room left where the data are |
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import psycopg

from warehouse.settings import Settings

Gauges = Iterator[tuple[str, float]]


def load_gauges(connection: psycopg.Connection, dag_run_id: str) -> Gauges:
    """Figures of the loads that this DAG run recorded."""
    rows = connection.execute(
        "select source, row_counts, quarantined_count, step_seconds from quality.loads where dag_run_id = %s",
        [dag_run_id],
    ).fetchall()
    for source, row_counts, quarantined, step_seconds in rows:
        for table, count in row_counts.items():
            yield f"warehouse.load.rows.{table}", count
        yield f"warehouse.load.quarantined.{source}", quarantined
        yield f"warehouse.load.seconds.{source}", sum(step_seconds.values())


def release_gauges(connection: psycopg.Connection) -> Gauges:
    """Figures of the newest published release."""
    row = connection.execute(
        "select row_counts, step_seconds from quality.releases where published_at is not null"
        " order by published_at desc limit 1"
    ).fetchone()
    for table, count in (row[0] if row else {}).items():
        yield f"warehouse.release.rows.{table}", count
    for step, seconds in (row[1] if row else {}).items():
        yield f"warehouse.release.seconds.{step}", seconds


def home_gauges(settings: Settings) -> Gauges:
    """Figures of the machine."""
    yield "warehouse.home.free_bytes", shutil.disk_usage(settings.home).free
