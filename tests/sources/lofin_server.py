"""A small lofin365 by its documents, for the tests: snapshots of some days, and faults where a test wants them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .support import Ask, Reply

Row = dict[str, Any]


def row(number: int, day: str = "20260310") -> Row:
    return {
        "fyr": day[:4],
        "wa_laf_cd": "1100000",
        "wa_laf_hg_nm": "서울",
        "laf_cd": "1111000",
        "laf_hg_nm": "서울종로구",
        "acnt_dv_cd": "100",
        "acnt_dv_nm": "일반회계",
        "dept_cd": "1111000123",
        "dbiz_cd": f"3000000{day[:4]}{number:05d}",
        "dbiz_nm": f"인공지능사업{number}",
        "exe_ymd": day,
        "bdg_cash_amt": number * 1000,
        "bdg_ntep": 0,
        "capep": number * 400,
        "sggep": number * 600,
        "etc_amt": 0,
        "ep_amt": number * 900,
        "cpl_amt": number * 1000,
        "fld_cd": "010",
        "fld_nm": "일반공공행정",
        "ane_part_cd": "016",
        "part_nm": "일반행정",
        "padm_laf_cd": "3000000",
        "lup_ord": number,
        "zon_cd": "1",
    }


def result(code: str, message: str = "", as_list: bool = True) -> Reply:
    verdict = {"CODE": code, "MESSAGE": message or code}
    return Reply(json.dumps({"RESULT": [verdict] if as_list else verdict}, ensure_ascii=False))


def page(operation: str, total: int, rows: list[Row]) -> Reply:
    head = [{"list_total_count": total}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다."}}]
    return Reply(json.dumps({operation: [{"head": head}, {"row": rows}]}, ensure_ascii=False))


@dataclass
class Lofin:
    """Days and their rows; `fault` may answer in place of a page."""

    days: dict[str, list[Row]]
    key: str | None = None
    maximum: int = 1000
    fault: Callable[[Ask, int], Reply | None] = lambda ask, number: None
    served: dict[int, int] = field(default_factory=dict)  # page -> times asked

    def __call__(self, ask: Ask) -> Reply:
        query = ask.query
        if self.key is not None and query.get("Key") != self.key:
            return result("ERROR-290", "인증키가 유효하지 않습니다.")
        if not query.get("fyr") or not query.get("exe_ymd"):
            return result("ERROR-300", "필수 값이 누락되어 있습니다.")
        size, number = int(query.get("pSize", 100)), int(query.get("pIndex", 1))
        if size > self.maximum:
            return result("ERROR-336")
        rows = self.days.get(query["exe_ymd"], []) if query["exe_ymd"].startswith(query["fyr"]) else []
        if size > 1:
            self.served[number] = self.served.get(number, 0) + 1
            if (reply := self.fault(ask, number)) is not None:
                return reply
        part = rows[(number - 1) * size : number * size]
        return (
            page("QWGJK", len(rows), part)
            if part
            else result("INFO-200", "해당하는 데이터가 없습니다.", ask.number % 2 == 0)
        )


def days(count: int, day: str = "20260310") -> dict[str, list[Row]]:
    return {day: [row(number, day) for number in range(1, count + 1)]}
