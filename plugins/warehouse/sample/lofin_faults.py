"""Bad rows and changed shapes that can be planted in QWGJK."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from warehouse.sample.faults import Faults

Row = dict[str, Any]
AMOUNTS = ("bdg_cash_amt", "bdg_ntep", "capep", "sggep", "etc_amt", "ep_amt", "cpl_amt")
SHRUNKEN_SHARE = 20  # one row in so many is left


def encode(row: Row) -> bytes:
    """A row as the site writes it."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def plant(rows: Sequence[bytes], path: str, faults: Faults) -> Sequence[bytes]:
    """Bad rows behind the good ones, each the last good row spoilt in one way; then what concerns every row."""
    if not faults.planted or not rows:
        return rows
    planted = [
        *rows,
        *(encode(spoil(json.loads(rows[-1]))) for name, spoil in SPOILERS.items() if faults.has(name, path)),
    ]
    for name, reshape in RESHAPERS.items():
        if faults.has(name, path):
            planted = [encode(reshape(json.loads(row))) for row in planted]
    if faults.has("shrunken_snapshot", path):
        planted = planted[::SHRUNKEN_SHARE]
    return [row for row in planted for _ in (1, 2)] if faults.has("doubled_snapshot", path) else planted


def _another(row: Row, serial: str, name: str, **changed: Any) -> Row:
    """The row under another line code, so that nothing but the planted fault is wrong with it."""
    return {**row, "dbiz_cd": f"{row['dbiz_cd'][:-5]}{serial}", "dbiz_nm": f"표본 {name}", **changed}


def _without(row: Row, field: str) -> Row:
    return {name: value for name, value in row.items() if name != field}


def _in_thousands(row: Row) -> Row:
    return row | {name: int(str(row[name]).replace(",", "")) // 1000 for name in AMOUNTS}


SPOILERS: dict[str, Callable[[Row], Row]] = {
    "negative_amount": lambda row: _another(
        row, "9901Z", "음수 예산현액", bdg_cash_amt=-5_000_000, bdg_ntep=0, capep=0, sggep=-5_000_000, etc_amt=0, ep_amt=0
    ),
    "unknown_region": lambda row: _another(
        row, "9902Z", "없는 지역", wa_laf_cd="9900000", wa_laf_hg_nm="표본", laf_cd="9911000", laf_hg_nm="표본없는구"
    ),
    "duplicate_key": lambda row: {**row, "ep_amt": 77},
    "text_amount": lambda row: _another(row, "9903Z", "글자 금액", bdg_cash_amt="일억원"),
    "bad_funding_sum": lambda row: _another(
        row, "9904Z", "재원 불일치", bdg_cash_amt=900_000_000, bdg_ntep=100_000_000, capep=100_000_000,
        sggep=100_000_000, etc_amt=0, ep_amt=0,
    ),
    "missing_key_field": lambda row: _without(_another(row, "9905Z", "코드 없는 줄"), "laf_cd"),
}  # fmt: skip
RESHAPERS: dict[str, Callable[[Row], Row]] = {
    "unknown_field": lambda row: {**row, "new_fld": "표본 새 항목"},
    "vanished_field": lambda row: _without(row, "fld_nm"),
    "vanished_key_field": lambda row: _without(row, "laf_cd"),
    "changed_type": lambda row: {**row, "ep_amt": {"amount": row["ep_amt"]}},
    "amounts_in_thousands": _in_thousands,
}
