"""Finishes what a killed run left half done: the database says what serves, the files follow."""

from __future__ import annotations

from warehouse.release import files, registry
from warehouse.settings import Settings


def heal(settings: Settings) -> str | None:
    """Make the staged files of the serving release visible, throw others away. Returns what serves.

    Called by every copy (one build at a time, so nobody else is writing there) and by the daily check.
    """
    serving = registry.serving_release(settings)
    if serving and files.staged_directory(settings, serving).exists():
        files.commit_files(settings, serving)
    files.clean_staging(settings)
    return serving
