"""Chance that always falls the same way: every draw is named by what it decides."""

from __future__ import annotations

from random import Random


def chance(*names: object) -> Random:
    """A generator of its own for one named decision; independent of every other and of the order of calls."""
    # Random(str) seeds through SHA-512, which is the same on every platform and Python version.
    return Random("|".join(map(str, names)))  # noqa: S311  made-up data, no secret
