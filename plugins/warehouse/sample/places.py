"""Local governments on a day, with the codes that lofin365 and the procurement service give them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

from warehouse.settings import PROJECT_ROOT

HISTORY_FILE = PROJECT_ROOT / "dbt_project" / "seeds" / "region_history.csv"
FIRST_DAY = date(2022, 1, 1)  # the sample world starts here
GWANGJU_JEONNAM = "12"  # 전남광주통합특별시, from 2026-07-01
# Institution codes of the provinces as the ministry publishes them; 전남광주's is made up (none was seen yet).
SIDO_INSTITUTION_CODES = {
    "11": "6110000", "26": "6260000", "27": "6270000", "28": "6280000", "29": "6290000", "30": "6300000",
    "31": "6310000", "36": "5690000", "41": "6410000", "42": "6420000", "43": "6430000", "44": "6440000",
    "45": "6450000", "46": "6460000", "47": "6470000", "48": "6480000", "50": "6500000", "51": "6530000",
    "52": "6540000", "12": "6550000",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """One row of the region history."""

    code: str  # 10 digits, 법정동
    level: str
    kind: str
    name: str
    short_name: str
    sido_code: str
    valid_from: date
    valid_to: date | None
    predecessors: tuple[str, ...]

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Government:
    """A body with a budget of its own: 17 (16) provinces and 226 (227) municipalities make 243 on any day."""

    region: Region
    province: Region
    laf_cd: str
    province_laf_cd: str
    institution_code: str

    @property
    def code(self) -> str:
        return self.region.code

    @property
    def name(self) -> str:
        return self.region.name

    @property
    def is_province(self) -> bool:
        return self.region.level == "sido"

    @property
    def short_name(self) -> str:
        """As people say it: `시흥시`, `서울시`, `경기도`."""
        if not self.is_province:
            return self.region.short_name
        return self.name if self.name.endswith("도") and "특별" not in self.name else _spoken(self.region)

    @property
    def lofin_name(self) -> str:
        """Short and glued, as lofin365 writes it: `서울종로구`, `경기본청`."""
        return f"{self.province.short_name}{'본청' if self.is_province else self.region.short_name}"

    @property
    def identity(self) -> str:
        """What stays the same when a code changes: the oldest code of the body since 2022."""
        return _root(self.region.code)


def _spoken(region: Region) -> str:
    return f"{region.short_name}{'도' if region.name.endswith('도') else '시'}"


@cache
def regions() -> dict[str, Region]:
    """All rows of the history that were in force at some time since 2022, by code."""
    with HISTORY_FILE.open(encoding="utf-8", newline="") as file:
        rows = [_region(row) for row in csv.DictReader(file)]
    return {row.code: row for row in rows if row.valid_to is None or row.valid_to > FIRST_DAY}


def _region(row: dict[str, str]) -> Region:
    return Region(
        code=row["region_code"],
        level=row["level"],
        kind=row["kind"],
        name=row["name_ko"],
        short_name=row["short_name_ko"],
        sido_code=row["sido_code"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        predecessors=tuple(code for code in row["predecessor_codes"].split("|") if code),
    )


@cache
def _root(code: str) -> str:
    known = [older for older in regions()[code].predecessors if older in regions()]
    return _root(known[0]) if len(known) == 1 and len(heirs(known[0])) == 1 else code


@cache
def heirs(code: str) -> tuple[str, ...]:
    """The codes that came after `code`, in the order of the history file."""
    return tuple(region.code for region in regions().values() if code in region.predecessors)


@cache
def successor(code: str, day: date) -> str:
    """The code that `code`'s territory carries on `day` (the first one where it was split)."""
    if regions()[code].exists_on(day):
        return code
    later = heirs(code)
    return successor(later[0], day) if later and regions()[code].valid_from <= day else code


def _has_budget(region: Region) -> bool:
    return region.level == "sido" or (region.level == "sigungu" and region.kind != "sejong")


@cache
def governments(day: date) -> tuple[Government, ...]:
    """The 243 bodies of `day`, provinces first within their territory."""
    living = [region for region in regions().values() if _has_budget(region) and region.exists_on(day)]
    return tuple(_government(region) for region in sorted(living, key=lambda region: region.code))


@cache
def government(code: str, day: date) -> Government:
    """The body that holds the territory of `code` on `day`."""
    return _government(regions()[successor(code, day)])


@cache
def _government(region: Region) -> Government:
    province = regions()[f"{region.sido_code}00000000"]
    return Government(region, province, _laf_cd(region), f"{region.sido_code}00000", _institution_code(region))


def _laf_cd(region: Region) -> str:
    """`AA` + running number: the order of the legal codes, which gives the confirmed 종로 1111000 … 강남 1133000.

    Municipalities of 전남광주 keep the code they had (so the test data of a client of autumn 2026 has it).
    """
    if region.level == "sido":
        return f"{region.sido_code}00000"
    if region.sido_code == GWANGJU_JEONNAM:
        return _laf_cd(regions()[region.predecessors[0]])
    return f"{region.sido_code}{11 + _siblings(region.sido_code).index(region.code)}000"


@cache
def _siblings(sido_code: str) -> list[str]:
    """Municipalities of a province since 2022; those that came later stand last, so that no number moves."""
    rows = [row for row in regions().values() if row.sido_code == sido_code and row.level == "sigungu"]
    renamed = {row.code for row in rows if row.valid_from <= FIRST_DAY or sido_code in ("51", "52")}
    return sorted((row.code for row in rows), key=lambda code: (code not in renamed, code))


def _institution_code(region: Region) -> str:
    """Seven digits of the ministry's institution code; 3600000 is 광주 서구, the rest follows the same order."""
    if region.level == "sido":
        return SIDO_INSTITUTION_CODES[region.sido_code]
    root = _root(region.code)
    founders = [row.code for row in regions().values() if row.level == "sigungu" and row.kind != "sejong"]
    order = sorted({_root(code) for code in founders}, key=lambda code: (regions()[code].valid_from > FIRST_DAY, code))
    return str(3_000_000 + 10_000 * order.index(root))
