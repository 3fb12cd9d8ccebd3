"""The shape of backup: a back-up every night, read again at once."""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import DAG, dag, task

from warehouse.orchestration.defaults import KOREA, deadline, default_arguments

DOCUMENTATION = """
Every night both databases are dumped and archive, raw zone, releases and state are copied into one directory with
checksums (`WAREHOUSE_BACKUP_DIRECTORY`, better on another disk); unchanged files are linked to the night before. Then
every file is read again. The newest seven stay. `warehouse backup restore` brings an empty machine back.
"""


def backup_dag() -> DAG:
    """DAG `backup`, every night at half past four Korean time, after upkeep."""

    @dag(
        dag_id="backup",
        dag_display_name="야간 백업 · Nightly back-up",
        description="Databases, archive, raw zone and releases into one directory with checksums",
        doc_md=DOCUMENTATION,
        schedule="30 4 * * *",
        start_date=pendulum.datetime(2026, 1, 1, tz=KOREA),
        catchup=False,
        max_active_runs=1,
        default_args=default_arguments("data-team"),
        tags=["upkeep", "backup"],
        deadline=deadline(timedelta(hours=3)),
        is_paused_upon_creation=False,
    )
    def backup():
        @task(doc_md="Dump, copy, checksum; what is past its time goes.")
        def create() -> str:
            from warehouse.operations.backup import create_backup
            from warehouse.settings import load_settings

            return str(create_backup(load_settings()))

        @task(doc_md="Read every file again and compare.")
        def verify(path: str) -> int:
            from pathlib import Path

            from warehouse.operations.backup import verify_backup

            return verify_backup(Path(path))

        verify(create())

    return backup()
