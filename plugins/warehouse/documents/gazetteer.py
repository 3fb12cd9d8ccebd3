"""The local governments of Korea by every name the press gives them, as of any date."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from warehouse.errors import SettingsError
from warehouse.settings import PROJECT_ROOT

HISTORY_FILE = PROJECT_ROOT / "dbt_project" / "seeds" / "region_history.csv"
# An undated document is read as of a day before the redrawing of 2026-07-01: archives hold far more older articles.
UNDATED = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Region:
    """One version of a local government."""

    code: str
    level: str
    kind: str
    name: str
    short: str
    sido_code: str
    valid_from: date
    valid_to: date | None
    predecessors: tuple[str, ...]

    def valid(self, day: date) -> bool:
        """Whether this version was in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def is_sido(self) -> bool:
        return self.level == "sido"

    @property
    def is_metropolis(self) -> bool:
        """특별시 and 광역시, whose parts are 자치구."""
        return self.is_sido and self.name.endswith("시") and "자치시" not in self.name


@dataclass(slots=True)
class Gazetteer:
    """Names to versions of regions."""

    regions: tuple[Region, ...]
    by_word: dict[str, list[Region]] = field(default_factory=dict)
    sido_words: dict[str, list[Region]] = field(default_factory=dict)
    stems: dict[str, list[Region]] = field(default_factory=dict)
    successors: dict[str, list[Region]] = field(default_factory=dict)
    ilbangu: set[str] = field(default_factory=set)
    wards: set[str] = field(default_factory=set)
    sidos: dict[str, list[Region]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for region in self.regions:
            for code in region.predecessors:
                self.successors.setdefault(code, []).append(region)
            if region.is_sido:
                self.sidos.setdefault(region.sido_code, []).append(region)
                for word in sido_names(region):
                    self.sido_words.setdefault(word, []).append(region)
            elif region.kind == "ilbangu":
                self.ilbangu.add(region.short.split(" ")[-1])
                self.wards.add(region.short)
            else:
                self.by_word.setdefault(region.short, []).append(region)
                if region.short.endswith("시") and region.kind != "sejong":
                    # Cities above a million call themselves so since 2022 (지방자치법 제198조): 용인특례시.
                    self.by_word.setdefault(f"{region.short[:-1]}특례시", []).append(region)
                if len(region.short) >= 2 and region.kind != "sejong":
                    self.stems.setdefault(region.short[:-1], []).append(region)

    def sido_of(self, region: Region, day: date) -> Region | None:
        """The province or metropolis that the region belongs to."""
        own = self.sidos.get(region.sido_code, [])
        return next((r for r in own if r.valid(day)), own[0] if own else None)

    def current(self, candidates: list[Region], day: date) -> list[Region]:
        """The versions in force on the day: the candidates themselves, or what they became or came from."""
        valid = [r for r in candidates if r.valid(day)]
        if valid:
            return _unique(valid)
        moved: list[Region] = []
        for region in candidates:
            moved.extend(self._follow(region, day))
        return _unique(moved) or _unique(candidates)

    def _follow(self, region: Region, day: date) -> list[Region]:
        later: list[Region] = []
        frontier = [region]
        for _ in range(4):
            frontier = [s for r in frontier for s in self.successors.get(r.code, [])]
            later.extend(s for s in frontier if s.valid(day) and s.level == region.level)
        if later:
            return later
        by_code = {r.code: r for r in self.regions}
        earlier: list[Region] = []
        frontier = [region]
        for _ in range(4):
            frontier = [by_code[c] for r in frontier for c in r.predecessors if c in by_code]
            earlier.extend(p for p in frontier if p.valid(day) and p.level == region.level)
        return earlier

    def is_place_word(self, word: str) -> bool:
        """The word is nothing but a place's name (as datelines print it)."""
        return (
            word in self.sido_words
            or word in self.by_word
            or word in self.stems
            or word in {"전국", "수도권", "호남", "영남", "충청", "강원", "제주"}
        )


def sido_names(region: Region) -> tuple[str, ...]:
    """Every name of a province or metropolis: official, with 시/도, and the short one."""
    suffix = "도" if region.name.endswith("도") else "시"
    names = {region.name, region.short, region.short + suffix}
    if region.name.endswith("특별자치도"):
        names.add(region.name.replace("특별자치도", "도"))
    return tuple(sorted(names))


def _unique(regions: list[Region]) -> list[Region]:
    return list({(r.code, r.name): r for r in regions}.values())


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the warehouse's own region history, read once per process."""
    try:
        with HISTORY_FILE.open(encoding="utf-8") as handle:
            rows = list(csv.DictReader(handle))
    except OSError as error:
        raise SettingsError(
            f"The region history {HISTORY_FILE.name} cannot be read.", remedy="Restore dbt_project/seeds."
        ) from error
    return Gazetteer(tuple(_region(row) for row in rows))


def _region(row: dict[str, str]) -> Region:
    return Region(
        code=row["region_code"],
        level=row["level"],
        kind=row["kind"],
        name=row["name_ko"],
        short=row["short_name_ko"],
        sido_code=row["sido_code"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        predecessors=tuple(code for code in row["predecessor_codes"].split("|") if code),
    )
