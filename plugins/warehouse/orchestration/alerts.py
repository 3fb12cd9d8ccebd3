"""What happens when a run misses its deadline: one mail to the owner, not one per check."""

from __future__ import annotations

import asyncio
from typing import Any


def deadline_cause(dag_id: str) -> str:
    """What the alert of a late DAG is known by, until a run succeeds."""
    return f"deadline {dag_id}"


async def deadline_missed(after_minutes: int, context: dict[str, Any] | None = None, **_: Any) -> None:
    """Called by Airflow's triggerer; sends the alert without blocking it."""
    from warehouse.reports.alerts import send_alert
    from warehouse.settings import load_settings

    run = (context or {}).get("dag_run") or {}
    name = run.get("dag_id", "?") if isinstance(run, dict) else getattr(run, "dag_id", "?")
    await asyncio.to_thread(
        send_alert,
        load_settings(),
        cause=deadline_cause(name),
        subject_ko=f"{name}: {after_minutes}분 안에 끝나지 않았습니다",
        subject_en=f"{name} has not finished within {after_minutes} minutes",
    )
