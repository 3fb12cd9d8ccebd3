"""Pulls QWGJK as of the newest loaded day of the interval: the family's way of reading snapshots."""

from warehouse.sources.families.lofin365 import fetch

__all__ = ["fetch"]
