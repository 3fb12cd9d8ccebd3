"""Turns archived QWGJK pages into budget lines: nothing but the contract is needed."""

from warehouse.sources.tabular import parse

__all__ = ["parse"]
