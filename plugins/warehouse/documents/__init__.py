"""Korean articles and press releases to facts, each tied to the characters that state it."""

from warehouse.documents.extract import EXTRACTOR_VERSION, extract_document, to_prediction_lines
from warehouse.documents.model import Budget, Count, Extraction, Initiative, Place, Reconciliation, Witness

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
