"""Which budget lines concern digital innovation, and by which technologies: rules over names, kept as data."""

from warehouse.classification.rules import Classification, classify, squash, vocabulary_version

__all__ = ["Classification", "classify", "squash", "vocabulary_version"]
