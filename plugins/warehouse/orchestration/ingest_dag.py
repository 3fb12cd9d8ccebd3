"""The shape of every ingest DAG: extract → load → report, made from a source's contract."""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, TriggerRule, dag, task

from warehouse.orchestration.defaults import KOREA, deadline, default_arguments, raw_asset
from warehouse.sources.contract import SourceContract


def ingest_dag(contract: SourceContract) -> DAG:
    """DAG `ingest_<source>` with the source's README as its documentation."""

    @dag(
        dag_id=f"ingest_{contract.name}",
        dag_display_name=f"{contract.title.ko} · {contract.title.en}",
        description=f"{contract.title.en}: {contract.provider.en}",
        doc_md=contract.readme,
        schedule=contract.schedule,
        start_date=pendulum.datetime(contract.start_on.year, contract.start_on.month, contract.start_on.day, tz=KOREA),
        catchup=False,
        max_active_runs=1,
        default_args=default_arguments(contract.owner),
        tags=["ingest", contract.licence.value, *contract.tags],
        deadline=deadline(contract.deadline_after),
        is_paused_upon_creation=False,
    )
    def ingest():
        # One at a time also in a backfill, which has runs of its own side by side: the next one sees what is there.
        @task(max_active_tis_per_dag=1, doc_md="Pull what the source sends into the archive, byte for byte.")
        def extract(**context) -> list[str]:
            from warehouse.orchestration import tasks

            return tasks.extract_source(contract.name, context)

        @task(
            outlets=[raw_asset(table.name) for table in contract.tables],
            doc_md="Parse the archive, hold bad rows back, make the good ones visible by one rename.",
        )
        def load(load_ids: list[str], **context) -> list[str]:
            from warehouse.orchestration import tasks

            return tasks.load_source(contract.name, load_ids, context)

        @task(trigger_rule=TriggerRule.ALL_DONE, doc_md="Mail the load report, on success as on failure.")
        def report(**context) -> None:
            from warehouse.orchestration import tasks

            tasks.report_load(contract.name, context)

        load(extract()) >> report()

    return ingest()
