"""How a fault gets into a load: real contracts whose answers or parsed rows are spoilt on the way to the gate."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.sources.contract import Interval, ParsedBatch, SourceContract
from warehouse.sources.registry import all_contracts
from warehouse.sources.registry import contract as contract_of

from .answers import DAY, Record, archive_articles, archive_lofin, article, lofin_rows

Change = Callable[[Any], Any]


@dataclass(frozen=True)
class RawFault:
    """A planted fault, the check that must catch it, and how gravely."""

    name: str
    table: str  # whose rows are spoilt
    check: str  # without the leading "raw."
    change: Change  # of one row; of the list of all rows when `whole`
    severity: str = "warning"
    whole: bool = False  # concerns the load as a whole: it needs a load of its own
    answer: bool = False  # spoils what the source sends, before parsing (lofin only); else what the parser made of it
    stops: bool = False  # the load fails as a whole; otherwise it passes with a warning
    held: bool = False  # the spoilt row must be in quarantine
    fits: Callable[[Record], bool] = lambda row: True  # which rows can carry it

    @property
    def source(self) -> str:
        """Whose load it spoils."""
        return source_of(self.table)


@cache
def source_of(table: str) -> str:
    owners = [one for one in all_contracts() if any(its.name == table for its in one.tables)]
    return min(owners, key=lambda one: len(one.tables)).name  # others may fill it beside tables of their own


@dataclass(frozen=True)
class Load:
    """One load to come: its source, its place among the source's loads, and the faults planted in it."""

    source: str
    number: int
    faults: tuple[RawFault, ...]


def loads_for(faults: Sequence[RawFault]) -> list[Load]:
    """Faults of single rows share the first load of their source, each whole one has its own.

    What stops a load comes before what passes with a warning: only the latter teaches the baselines.
    """
    loads = []
    for source in dict.fromkeys(fault.source for fault in faults):
        own = [fault for fault in faults if fault.source == source]
        shared = tuple(fault for fault in own if not fault.whole)
        alone = sorted((fault for fault in own if fault.whole), key=lambda fault: not fault.stops)
        groups = [(shared,)] if shared else []
        groups = [*([shared] if shared else []), *((fault,) for fault in alone)]
        loads += [Load(source, number, group) for number, group in enumerate(groups)]
    return loads


class Planter:
    """A source whose loads carry faults; writes down which record of which answer carries which fault."""

    def __init__(self, source: str, faults: Mapping[str, Sequence[RawFault]], diary: Path) -> None:
        self.own = contract_of(source)
        self.faults = faults  # by interval key; "*" for whichever interval comes
        self.diary = diary

    def contract(self) -> SourceContract:
        """The real contract, with the faults in what is fetched and in what is parsed."""
        fetch = {"lofin": self._fetch_lofin, "press": self._fetch_press}.get(self.own.name, self.own.fetch)
        return replace(self.own, fetch=fetch, parse=self._parse)

    def _planted(self, interval: Interval) -> Sequence[RawFault]:
        return self.faults.get(interval.key, self.faults.get("*", ()))

    def _fetch_lofin(self, contract: Any, interval: Interval, settings: Any, archive: Any, progress: Any) -> None:
        day = interval.start
        rows = [{**row, "exe_ymd": f"{day:%Y%m%d}"} for row in lofin_rows(DAY)] if day >= DAY else lofin_rows(day)
        archive_lofin(archive, self._spoilt(rows, interval, answer=True), day)

    def _fetch_press(self, contract: Any, interval: Interval, settings: Any, archive: Any, progress: Any) -> None:
        archive_articles(archive, [article(interval.start, number) for number in range(60)], interval.start)

    def _parse(self, contract: Any, interval: Interval, archive: Any) -> Iterator[Any]:
        waiting = {fault.table for fault in self._planted(interval) if not fault.answer}
        for event in self.own.parse(contract, interval, archive):
            if isinstance(event, ParsedBatch) and event.table in waiting:
                waiting.discard(event.table)  # faults are planted in the first batch
                schema = pa.schema([field.with_nullable(True) for field in event.rows.schema])
                rows = self._spoilt(event.rows.to_pylist(), interval, answer=False, table=event.table)
                yield ParsedBatch(event.table, pa.RecordBatch.from_pylist(rows, schema=schema))
            else:
                yield event

    def _spoilt(
        self, rows: list[Record], interval: Interval, *, answer: bool, table: str = "lofin_budget_lines"
    ) -> list[Record]:
        """The rows with every fault of this table in them: each fault of single rows in rows of its own."""
        taken: set[int] = set()
        for fault in self._planted(interval):
            if fault.table != table or fault.answer is not answer:
                continue
            if fault.whole:
                rows = fault.change(rows)
                self._write(fault, interval, None)
                continue
            position = next(n for n, row in enumerate(rows) if n not in taken and fault.fits(row))
            taken.add(position)
            self._write(fault, interval, _place(rows[position], position))
            rows[position] = fault.change(dict(rows[position]))
        return rows

    def _write(self, fault: RawFault, interval: Interval, place: Any) -> None:
        entry = {"fault": fault.name, "source": self.own.name, "interval": interval.key, "place": place}
        with self.diary.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _place(row: Record, position: int) -> tuple[str | None, int]:
    """Hash of the answer and number of the record in it; an answer that is only now written has no hash yet."""
    return row.get("_archive_sha256"), row.get("_record_number", position + 1)
