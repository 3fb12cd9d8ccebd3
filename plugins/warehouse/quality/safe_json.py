"""JSON that every reader takes: no NaN, no NUL, no lone surrogate; dates, decimals and sets as plain text and lists."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any


def dumps(value: Any) -> str:
    """`value` as JSON text that PostgreSQL's jsonb accepts."""
    return json.dumps(plain(value), ensure_ascii=False)


def plain(value: Any) -> Any:
    """`value` in JSON's own types."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date | time):
        return None if value != value else value.isoformat()  # NaT differs from itself
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return plain(value.decode("utf-8", "replace"))
    if hasattr(value, "tolist"):  # NumPy scalars and arrays
        return plain(value.tolist())
    return plain(str(value))
