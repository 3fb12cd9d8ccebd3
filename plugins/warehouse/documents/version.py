"""The extractor's version: changes whenever the output for some document can change (year.month.revision)."""

EXTRACTOR_VERSION = "2026.11.4"
