"""`python -m warehouse.operations.healthy ADDRESS [COMPONENT]`: exit code 0 when that part of Airflow is well.

Asks Airflow's documented health page (/api/v2/monitor/health), which knows the last heartbeat of scheduler,
dag_processor and triggerer. `airflow jobs check` says the same but costs several seconds of a core each time.
"""

from __future__ import annotations

import json
import sys
import urllib.request

ANSWER_WITHIN_SECONDS = 8


def complaint(health: dict, component: str | None) -> str:
    """What is wrong, or nothing."""
    status = (
        health.get("metadatabase", {}).get("status") if component is None else health.get(component, {}).get("status")
    )
    return "" if status == "healthy" else f"{component or 'metadatabase'} is {status or 'not known to Airflow'}"


def main(arguments: list[str]) -> int:
    """Print the complaint, if any."""
    address, component = arguments[0], arguments[1] if len(arguments) > 1 else None
    try:
        with urllib.request.urlopen(f"{address}/api/v2/monitor/health", timeout=ANSWER_WITHIN_SECONDS) as answer:  # noqa: S310
            wrong = complaint(json.load(answer), component)
    except (OSError, ValueError) as error:
        wrong = f"{address} does not answer: {error}"
    print(wrong or "healthy", file=sys.stderr if wrong else sys.stdout)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
