"""What all DAGs share: zone, retries, deadline, assets and the one-shot switch."""

from __future__ import annotations

import os
from datetime import timedelta

import pendulum
from airflow.sdk import Asset, AsyncCallback, DeadlineAlert, DeadlineReference

KOREA = pendulum.timezone("Asia/Seoul")
MARTS_ASSET = Asset("marts")

# `warehouse run` executes each DAG once in front of a person: nobody stands by to approve in Airflow's pages.
ONE_SHOT_VARIABLE = "WAREHOUSE_ONE_SHOT"


def one_shot() -> bool:
    """Whether the DAGs run once, in front of a person, rather than under a scheduler."""
    return os.environ.get(ONE_SHOT_VARIABLE) == "1"


def raw_asset(table: str) -> Asset:
    """The asset that says "new rows of this raw table became visible"."""
    return Asset(f"raw/{table}")


def default_arguments(owner: str) -> dict[str, object]:
    """Task defaults: repeated three times with exponential back-off."""
    return {
        "owner": owner,
        "retries": 3,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=30),
    }


def deadline(after: timedelta) -> DeadlineAlert:
    """Tells the owner by mail when a run has not finished in time."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=after,
        callback=AsyncCallback(
            "warehouse.orchestration.alerts.deadline_missed", {"after_minutes": after.seconds // 60}
        ),
        name="finished in time",
    )
