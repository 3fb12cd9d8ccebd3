"""The other lofin365 sets: AIDFA and ABIFB (budget and settlement by function), JFIED and FNCST (self-reliance)
and WCEGCF (contracts of a day)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from warehouse.sample.budget import ACCOUNTS, body_day, budget_lines
from warehouse.sample.chance import chance
from warehouse.sample.exchange import Request, Response
from warehouse.sample.faults import Faults
from warehouse.sample.lofin import FIRST_FISCAL_YEAR, ResultCodeError, failure_response, page_response, read_page
from warehouse.sample.places import Government, governments
from warehouse.sample.procurement import Record, records

Row = dict[str, Any]
UNLISTED_FACTOR = 6  # the lines of the sample are a part of a body's whole budget
NET_RATIO = 0.93  # 순계 is 총계 without what bodies pay each other


@dataclass(frozen=True, slots=True)
class Statistic:
    """A yearly set: who makes its rows, and when a fiscal year appears."""

    rows: Callable[[int], Sequence[Row]]
    appears_on: Callable[[int], date]


def answer_statistics(request: Request, today: date, faults: Faults) -> Response:
    """One call of any of the sets; an unknown code is no service."""
    operation = request.path.rsplit("/", 1)[-1]
    try:
        start, size = read_page(request, faults)
        rows = _contracts(request, today) if operation == "WCEGCF" else _yearly(operation, request, today)
    except ResultCodeError as failure:
        return failure_response(request, failure.code)
    encoded = [json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() for row in rows]
    return page_response(request, operation, encoded, start, size, faults)


def _yearly(operation: str, request: Request, today: date) -> Sequence[Row]:
    if operation not in STATISTICS:
        raise ResultCodeError("ERROR-310")
    fyr = request.get("fyr")
    if not fyr:
        raise ResultCodeError("ERROR-300")
    if not fyr.isdigit() or int(fyr) < FIRST_FISCAL_YEAR or STATISTICS[operation].appears_on(int(fyr)) > today:
        raise ResultCodeError("INFO-200")
    laf_cd = request.get("laf_cd")
    return [row for row in STATISTICS[operation].rows(int(fyr)) if not laf_cd or row["laf_cd"] == laf_cd]


def _body_fields(fiscal_year: int, body: Government) -> Row:
    return {
        "fyr": str(fiscal_year),
        "wa_laf_cd": body.province_laf_cd,
        "wa_laf_hg_nm": body.province.short_name,
        "laf_cd": body.laf_cd,
        "laf_hg_nm": body.lofin_name,
    }


@lru_cache(maxsize=8)
def _by_function(fiscal_year: int) -> dict[tuple[Government, str, str, str, str, str], int]:
    """Compiled budget by body, account, field and sector, scaled to a whole budget."""
    sums: dict[tuple[Government, str, str, str, str, str], int] = {}
    for line in budget_lines(fiscal_year, body_day(date(fiscal_year, 1, 1))):
        key = (
            line.government, line.account_code, line.field_code, line.field_name, line.sector_code, line.sector_name
        )  # fmt: skip
        sums[key] = sums.get(key, 0) + line.compiled_krw * UNLISTED_FACTOR
    return sums


@lru_cache(maxsize=8)
def _original_budgets(fiscal_year: int) -> tuple[Row, ...]:
    """AIDFA: gross and net amounts by 분야 and 부문, then the total rows that other sets of the site carry."""
    rows = [
        {
            **_body_fields(fiscal_year, body),
            "acnt_dv_cd": account,
            "acnt_dv_nm": ACCOUNTS[account],
            "fld_cd": field_code,
            "fld_nm": field_name,
            "sect_cd": sector_code,
            "sect_nm": sector_name,
            **_original_amounts(amount),
        }
        for (body, account, field_code, field_name, sector_code, sector_name), amount in _by_function(
            fiscal_year
        ).items()
    ]
    return (*rows, *_totals(rows, tuple(_original_amounts(0))))


def _original_amounts(amount: int) -> Row:
    """정책사업, 재무활동 and 행정운영경비, each gross (총계) and net (순계)."""
    finance, administration = amount // 40, amount // 25
    project = amount - finance - administration
    return {
        "biz_bdg_tott_amt": project,
        "biz_bdg_prsm_amt": int(project * NET_RATIO),
        "fin_acv_tott_amt": finance,
        "fin_acv_prsm_amt": int(finance * NET_RATIO),
        "padm_oper_exps_tott_amt": administration,
        "padm_oper_prsm_exps": int(administration * NET_RATIO),
    }


@lru_cache(maxsize=8)
def _settlements(fiscal_year: int) -> tuple[Row, ...]:
    """ABIFB: what was spent, with the moment of registration."""
    rows = []
    for (body, account, *function), amount in _by_function(fiscal_year).items():
        draw = chance("settlement", fiscal_year, body.identity, account, *function)
        rows.append(
            {
                **_body_fields(fiscal_year, body),
                "acnt_dv_cd": account,
                "acnt_dv_nm": ACCOUNTS[account],
                **dict(zip(("fld_cd", "fld_nm", "sect_cd", "sect_nm"), function, strict=True)),
                "ep_amt": int(amount * draw.uniform(0.85, 1.02)),
                "rgstr_dt": f"{fiscal_year + 1}0828 10:{draw.randrange(60):02d}:{draw.randrange(60):02d}",
            }
        )
    return (*rows, *_totals(rows, ("ep_amt",)))


def _totals(rows: Sequence[Row], amounts: Sequence[str]) -> Iterator[Row]:
    """전국계, 서울계 and 구계 among the bodies: codes with `*`, to be dropped by whoever adds up."""
    for code, name, start in (
        ("000000*", "전국계", ""),
        ("110000*", "서울계", "11"),
        ("111000*", "구계", "111"),
    ):
        own = [row for row in rows if row["laf_cd"].startswith(start)]
        if own:
            head = {**own[0], "wa_laf_cd": code, "wa_laf_hg_nm": name, "laf_cd": code, "laf_hg_nm": name}
            total = {amount: sum(row[amount] for row in own) for amount in amounts}
            yield {**head, "fld_cd": "", "fld_nm": "합계", "sect_cd": "", "sect_nm": "", **total}


@lru_cache(maxsize=16)
def _self_reliance(fiscal_year: int, is_settled: bool) -> tuple[Row, ...]:
    """JFIED (original budget, both methods) and FNCST (settlement): rates in percent."""
    rows = []
    for body in governments(date(fiscal_year, 1, 1)):
        draw = chance("self-reliance", body.identity)
        rate = draw.uniform(25, 75) if body.is_province else draw.uniform(7, 60)
        rate += chance("self-reliance", body.identity, fiscal_year, is_settled).uniform(-1.5, 1.5)
        size = draw.randrange(300, 9000) * 1_000_000_000 // (1 if body.is_province else 3)
        own = int(size * rate / 100)
        fields = _body_fields(fiscal_year, body)
        if is_settled:
            rows.append({**fields, "pfa_amt2": size, "pfa_amt3": own, "rate2": f"{rate:.2f}"})
            continue
        earlier = rate * 1.12
        amounts = {"pfa_amt1": int(size * earlier / 100), "pfa_amt2": size, "rate1": f"{earlier:.2f}"}
        rows.append({**fields, **amounts, "pfa_amt3": own, "rate2": f"{rate:.2f}"})
    return tuple(rows)


STATISTICS = {
    "AIDFA": Statistic(_original_budgets, lambda fiscal_year: date(fiscal_year, 2, 15)),
    "ABIFB": Statistic(_settlements, lambda fiscal_year: date(fiscal_year + 1, 9, 1)),
    "JFIED": Statistic(lambda fiscal_year: _self_reliance(fiscal_year, False), lambda year: date(year, 3, 1)),
    "FNCST": Statistic(lambda fiscal_year: _self_reliance(fiscal_year, True), lambda year: date(year + 1, 9, 1)),
}


def _contracts(request: Request, today: date) -> Sequence[Row]:
    """WCEGCF: contracts of exactly one day."""
    text = request.get("smz_ctrt_ymd")
    if not text:
        raise ResultCodeError("ERROR-300")
    try:
        day = datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        raise ResultCodeError("INFO-200") from None
    if day >= today:
        raise ResultCodeError("INFO-200")
    found = records("contract", datetime.combine(day, time.min), datetime.combine(day, time.max), today)
    bodies = {body.institution_code: body for body in governments(day)}
    rows = [_contract(one, bodies[one.institution.code], day) for one in found if one.institution.code in bodies]
    laf_cd, target, method = request.get("laf_cd"), request.get("ctrt_trgt_nm"), request.get("ctrt_mth_nm")
    return [
        row
        for row in rows
        if (not laf_cd or row["laf_cd"] == laf_cd)
        and (not target or row["ctrt_trgt_nm"] == target)
        and (not method or row["ctrt_mth_nm"] == method)
    ]


def _contract(one: Record, body: Government, day: date) -> Row:
    return {
        **_body_fields(day.year, body),
        "smz_ctrt_ymd": f"{day:%Y%m%d}",
        "ctrt_ldgr_mng_no": f"{body.laf_cd}{one.number[-10:]}",
        "ctrt_nm": one.name,
        "ctrt_trgt_nm": "용역",
        "ctrt_mth_nm": one.draw("method").choice(("수의계약", "제한경쟁", "일반경쟁")),
        "ctrt_tot_tott_amt": one.total_krw or one.amount_krw,
        "clt_nm": "주식회사 표본정보",
        "dept_nm": one.department,
    }
