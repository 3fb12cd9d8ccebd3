"""Korean articles and press releases to facts, each tied to the characters that state it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from warehouse.documents.model import Budget, Count, Extraction, Initiative, Place, Reconciliation, Witness
from warehouse.documents.version import EXTRACTOR_VERSION

__all__ = [
    "EXTRACTOR_VERSION",
    "Budget",
    "Count",
    "Extraction",
    "Initiative",
    "Place",
    "Reconciliation",
    "Witness",
    "extract_document",
    "to_prediction_lines",
]


def __getattr__(name: str) -> Any:
    # Late: every contract asks for the version, only a load pays for the extractor (2026-11-22: 0.2 s).
    if name in ("extract_document", "to_prediction_lines"):
        return getattr(import_module("warehouse.documents.extract"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
