"""Reads a paged set completely and exactly, or fails: no row lost, none doubled, resumed where a broken pull stopped.

A set is what one total counts: one operation with one window and one filter. Its pages are read concurrently; each
must have exactly the rows that the set's total gives it. When the total changes, or rows turn up on two pages, the
set moved while it was read, and it is read again as a new round with other page boundaries; rows that are equal again,
and all others too, are the source's own. The archive keeps every round; the parser takes the last page of the last
round (see `selection`), so a round has one page size and one total from its first page to its last.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from warehouse.errors import SourceError
from warehouse.sources.api import Api, Opened
from warehouse.sources.contract import ArchiveWriter, Progress, no_progress
from warehouse.sources.envelopes import Envelope, read_envelope
from warehouse.sources.failures import EnvelopeError, Outcome, RequestRefusedError, TransientError, WindowTooLargeError
from warehouse.sources.http import Call

log = logging.getLogger(__name__)
T = TypeVar("T")
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class PagedSet:
    """One set to read: how to ask for page `n` of `size` rows, and how to name it."""

    table: str
    name: str  # unique within the load, e.g. "2026-03-10"
    operation: str
    call: Callable[[int, int], Call]
    page_size: int
    fallback_page_sizes: tuple[int, ...] = ()  # tried when the source silently gives fewer rows or refuses the size
    paged: bool = True  # False: one answer is the whole set
    has_rows: bool = False  # known to have rows: "no data" is a slip then
    check: Callable[[Envelope], None] | None = None  # what else an answer must satisfy; raises TransientError


@dataclass(slots=True)
class _Page:
    number: int
    rows: int
    total: int | None
    fingerprints: np.ndarray


class SetMovedError(Exception):
    """The set changed while it was read; it has to be read again from its first page."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a whole round read: with which page size, and a digest of all rows whatever their order."""

    size: int
    digest: bytes


@dataclass(slots=True)
class Resume:
    """What a broken pull already archived, by the request that brought it: what the pages say, not their bodies."""

    kept: dict[tuple[Any, ...], tuple[Envelope, _Page]] = field(default_factory=dict)
    rounds: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)  # set -> last round, its page size

    @classmethod
    def of(cls, archive: ArchiveWriter) -> Resume:
        """Read the archive once, one answer in memory at a time."""
        resume = cls()
        for response in archive.responses():
            request = response.request
            if "set" not in request:
                continue
            key = (str(request.get("table")), str(request["set"]))
            begun = (int(request.get("round", 1)), int(request.get("size", 0)))
            resume.rounds[key] = max(resume.rounds.get(key, (0, 0)), begun)
            try:
                envelope = read_envelope(response.body)
            except EnvelopeError:
                continue
            page = _page_of(int(request.get("page", 1)), envelope)
            resume.kept[_identity(request)] = (replace(envelope, records=range(envelope.row_count)), page)
        return resume


def _identity(request: Mapping[str, Any]) -> tuple[Any, ...]:
    parameters = tuple(sorted((k, str(v)) for k, v in request.get("parameters", {}).items()))
    return (
        str(request.get("table")),
        str(request.get("set")),
        int(request.get("round", 1)),
        request.get("url"),
        parameters,
    )


class SetReader:
    """Reads sets of one source into the archive."""

    def __init__(self, api: Api, archive: ArchiveWriter, progress: Progress = no_progress) -> None:
        self._api = api
        self._archive = archive
        self._progress = progress
        self._resume = Resume.of(archive)

    def archived(self, table: str) -> list[str]:
        """Names of the sets of a table that a broken pull already began: a resumed pull stays with them."""
        return [name for of_table, name in self._resume.rounds if of_table == table]

    def read(self, paged_set: PagedSet) -> int:
        """Read one set; return its number of rows. Raises `SourceError` when that cannot be done exactly."""
        number, size = self._resume.rounds.get((paged_set.table, paged_set.name), (1, 0))
        round_ = _Round(self, paged_set, number, size or paged_set.page_size)
        for _ in range(ROUNDS - 1):
            try:
                return round_.read()
            except SetMovedError:
                round_ = round_.again()
        try:
            return round_.read()
        except SetMovedError as problem:
            raise SourceError(
                f"{self._api.contract.name}: {paged_set.name}: {problem}, {ROUNDS} times in a row.",
                remedy="The source is probably being loaded just now: run again in an hour; nothing became visible.",
            ) from None


def together(jobs: Iterable[Callable[[], T]], workers: int) -> list[T]:
    """Run jobs side by side, results in their order; the first failure stops what has not begun."""
    with ThreadPoolExecutor(max(1, workers), thread_name_prefix="sets") as pool:
        futures = [pool.submit(job) for job in jobs]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            for future in futures:
                future.cancel()
            raise
        return [future.result() for future in futures]


class _Round:
    """One attempt to read all pages of a set against one total."""

    def __init__(
        self, reader: SetReader, paged_set: PagedSet, number: int, size: int, earlier: _Reading | None = None
    ) -> None:
        self._reader = reader
        self._api = reader._api
        self._set = paged_set
        self._number = number
        self._size = size
        self._earlier = earlier  # the round before, where it was read to its end
        self._reading: _Reading | None = None
        self._total: int | None = None

    def again(self) -> _Round:
        """The next attempt, with other page boundaries: by these a fault of paging is told from rows that are equal."""
        return _Round(self._reader, self._set, self._number + 1, max(1, self._size - 1), self._reading)

    def read(self) -> int:
        first = self._first_page()
        self._total = first.total
        if not self._set.paged or first.rows == 0:
            self._tell(1, 1)
            return first.rows
        pages = [first, *(self._rest() if self._total is not None else self._until_empty())]
        rows = sum(page.rows for page in pages)
        if self._total is not None and rows != self._total:
            raise SetMovedError(f"{rows:,} rows read where {self._total:,} were announced")
        self._check_repeats(pages)
        return rows

    # Pages

    def _first_page(self) -> _Page:
        """Page 1, and with it the total and the page size that the source really uses."""
        sizes = [self._size, *(size for size in self._set.fallback_page_sizes if size < self._size)]
        for position, size in enumerate(sizes):
            self._size = size
            try:
                page = self._page(1, lenient=True)
            except (WindowTooLargeError, RequestRefusedError):
                if position + 1 == len(sizes):
                    raise
                continue
            expected = min(size, page.total) if page.total is not None and self._set.paged else page.rows
            if page.rows == expected:
                return page
        # The source gives its own number of rows whatever is asked: take that, and let the total judge.
        self._size = page.rows
        return self._page(1)

    def _rest(self) -> list[_Page]:
        assert self._total is not None
        count = -(-self._total // self._size)
        pages = self._concurrently(range(2, count + 1), count)
        if self._total % self._size == 0:
            self._check_nothing_follows(count + 1)
        return pages

    def _until_empty(self) -> Iterator[_Page]:
        """Sources that announce no total: page after page until one is empty; a short one may be a short page only."""
        for number in itertools.count(2):
            try:
                page = self._page(number)
            except RequestRefusedError:
                return  # a page that does not exist may be refused as well as empty
            if not page.rows:
                return
            yield page

    def _concurrently(self, numbers: range, count: int) -> list[_Page]:
        pages: list[_Page] = []
        waiting: set[Future[_Page]] = set()
        left = iter(numbers)
        workers = max(1, self._api.limits.concurrency)
        with ThreadPoolExecutor(workers, thread_name_prefix=self._set.table) as pool:
            try:
                while True:
                    waiting |= {
                        pool.submit(self._page, number) for number in itertools.islice(left, 2 * workers - len(waiting))
                    }
                    if not waiting:
                        return pages
                    done, waiting = wait(waiting, return_when="FIRST_COMPLETED")
                    pages.extend(future.result() for future in done)
                    self._tell(len(pages) + 1, count)
            except BaseException:
                for future in waiting:
                    future.cancel()
                wait(waiting, return_when=FIRST_EXCEPTION, timeout=0)
                raise

    def _check_nothing_follows(self, number: int) -> None:
        """After a full last page: a total that is too small would hide rows on the page after it."""
        try:
            opened = self._ask(number, accept=lambda envelope: None)
        except (RequestRefusedError, WindowTooLargeError):
            return  # a page that does not exist may be refused as well as empty
        if opened.envelope.row_count:
            raise SetMovedError(f"more rows than the {self._total:,} announced")

    # One page

    def _request(self, number: int) -> tuple[Call, dict[str, Any]]:
        call = self._set.call(number, self._size)
        labels = {"table": self._set.table, "set": self._set.name, "round": self._number, "page": number}
        return call, {**call.shown(), **labels, "size": self._size}

    def _page(self, number: int, lenient: bool = False) -> _Page:
        _, request = self._request(number)
        kept = self._reader._resume.kept.pop(_identity(request), None)
        if kept is not None:
            return self._resumed(number, kept)
        checks = _PageCheck(self, number, lenient)
        try:
            opened = self._ask(number, accept=checks)
        except WindowTooLargeError as refusal:
            if number == 1:
                raise  # nothing is archived yet: the caller may ask for less
            raise SourceError(refusal.what, remedy=refusal.remedy) from refusal
        body = self._api.masker.bytes(opened.answer.body)
        headers = self._api.masker.parameters(opened.answer.headers)
        if not lenient or checks.complete:
            self._reader._archive.add(body, request=request, status=opened.answer.status, headers=headers)
        return _page_of(number, opened.envelope)

    def _ask(self, number: int, accept: Callable[[Envelope], None]) -> Opened:
        call, _ = self._request(number)
        what = f"{self._set.name}, page {number}" if self._set.paged else self._set.name
        return self._api.ask(call, what=what, operation=self._set.operation, accept=accept)

    def _resumed(self, number: int, kept: tuple[Envelope, _Page]) -> _Page:
        envelope, page = kept
        try:
            _PageCheck(self, number, lenient=False)(envelope)
        except TransientError as problem:
            raise SetMovedError(f"what was read before the pull broke off no longer fits: {problem.what}") from None
        return page

    # The whole

    def _check_repeats(self, pages: list[_Page]) -> None:
        """Rows that stand on two pages: the set moved, or the source repeats a page instead of giving the next."""
        ordered = sorted(pages, key=lambda page: page.number)
        everything = np.concatenate([page.fingerprints for page in ordered])
        everything.sort()
        repeated = np.unique(everything[1:][everything[1:] == everything[:-1]])
        problem = self._repeats(ordered, repeated) if len(repeated) else None
        if problem is None:
            return
        self._reading = _Reading(self._size, hashlib.blake2b(everything.tobytes()).digest())
        if self._earlier and self._earlier.size != self._size and self._earlier.digest == self._reading.digest:
            log.info("%s: %s; twice the same rows with other page sizes: they are equal.", self._set.name, problem)
            return
        raise SetMovedError(problem)

    def _repeats(self, ordered: list[_Page], repeated: np.ndarray) -> str | None:
        for before, after in itertools.pairwise(ordered):
            # A shift by some rows shows at the boundary; equal rows anywhere else are the source's own.
            edge = after.fingerprints[:1] if len(after.fingerprints) else after.fingerprints
            tail = before.fingerprints[-1:]
            if np.isin(edge, before.fingerprints).any() or np.isin(tail, after.fingerprints).any():
                return f"rows of page {before.number} stand on page {after.number} as well"
        for page in ordered:
            if (
                len(page.fingerprints) > 1
                and np.isin(page.fingerprints, repeated).all()
                and self._elsewhere(page, ordered)
            ):
                return f"page {page.number} repeats the rows of another page"
        return None

    @staticmethod
    def _elsewhere(page: _Page, pages: list[_Page]) -> bool:
        others = np.concatenate(
            [other.fingerprints for other in pages if other.number != page.number] or [page.fingerprints[:0]]
        )
        return bool(np.isin(page.fingerprints, others).all())

    def _tell(self, done: int, total: int) -> None:
        self._reader._progress(done, total, f"{self._set.table} {self._set.name}")


class _PageCheck:
    """Judges one page against what the set's total gives it; remembers how often it came back short."""

    def __init__(self, round_: _Round, number: int, lenient: bool) -> None:
        self._round = round_
        self._number = number
        self._lenient = lenient  # page 1 may be short once the source has shown that it means it
        self._short: list[int] = []
        self._moved = 0
        self.complete = True

    def __call__(self, envelope: Envelope) -> None:
        round_ = self._round
        self.complete = True
        if envelope.page is not None and envelope.page != self._number and round_._set.paged and envelope.row_count:
            raise TransientError(f"page {envelope.page} came instead of page {self._number}")
        if round_._set.has_rows and self._number == 1 and not envelope.row_count:
            raise TransientError("no data, where rows were found a moment ago")
        if round_._set.check and not isinstance(envelope.records, range):
            round_._set.check(envelope)
        if not round_._set.paged:
            self._check_single(envelope)
            return
        total = round_._total if round_._total is not None else envelope.total
        if round_._total is not None and envelope.row_count and envelope.total != round_._total:
            self._total_changed(envelope)
        if total is None:
            return
        expected = min(round_._size, max(0, total - (self._number - 1) * round_._size))
        if envelope.row_count != expected:
            self._wrong_count(envelope, expected)

    def _check_single(self, envelope: Envelope) -> None:
        if envelope.total is not None and envelope.outcome is Outcome.OK and envelope.total != envelope.row_count:
            raise TransientError(f"{envelope.row_count:,} rows came where {envelope.total:,} were announced")

    def _total_changed(self, envelope: Envelope) -> None:
        # Once may be a slip of one server behind a balancer; twice is the set itself.
        self._moved += 1
        message = f"the total changed from {self._round._total:,} to {envelope.total if envelope.total is not None else 'nothing'}"
        if self._moved > 1:
            raise SetMovedError(f"{message} at page {self._number}")
        raise TransientError(message)

    def _wrong_count(self, envelope: Envelope, expected: int) -> None:
        self._short.append(envelope.row_count)
        settled = envelope.page_size == envelope.row_count or self._short[-3:] == [envelope.row_count] * 3
        if self._lenient and envelope.row_count and settled:
            self.complete = False
            return
        message = f"page {self._number} has {envelope.row_count:,} rows where {expected:,} were announced"
        if self._number > 1 and self._short[-3:] == [0] * 3:
            raise SetMovedError(message)  # nothing at all carries no total: the set may have shrunk to fewer pages
        raise TransientError(message)


def _page_of(number: int, envelope: Envelope) -> _Page:
    return _Page(number, envelope.row_count, envelope.total, np.array(envelope.fingerprints(), dtype=np.int64))
