"""What the gates cost: a suite over 440,000 rows beside one hand-written query, and the raw gate beside its load.

    python benchmarks/gates.py            # prints a table; needs about 1 GB of disk and 2 GB of memory

The goal (README, quality): a suite over a 440,000-row snapshot in at most 5 s after import.
"""

from __future__ import annotations

import json
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from warehouse.database import connect
from warehouse.loading.transaction import run_load
from warehouse.quality import gx
from warehouse.quality.mart_gate import check_marts
from warehouse.quality.results import Outcome
from warehouse.quality.suites import SUITES_DIRECTORY
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Settings
from warehouse.sources.contract import Interval
from warehouse.sources.registry import contract

ROWS = 440_000  # a national snapshot of 지방재정365 (2026)
DAY = date(2026, 3, 11)

BY_HAND = """
select count(*) filter (where budget_line_id is null) as no_id,
       count(*) - count(distinct budget_line_id) as doubled,
       count(*) filter (where budget_current_krw not between 0 and 30000000000000) as budget,
       count(*) filter (where budget_compiled_krw not between 0 and 30000000000000) as compiled,
       count(*) filter (where fiscal_year not between 2016 and 2060) as years,
       count(*) filter (where snapshot_on > current_date) as future,
       count(*) filter (where line_name_raw ~* '<\\s*/?\\s*(script|img|iframe)|^\\s*[=@]|\\ufffd') as text,
       count(*) filter (where carried_over_krw is distinct from budget_current_krw - budget_compiled_krw) as bases,
       count(*) filter (where funding_gap_krw is distinct from budget_current_krw - funding_municipality_krw) as gap,
       count(*) filter (where spent_krw > budget_current_krw + 1000) as overspent,
       count(*) filter (where region_code is null) as nowhere,
       sum(budget_current_krw) as total
from marts_next.budget_lines
"""


def main() -> int:
    """All measurements, as a table on standard output."""
    home = tempfile.mkdtemp(prefix="warehouse-bench-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(WAREHOUSE_HOME=home, WAREHOUSE_POSTGRES_PORT=port)
    postgres = EmbeddedPostgres(settings)
    postgres.start()
    try:
        measured = {"import": timed(gx.context), **mart_gate(settings), **raw_gate(settings)}
    finally:
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)
    for name, seconds in measured.items():
        print(f"{name:<58}{seconds:8.2f} s")
    return 0 if measured[SUITE] <= 5 else 1


SUITE = f"suite of budget_lines over {ROWS:,} rows, after import"


def mart_gate(settings: Settings) -> dict[str, float]:
    """The suite of the largest mart, and the same questions as one query."""
    with connect(settings) as connection:
        connection.execute("create schema marts_next")
        connection.execute(_SNAPSHOT)
        connection.execute(
            "create table marts_next.regions as select '1111000000' as region_code,"
            " date '1988-04-23' as valid_from, null::date as valid_to"
        )
        connection.execute(
            "create table marts_next.initiatives as select 'i' || n as initiative_id from generate_series(1, 50000) n"
        )
        connection.execute("analyze")
        connection.commit()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "marts"
        folder.mkdir()
        shutil.copy(SUITES_DIRECTORY / "marts" / "budget_lines.yml", folder)
        results: list[Any] = []
        seconds = timed(lambda: results.extend(check_marts(settings, suites_directory=Path(name))))
    failed = [result.check_id for result in results if result.outcome is Outcome.FAILED]
    print(f"{len(results)} rules; failed: {failed}", file=sys.stderr)

    def by_hand() -> None:
        with connect(settings) as connection:
            connection.execute(BY_HAND).fetchone()

    return {SUITE: seconds, "the same questions as one hand-written query": timed(by_hand)}


def raw_gate(settings: Settings, rows: int = 100_000) -> dict[str, float]:
    """A load with its gates beside the same load with no rule but the contract's."""
    source = contract("lofin")

    def fetch(own: Any, interval: Any, settings: Any, archive: Any, progress: Any) -> None:
        for page in range(rows // 1000):
            head = [{"list_total_count": rows}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": ""}}]
            body = {"QWGJK": [{"head": head}, {"row": [_record(page * 1000 + n) for n in range(1000)]}]}
            place = {"table": "lofin_budget_lines", "set": DAY.isoformat(), "round": 1, "page": page + 1}
            archive.add(
                json.dumps(body).encode(), request={"method": "GET", "url": "/lf/hub/QWGJK", **place}, status=200
            )

    result = run_load(replace(source, fetch=fetch), Interval(DAY, date(2026, 3, 12)), settings)
    steps = result.step_seconds
    began = time.monotonic()
    for event in source.parse(source, Interval(DAY, date(2026, 3, 12)), _archive(settings, result)):
        assert event
    parse = time.monotonic() - began
    return {
        f"load of {rows:,} lines: fetch and archive": steps["fetch"],
        f"load of {rows:,} lines: parse alone": parse,
        f"load of {rows:,} lines: parse, row rules, Parquet": steps["parse_and_gate"],
        f"load of {rows:,} lines: table rules": steps["table_gate"],
    }


def _archive(settings: Settings, result: Any) -> Any:
    from warehouse.loading.transaction import archive_of

    return archive_of(settings, result)


def timed(work: Callable[[], Any]) -> float:
    """Seconds on the wall."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _record(number: int) -> dict[str, Any]:
    amount = 1_000_000 + number
    return {
        "fyr": "2026", "wa_laf_cd": "1100000", "wa_laf_hg_nm": "서울", "laf_cd": "1111000", "laf_hg_nm": "서울종로구",
        "acnt_dv_cd": "100", "acnt_dv_nm": "일반회계", "dept_cd": "1111000123", "dbiz_cd": f"{number:016d}",
        "dbiz_nm": f"스마트사업{number}", "exe_ymd": "20260311", "bdg_cash_amt": amount, "bdg_ntep": 0, "capep": 0,
        "sggep": amount, "etc_amt": 0, "ep_amt": amount // 2, "cpl_amt": amount, "fld_cd": "010",
        "fld_nm": "일반공공행정", "ane_part_cd": "016", "part_nm": "일반행정", "padm_laf_cd": "3000000",
        "lup_ord": number, "zon_cd": "1",
    }  # fmt: skip


_SNAPSHOT = f"""
create table marts_next.budget_lines as
select 'b' || n as budget_line_id, 'i' || (1 + n % 50000) as initiative_id, 2026 as fiscal_year,
       current_date - 1 as snapshot_on, '1111000000' as region_code, '11' as sido_code,
       lpad((n % 243)::text, 7, '0') as laf_cd_lofin, '스마트 사업 ' || n as line_name_raw,
       n * 1000::bigint as budget_compiled_krw, n * 1000::bigint as budget_current_krw, 0::bigint as carried_over_krw,
       n * 500::bigint as spent_krw, null::bigint as settled_krw, 0::bigint as funding_national_krw,
       0::bigint as funding_province_krw, n * 1000::bigint as funding_municipality_krw,
       0::bigint as funding_other_krw, 0::bigint as funding_gap_krw, 0.5::double precision as execution_ratio,
       'r' || n as record_key
from generate_series(1, {ROWS}) n
"""

if __name__ == "__main__":
    sys.exit(main())
