"""The shape of build_marts: staging → intermediate → marts → copy → audit → (approval) → publish → history → report."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import or_

import pendulum
from airflow.sdk import DAG, TriggerRule, dag, task

from warehouse.orchestration.approval import ReleaseApproval
from warehouse.orchestration.defaults import KOREA, MARTS_ASSET, deadline, default_arguments, raw_asset
from warehouse.services.airflow import BUILD_POOL
from warehouse.sources.registry import all_contracts

DOCUMENTATION = """
Builds the marts from the raw zone and publishes them only after the audit.

| task | what it does | when it fails |
|---|---|---|
| staging, intermediate, marts | dbt on the private DuckDB file, one task per layer; skipped when the serving release holds every load already | the failing model and rows stand in the log and the mail |
| copy | marts into PostgreSQL schema `marts_next`, which nobody reads | the last release keeps serving |
| audit | Great Expectations on exactly what will be published | critical: nothing is published; overridable: waits for approval |
| approve | a mail, then Required Actions: publish in spite of overridable findings, with a reason | rejected or no answer within 12 hours (`WAREHOUSE_APPROVAL_HOURS`): the last release keeps serving |
| publish | schemas renamed in one transaction; release files | the last release keeps serving |
| history | what each mart says in this release, kept beside earlier ones | the release stands; the next one keeps the difference |
| report | mail, on success as on failure | queued and sent later |
"""


def build_marts_dag() -> DAG:
    """DAG `build_marts`, started by any raw table's asset; the build pool has one slot."""
    raw_assets = [raw_asset(table.name) for contract in all_contracts() for table in contract.tables]

    @dag(
        dag_id="build_marts",
        dag_display_name="마트 구축과 공개 · Build and publish the marts",
        description="dbt build, audit of marts_next, swap, release report",
        doc_md=DOCUMENTATION,
        schedule=reduce(or_, raw_assets),
        start_date=pendulum.datetime(2026, 1, 1, tz=KOREA),
        catchup=False,
        max_active_runs=1,
        default_args={**default_arguments("data-team"), "pool": BUILD_POOL},
        tags=["marts", "release"],
        deadline=deadline(timedelta(hours=2)),
        is_paused_upon_creation=False,
    )
    def build():
        @task(doc_md="Raw views, seeds and the models that are one to one with the sources.")
        def staging(**context) -> str:
            from warehouse.orchestration import tasks

            return tasks.build_staging(context)

        @task(doc_md="The models that hold the logic.")
        def intermediate(release_id: str) -> str:
            from warehouse.orchestration import tasks

            return tasks.build_layer("intermediate", release_id)

        @task(doc_md="The models for people, with enforced contracts.")
        def marts(release_id: str) -> str:
            from warehouse.orchestration import tasks

            return tasks.build_layer("marts", release_id)

        @task(doc_md="Marts into PostgreSQL schema marts_next.")
        def copy(release_id: str) -> str:
            from warehouse.orchestration import tasks

            return tasks.copy_marts(release_id)

        @task.branch(doc_md="Great Expectations on marts_next; says whether to publish, to ask, or to stop.")
        def audit(release_id: str, **context) -> str:
            from warehouse.orchestration import tasks

            return tasks.audit_marts(release_id, context)

        approve = ReleaseApproval(
            task_id="approve",
            subject="마트 공개 승인 · Publish in spite of overridable findings?",
            body="{{ ti.xcom_pull(task_ids='audit', key='findings') }}",
        )

        @task(
            outlets=[MARTS_ASSET],
            trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
            doc_md="Swap marts_next in by renaming schemas, then write the release files.",
        )
        def publish(release_id: str, **context) -> None:
            from warehouse.orchestration import tasks

            tasks.publish_marts(release_id, context)

        @task(doc_md="Keep what each mart says in this release (dbt snapshots), for questions as of a release.")
        def history(release_id: str) -> None:
            from warehouse.orchestration import tasks

            tasks.keep_history(release_id)

        @task(trigger_rule=TriggerRule.ALL_DONE, doc_md="Mail the release report, on success as on failure.")
        def report(**context) -> None:
            from warehouse.orchestration import tasks

            tasks.report_release(context)

        copied = copy(marts(intermediate(staging())))
        audited, published = audit(copied), publish(copied)
        audited >> [approve, published]
        approve >> published >> history(copied) >> report()

    return build()
