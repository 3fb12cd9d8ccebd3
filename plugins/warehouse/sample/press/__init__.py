"""Feeds and pages of made-up publishers."""
