"""The shape of upkeep: what keeps the warehouse tidy when nobody looks."""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import DAG, dag, task

from warehouse.orchestration.defaults import KOREA, deadline, default_arguments

DOCUMENTATION = """
Every night: old loads, releases and check results beyond their retention are removed, mails that wait are sent,
PostgreSQL is vacuumed, dead sources are reported, and the release being served is checked against its own files.
"""


def upkeep_dag() -> DAG:
    """DAG `upkeep`, every night at half past three Korean time."""

    @dag(
        dag_id="upkeep",
        dag_display_name="야간 관리 · Nightly upkeep",
        description="Retention, vacuum, waiting mails, freshness, check of the served release",
        doc_md=DOCUMENTATION,
        schedule="30 3 * * *",
        start_date=pendulum.datetime(2026, 1, 1, tz=KOREA),
        catchup=False,
        max_active_runs=1,
        default_args=default_arguments("data-team"),
        tags=["upkeep"],
        deadline=deadline(timedelta(hours=1)),
        is_paused_upon_creation=False,
    )
    def upkeep():
        @task(doc_md="Remove superseded loads, old releases and old check results.")
        def retention() -> dict[str, int]:
            from warehouse.orchestration import tasks

            return tasks.apply_retention()

        @task(doc_md="VACUUM ANALYZE of schema quality.")
        def vacuum() -> None:
            from warehouse.orchestration import tasks

            tasks.vacuum()

        @task(doc_md="Send mails that could not be sent before.")
        def mails() -> int:
            from warehouse.orchestration import tasks

            return tasks.send_waiting_mails()

        @task(doc_md="Compare the served marts with the release's own files and report sources gone quiet.")
        def check_release() -> None:
            from warehouse.orchestration import tasks

            tasks.check_served_release()

        @task(doc_md="One mail a day, for those who asked for it.")
        def digest() -> None:
            from warehouse.orchestration import tasks

            tasks.send_daily_digest()

        retention() >> vacuum()
        digest() >> mails()
        check_release()

    return upkeep()
