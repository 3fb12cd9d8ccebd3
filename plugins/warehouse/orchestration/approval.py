"""The question whether a held release is published all the same: who is told, what counts as an answer."""

from __future__ import annotations

import logging
import os
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param
from airflow.sdk.bases.notifier import BaseNotifier

from warehouse.errors import SettingsError

log = logging.getLogger(__name__)
HOURS_VARIABLE = "WAREHOUSE_APPROVAL_HOURS"
SHORTEST_REASON = 3
ANSWER = "answer"  # what the tasks after it pull


class ReleaseApproval(ApprovalOperator):
    """Approve needs a reason, which Airflow's interface asks for and its REST API does not; without one, ask again."""

    def __init__(self, **settings: Any) -> None:
        # Null until somebody answers: a default that the schema refuses fails the task before it asks (3.3.2).
        reason = Param(None, type=["null", "string"], title="이유 · Reason", minLength=SHORTEST_REASON)
        super().__init__(
            params={"reason": reason},
            defaults=self.REJECT,
            response_timeout=answer_within(),
            notifiers=[ReleaseWaits()],
            retries=0,
            **settings,
        )

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        reason = str((event.get("params_input") or {}).get("reason") or "").strip()
        if event.get("chosen_options") == [self.APPROVE] and len(reason) < SHORTEST_REASON:
            log.warning("Approved without a reason: asked again.")
            self.notifiers = []
            return self.execute(context)
        # Pushed here: a rejection skips what follows by an exception, so that nothing is returned (3.3.2).
        answer = {
            "refused": event.get("chosen_options") == [self.REJECT],
            "by": (event.get("responded_by_user") or {}).get("name"),
            "reason": reason,
        }
        context["ti"].xcom_push(key=ANSWER, value=answer)
        return super().execute_complete(context, event)


class ReleaseWaits(BaseNotifier):
    """The mail with what failed and the address at which to approve or reject."""

    def notify(self, context: Any) -> None:
        from warehouse.orchestration import tasks

        try:
            tasks.report_waiting(context, context["task"].generate_link_to_ui_from_context(context=context))
        except Exception:  # whatever happens to a mail, the question must be asked
            log.exception("The mail about the waiting release could not be made.")


def answer_within() -> timedelta:
    """How long a held release waits for a person; afterwards it counts as rejected."""
    given = os.environ.get(HOURS_VARIABLE) or "12"
    try:
        hours = float(given)
    except ValueError:
        hours = 0
    if hours <= 0:
        raise SettingsError(
            f"{HOURS_VARIABLE}={given!r} is no number of hours above 0.", remedy="Set it to 12, for instance."
        )
    return timedelta(hours=hours)
