"""The text of a document as it lies in the archive, found by the load that brought it."""

from __future__ import annotations

import logging
from functools import lru_cache

from warehouse.errors import WarehouseError
from warehouse.loading.archive import DirectoryArchive
from warehouse.loading.identity import parse_load_id
from warehouse.loading.recording import directory_of, read_load
from warehouse.quality.document_text import TextOf
from warehouse.settings import Settings
from warehouse.sources.registry import contract as contract_of

log = logging.getLogger(__name__)


def stored_documents(settings: Settings) -> TextOf:
    """A reader of archived documents; what is lost reads as empty, what never was a document as None."""

    @lru_cache(maxsize=64)
    def archive_of(load_id: str) -> DirectoryArchive | None:
        try:
            path = read_load(directory_of(settings, parse_load_id(load_id))).archive_path
        except (OSError, WarehouseError):
            return None
        return DirectoryArchive(settings.home / path) if path else None

    def text_of(load_id: str | None, sha256: str) -> str | None:
        try:
            reader = contract_of(parse_load_id(str(load_id)).source).options.get("document_text")
            if reader is None:
                return None
            archive = archive_of(str(load_id))
            response = archive.response(sha256) if archive else None
            return reader(response) if response else ""
        except WarehouseError as problem:
            log.warning("The document behind %s in %s cannot be read: %s", sha256[:12], load_id, problem)
            return ""

    return text_of
