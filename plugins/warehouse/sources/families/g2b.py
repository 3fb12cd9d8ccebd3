"""나라장터 (G2B): what its five services share on top of data.go.kr: options of a table, and no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.sources import tabular, windows
from warehouse.sources.columnar import Columns
from warehouse.sources.contract import (
    ArchivedResponse,
    ArchiveReader,
    Interval,
    Label,
    Licence,
    ParseEvent,
    SourceContract,
    TableContract,
)
from warehouse.sources.families import data_go_kr

PROVIDER = Label("조달청", "Public Procurement Service")
START_ON = date(2015, 1, 1)
# Names, telephones, addresses of officials and representatives are dropped on ingest, whatever field carries them.
PERSONAL = r"(?i).*(ofclnm|telno|faxno|email|emailadrs|ceonm|rprsntvnm|exctvnm|chrgrnm|prsnnm)$"
# [순번^기관코드^기관명^소관구분^부서^성명^전화]: the last two are a person's.
_INSTITUTION_PARTS = (0, 1, 2, 3, 4)
# [순번^업체구분^공동도급방식^업체명^대표자^국적^지분율^채권자^담당자^사업자번호]: representative, creditor and clerk go.
_COMPANY_PARTS = (0, 1, 2, 3, 5, 6, 9)
_ENTRY = re.compile(r"\[([^\[\]]*)\]")


def table_options(path: str, *, moments: tuple[str, str] = ("inqryBgnDt", "inqryEndDt"), **more: Any) -> dict[str, Any]:
    """Options of a G2B table: windows of at most four weeks (30 days are allowed), two days of overlap for late changes."""
    return {
        "path": f"/1230000{path}",
        "begin": (moments[0], "%Y%m%d0000"),
        "end": (moments[1], "%Y%m%d2359"),
        "longest_days": 28,
        "overlap_days": 2,
        "personal_pattern": PERSONAL,
        **more,
    }


def source(
    name: str,
    title: Label,
    table: TableContract,
    *,
    owner: str,
    folder: Path,
    schedule: str = "30 5 * * *",
    **more: Any,
) -> SourceContract:
    """The contract of one G2B service: each needs its own 활용신청, so each is a source of its own."""
    return SourceContract(
        name=name,
        title=title,
        provider=PROVIDER,
        homepage=data_go_kr.HOMEPAGE,
        licence=Licence.UNRESTRICTED,
        owner=owner,
        schedule=schedule,
        start_on=START_ON,
        tables=(table,),
        fetch=data_go_kr.fetch,
        parse=more.pop("parse", parse),
        default_interval=more.pop("default_interval", windows.yesterday),
        family="DATA_GO_KR",
        base_url=data_go_kr.BASE_URL,
        key_name=data_go_kr.KEY_NAME,
        reaches_back=True,
        options=data_go_kr.OPTIONS,
        tags=("procurement", "g2b"),
        folder=folder,
        **more,
    )


def parse(contract: SourceContract, interval: Interval, archive: ArchiveReader) -> Iterator[ParseEvent]:
    """Rows of a G2B service, lists of institutions and companies without their personal parts."""
    yield from tabular.parse(contract, interval, archive, adjust=_adjust)


def _adjust(table: TableContract, columns: Columns, response: ArchivedResponse) -> Columns:
    adjusted = dict(columns)
    for name in columns:
        if name.lower() == "dminsttlist":
            entries = _entries(columns[name], _INSTITUTION_PARTS)
            adjusted[name] = _joined(entries)
            adjusted["=demand_code"] = _part(entries, 1)
            adjusted["=demand_name"] = _part(entries, 2)
        if name.lower() == "corplist":
            entries = _entries(columns[name], _COMPANY_PARTS)
            adjusted[name] = _joined(entries)
            adjusted["=supplier_name"] = _part(entries, 3)
            adjusted["=supplier_number"] = _part(entries, 6)
        if name.lower() in _CONTRACT_AMOUNTS:
            adjusted["=contract_amount"] = _contract_amount(columns)
    return adjusted


_CONTRACT_AMOUNTS = ("totcntrctamt", "thtmcntrctamt")


def _contract_amount(columns: Columns) -> pa.Array:
    """`totCntrctAmt` is filled only for long-term continuing contracts; otherwise this year's amount is the contract's."""
    lower = {name.lower(): array for name, array in columns.items()}
    size = len(next(iter(columns.values())))
    total, this_year = (
        lower.get(name, pa.nulls(size, pa.string())).cast(pa.string()).to_pylist() for name in _CONTRACT_AMOUNTS
    )
    return pa.array([t if (t or "").strip(" 0.,-") else y for t, y in zip(total, this_year, strict=True)], pa.string())


def _entries(column: pa.Array, kept: tuple[int, ...]) -> list[list[list[str]]]:
    """Per row the entries of a list field, each reduced to the parts that may be kept."""

    def reduced(entry: str) -> list[str]:
        parts = entry.split("^")
        return [parts[index].strip() if index < len(parts) else "" for index in kept]

    return [[reduced(entry) for entry in _ENTRY.findall(text or "")] for text in column.cast(pa.string()).to_pylist()]


def _joined(rows: list[list[list[str]]]) -> pa.Array:
    return pa.array([",".join(f"[{'^'.join(entry)}]" for entry in entries) or None for entries in rows], pa.string())


def _part(rows: list[list[list[str]]], index: int) -> pa.Array:
    """One part of the first entry."""
    return pa.array([entries[0][index] or None if entries else None for entries in rows], pa.string())
