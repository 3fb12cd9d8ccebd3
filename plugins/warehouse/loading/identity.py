"""Names of loads: `<source>-<interval key>-<UTC start as YYYYMMDDTHHMMSSffffff>`, safe to use as path parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from warehouse.errors import WarehouseError
from warehouse.sources.contract import Interval

_STAMP_FORMAT = "%Y%m%dT%H%M%S%f"
_DAY = r"\d{4}-\d{2}-\d{2}"
_INTERVAL_KEY = re.compile(rf"{_DAY}(?:_{_DAY})?")
_LOAD_ID = re.compile(rf"(?P<source>[a-z][a-z0-9_]*)-(?P<key>{_INTERVAL_KEY.pattern})-(?P<stamp>\d{{8}}T\d{{12}})")


@dataclass(frozen=True, slots=True, order=True)
class LoadIdentity:
    """The parts of a load id; the later of two loads of one source and interval has the greater stamp."""

    source: str
    interval_key: str
    stamp: str

    def __str__(self) -> str:
        return f"{self.source}-{self.interval_key}-{self.stamp}"

    @property
    def started_at(self) -> datetime:
        """When the load began, as its name says."""
        return datetime.strptime(self.stamp, _STAMP_FORMAT).replace(tzinfo=UTC)


def new_identity(source: str, interval: Interval) -> LoadIdentity:
    """The identity of a load that starts now."""
    return LoadIdentity(source, interval.key, datetime.now(UTC).strftime(_STAMP_FORMAT))


def parse_load_id(load_id: str) -> LoadIdentity:
    """The parts of `load_id`; what is not a load id (a path, say) is refused."""
    match = _LOAD_ID.fullmatch(load_id)
    if not match:
        raise WarehouseError(
            f"{load_id!r} is not the id of a load.",
            remedy="It looks like `press-2026-03-11-20260311T010203000000`; the table quality.loads lists them.",
        )
    return LoadIdentity(match["source"], match["key"], match["stamp"])


def interval_from_key(key: str) -> Interval:
    """The interval that `Interval.key` named."""
    if not _INTERVAL_KEY.fullmatch(key):
        raise WarehouseError(
            f"{key!r} is not an interval.", remedy="Write one day as 2026-03-11, several as 2026-03-01_2026-03-31."
        )
    first, _, last = key.partition("_")
    return Interval(date.fromisoformat(first), date.fromisoformat(last or first) + timedelta(days=1))
