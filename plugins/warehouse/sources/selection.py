"""Which archived answers count: of each set the last round, of each page its last answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Protocol, runtime_checkable

from warehouse.sources.contract import ArchivedResponse, ArchiveReader


@runtime_checkable
class IndexedArchive(Protocol):
    """An archive that lists its requests without reading the answers, as the one of the loading room does."""

    def index(self) -> list[dict[str, Any]]: ...

    def read(self, entry: Mapping[str, Any]) -> ArchivedResponse: ...


def accepted(archive: ArchiveReader) -> Iterator[ArchivedResponse]:
    """The answers that make up the load, in the order of their sequence, one in memory at a time."""
    return (read() for read in accepted_unread(archive))


def accepted_unread(archive: ArchiveReader) -> Iterator[Callable[[], ArchivedResponse]]:
    """The same as calls, so that each answer is read where it is worked on: in the same thread, still in its cache."""
    chosen = set(_chosen(_requests(archive)))
    if isinstance(archive, IndexedArchive):
        yield from (partial(archive.read, entry) for entry in archive.index() if entry["sequence"] in chosen)
        return
    for response in archive.responses():
        if response.sequence in chosen:
            yield partial(_as_it_is, response)


def _as_it_is(response: ArchivedResponse) -> ArchivedResponse:
    return response


def _requests(archive: ArchiveReader) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if isinstance(archive, IndexedArchive):
        yield from ((entry["sequence"], entry["request"]) for entry in archive.index())
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
