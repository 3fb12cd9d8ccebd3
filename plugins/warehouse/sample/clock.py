"""What day it is for the sample sources: the only thing in them that depends on the wall clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from warehouse.settings import KOREA_TIMEZONE_NAME

TODAY_VARIABLE = "WAREHOUSE_SAMPLE_TODAY"

Today = Callable[[], date]


def korean_today() -> date:
    """Today in Korea, or the day in WAREHOUSE_SAMPLE_TODAY (YYYY-MM-DD)."""
    fixed = os.environ.get(TODAY_VARIABLE)
    return date.fromisoformat(fixed) if fixed else datetime.now(ZoneInfo(KOREA_TIMEZONE_NAME)).date()
