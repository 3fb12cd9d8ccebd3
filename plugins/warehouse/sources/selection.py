"""Which archived answers count: of each set the last round, of each page its last answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from warehouse.sources.contract import ArchivedResponse, ArchiveReader


def accepted(archive: ArchiveReader) -> Iterator[ArchivedResponse]:
    """The answers that make up the load, in the order of their sequence, one in memory at a time."""
    chosen = set(_chosen(_requests(archive)))
    for response in archive.responses():
        if response.sequence in chosen:
            yield response


def _requests(archive: ArchiveReader) -> Iterator[tuple[int, Mapping[str, Any]]]:
    index = getattr(archive, "index", None)
    if callable(index):  # the archive of the loading room lists its requests without reading the answers
        yield from ((entry["sequence"], entry["request"]) for entry in index())
    else:
        yield from ((response.sequence, response.request) for response in archive.responses())


def _chosen(requests: Iterator[tuple[int, Mapping[str, Any]]]) -> list[int]:
    rounds: dict[tuple[str, str], int] = {}
    pages: dict[tuple[str, str], dict[Any, int]] = {}
    for sequence, request in requests:
        if "purpose" in request:  # kept as evidence (a feed, a discovery document), not data
            pages.pop((str(request.get("table")), str(request.get("set"))), None)  # what failed before has worked now
            continue
        if "set" not in request:
            pages.setdefault(("", ""), {})[sequence] = sequence
            continue
        name = (str(request.get("table")), str(request["set"]))
        round_ = int(request.get("round", 1))
        if round_ > rounds.get(name, 0):
            rounds[name] = round_
            pages[name] = {}
        if round_ == rounds[name]:
            pages[name][_page_key(request)] = sequence
    return [sequence for chosen in pages.values() for sequence in chosen.values()]


def _page_key(request: Mapping[str, Any]) -> Any:
    # Page size is part of the identity only through the round: within a round one size is used.
    return request.get("page", tuple(sorted(request.get("parameters", {}).items())))
