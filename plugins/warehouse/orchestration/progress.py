"""Progress of tasks, told to whoever watches: a line of JSON through a pipe, or nothing."""

from __future__ import annotations

import json
import os
from typing import Any

PROGRESS_VARIABLE = "WAREHOUSE_PROGRESS_DESCRIPTOR"


def tell(event: str, **details: Any) -> None:
    """Send one event to the watching process; silently does nothing when nobody watches."""
    descriptor = os.environ.get(PROGRESS_VARIABLE)
    if not descriptor:
        return
    line = json.dumps({"event": event, **details}, ensure_ascii=False, default=str) + "\n"
    try:
        os.write(int(descriptor), line.encode())
    except (OSError, ValueError):
        os.environ.pop(PROGRESS_VARIABLE, None)  # the watcher is gone; the work goes on


class StepProgress:
    """A `sources.contract.Progress` that reports at most every hundredth of the whole."""

    def __init__(self, step: str) -> None:
        self.step = step
        self.last_share = -1

    def __call__(self, done: int, total: int | None = None, what: str = "") -> None:
        share = done * 100 // total if total else done
        if share != self.last_share:
            self.last_share = share
            tell("progress", step=self.step, done=done, total=total, what=what)
