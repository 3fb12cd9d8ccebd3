"""How fast lofin365 rows travel from HTTP pages on loopback into a queryable raw table, beside dlt on the same rows.

    python benchmarks/ingest.py [--rows 1000000] [--xml-rows 300000] [--skip-dlt] [--json results.json]

Each measurement runs in a process of its own, so that its peak memory is its own. Our path is the real one: the fetch
layer with its checks, the archive (durable, compressed), the parser, Parquet, a DuckDB view that is counted and summed.
dlt 1.31 runs in an environment of its own that is made on first use (var/bench/dlt), extracting the same pages in
parallel into Parquet files that DuckDB reads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

PAGE_ROWS = 1000
DAY = date(2025, 12, 31)
MARK = b"\x01PAGE\x01"  # replaced by the page's number, so that no two rows are alike
TARGETS = {"json": 100_000, "json_100ms": 40_000, "xml": 50_000}
MEMORY_LIMIT_MB = 500
DLT_HOME = Path(__file__).resolve().parents[1] / "var" / "bench" / "dlt"
DLT_PACKAGES = ("dlt[parquet,duckdb]==1.31.*", "duckdb<2", "requests")


# The server: pages that cost nothing to make, so that the client is what is measured.


@cache
def _template(kind: str) -> bytes:
    rows = [_row(number) for number in range(PAGE_ROWS)]
    if kind == "json":
        return b",".join(json.dumps(row, ensure_ascii=False).encode() for row in rows).replace(b"@@@@@@", MARK)
    parts = ("<row>" + "".join(f"<{k}>{v}</{k}>" for k, v in row.items()) + "</row>" for row in rows)
    return "".join(parts).encode().replace(b"@@@@@@", MARK)


def _row(number: int) -> dict[str, object]:
    budget = 1_000_000 + number * 1_000
    return {
        "fyr": "2025", "wa_laf_cd": "1100000", "wa_laf_hg_nm": "서울", "laf_cd": f"11{number % 25 + 11}000",
        "laf_hg_nm": "서울종로구", "acnt_dv_cd": "100", "acnt_dv_nm": "일반회계", "dept_cd": f"1111000{number % 90:03d}",
        "dbiz_cd": f"3000000@@@@@@{number:04d}", "dbiz_nm": f"인공지능민원안내시스템구축{number}", "exe_ymd": "20251231",
        "bdg_cash_amt": budget, "bdg_ntep": 0, "capep": budget // 4, "sggep": budget - budget // 4, "etc_amt": 0,
        "ep_amt": budget * 9 // 10, "cpl_amt": budget, "fld_cd": "010", "fld_nm": "일반공공행정", "ane_part_cd": "016",
        "part_nm": "일반행정", "padm_laf_cd": "3000000", "lup_ord": number, "zon_cd": "1",
    }  # fmt: skip


def page_bytes(kind: str, page: int, total: int) -> bytes:
    """One page as lofin365 sends it."""
    if (page - 1) * PAGE_ROWS >= total:
        return '{"RESULT":[{"CODE":"INFO-200","MESSAGE":"해당하는 데이터가 없습니다."}]}'.encode()
    rows = _template(kind).replace(MARK, f"{page:06d}".encode())
    if kind == "json":
        head = f'[{{"list_total_count":{total}}},{{"RESULT":{{"CODE":"INFO-000","MESSAGE":"정상 처리되었습니다."}}}}]'
        return b'{"QWGJK":[{"head":' + head.encode() + b'},{"row":[' + rows + b"]}]}"
    head = f"<list_total_count>{total}</list_total_count><RESULT><CODE>INFO-000</CODE><MESSAGE>OK</MESSAGE></RESULT>"
    return b"<QWGJK><head>" + head.encode() + b"</head>" + rows + b"</QWGJK>"


def serve(kind: str, total: int, latency: float) -> None:
    """Serve until the parent closes our input."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            if latency:
                time.sleep(latency)
            if query["pSize"] == "1":
                body = b'{"QWGJK":[{"head":[{"list_total_count":1},{"RESULT":{"CODE":"INFO-000"}}]},{"row":[{"fyr":"2025"}]}]}'
            else:
                body = page_bytes(kind, int(query["pIndex"]), total)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


class Server:
    """The server in a process of its own."""

    def __init__(self, kind: str, total: int, latency: float) -> None:
        command = [sys.executable, __file__, "--serve", kind, str(total), str(latency)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


# Our path


def ingest(kind: str, rows: int, home: str) -> dict[str, float]:
    """Pull, archive, parse, write, query; in this process."""
    import dataclasses

    import duckdb
    import pandas  # noqa: F401  (Arrow imports it on first use: not part of what is measured)

    from warehouse.loading.archive import ArchiveRecorder, DirectoryArchive
    from warehouse.loading.writing import TableWriter
    from warehouse.settings import load_settings
    from warehouse.sources.contract import Interval, ParsedBatch, no_progress
    from warehouse.sources.registry import contract as find_contract

    contract = find_contract("lofin")
    options = {**contract.tables[0].options, "type": kind}
    table = dataclasses.replace(contract.tables[0], options=options)
    contract = dataclasses.replace(contract, tables=(table,))
    interval = Interval(DAY, date(DAY.year + 1, 1, 1))
    settings, directory = load_settings(), Path(home)

    began, began_cpu = time.perf_counter(), time.process_time()
    archive = ArchiveRecorder(directory / "archive")
    contract.fetch(contract, interval, settings, archive, no_progress)
    archive.complete()
    archive.close()
    fetched, fetch_cpu = time.perf_counter(), time.process_time()
    path = directory / f"{table.name}.parquet"
    writer = TableWriter(path, table, "bench")
    for event in contract.parse(contract, interval, DirectoryArchive(directory / "archive")):
        assert isinstance(event, ParsedBatch), event
        import pyarrow as pa

        writer.write(pa.Table.from_batches([event.rows]))
    writer.close()
    with duckdb.connect() as connection:
        connection.execute(f"create view {table.name} as from read_parquet('{path}')")
        found = connection.execute(f"select count(*), sum(budget_current_krw) from {table.name}").fetchone()
    done = time.perf_counter()
    expected_sum = rows // PAGE_ROWS * sum(1_000_000 + n * 1_000 for n in range(PAGE_ROWS))
    assert found == (rows, expected_sum), found
    return {
        "rows": rows,
        "seconds": round(done - began, 2),
        "fetch_seconds": round(fetched - began, 2),
        "parse_seconds": round(done - fetched, 2),
        "fetch_cpu_seconds": round(fetch_cpu - began_cpu, 2),
        "parse_cpu_seconds": round(time.process_time() - fetch_cpu, 2),
        "rows_per_second": round(rows / (done - began)),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


# dlt, in an environment of its own

DLT_PROGRAM = """
import json, os, resource, sys, time
import dlt, duckdb, requests
url, rows, directory = sys.argv[1], int(sys.argv[2]), sys.argv[3]

@dlt.resource(name="pages", selected=False)
def pages():
    yield from range(1, rows // 1000 + 1)

@dlt.transformer(data_from=pages, name="lofin_budget_lines", parallelized=True)
def lines(page):
    found = requests.get(url + "/lf/hub/QWGJK", params={"pIndex": page, "pSize": 1000}).json()
    yield found["QWGJK"][1]["row"]

began = time.perf_counter()
pipeline = dlt.pipeline("bench", destination=dlt.destinations.filesystem(directory), dataset_name="raw", pipelines_dir=directory + "/work")
pipeline.run(lines, loader_file_format="parquet")
count = duckdb.sql(f"select count(*) from read_parquet('{directory}/raw/lofin_budget_lines/*.parquet')").fetchall()[0][0]
seconds = time.perf_counter() - began
assert count == rows, count
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"rows": rows, "seconds": round(seconds, 2), "rows_per_second": round(rows / seconds), "peak_mb": peak, "version": dlt.__version__}))
"""


def dlt_python() -> str:
    """The interpreter of dlt's environment, made on first use."""
    python = DLT_HOME / "bin" / "python"
    if not python.exists():
        subprocess.run(
            [sys.executable, "-m", "uv", "venv", "-q", "--python", sys.executable, str(DLT_HOME)], check=True
        )
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", str(python), *DLT_PACKAGES], check=True
        )
    return str(python)


def measure_dlt(rows: int) -> dict[str, float]:
    """dlt on the same pages without latency."""
    python = dlt_python()
    settings = {
        "EXTRACT__WORKERS": "8",
        "NORMALIZE__WORKERS": str(os.cpu_count() or 2),
        "LOAD__WORKERS": "4",
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "RUNTIME__LOG_LEVEL": "CRITICAL",
        "NO_PROXY": "127.0.0.1",
    }
    with tempfile.TemporaryDirectory() as directory, Server("json", rows, 0.0) as server:
        found = subprocess.run(
            [python, "-c", DLT_PROGRAM, server.url, str(rows), directory],
            env={**os.environ, **settings}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if found.returncode:
            raise SystemExit(f"dlt failed:\n{found.stderr[-2000:]}")
        return json.loads(found.stdout.strip().splitlines()[-1])


# Measurements


def measure(kind: str, rows: int, latency: float) -> dict[str, float]:
    """One measurement of our path in a fresh process."""
    with tempfile.TemporaryDirectory() as directory, Server(kind, rows, latency) as server:
        environment = {
            **os.environ,
            "WAREHOUSE_HOME": directory,
            "WAREHOUSE_MODE": "live",
            "WAREHOUSE_BASE_URL_LOFIN365": server.url,
            "LOFIN365_API_KEY": "benchmark",
        }
        command = [sys.executable, __file__, "--ingest", kind, str(rows), directory]
        found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if found.returncode:
            raise SystemExit(f"{kind} failed:\n{found.stderr[-3000:]}")
        check_rows(Path(directory), rows)
        return json.loads(found.stdout.strip().splitlines()[-1])


def check_rows(directory: Path, rows: int) -> None:
    """Every row is there once; here, not in the measured process, because telling rows apart takes memory per row."""
    import duckdb

    (path,) = directory.glob("*.parquet")
    found = duckdb.sql(f"select count(*), count(distinct line_code) from read_parquet('{path}')").fetchone()
    assert found == (rows, rows), found


def report(results: dict[str, dict[str, float]]) -> bool:
    """Print a table; True when every target is met."""
    print(f"\n{'measurement':<22}{'rows':>10}{'seconds':>9}{'rows/s':>10}{'peak MB':>9}  target")
    fine = True
    for name, found in results.items():
        target = TARGETS.get(name)
        met = target is None or (found["rows_per_second"] >= target and found["peak_mb"] <= MEMORY_LIMIT_MB)
        fine &= met
        note = "" if target is None else f">= {target:,} rows/s, <= {MEMORY_LIMIT_MB} MB: {'met' if met else 'MISSED'}"
        print(
            f"{name:<22}{found['rows']:>10,}{found['seconds']:>9}{found['rows_per_second']:>10,}{found['peak_mb']:>9}  {note}"
        )
    if "dlt" in results:
        print(
            f"\nratio to dlt {results['dlt']['version']}: {results['json']['rows_per_second'] / results['dlt']['rows_per_second']:.1f} times"
        )
    return fine


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xml-rows", type=int, default=300_000)
    parser.add_argument("--skip-dlt", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--ingest", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        return serve(arguments.serve[0], int(arguments.serve[1]), float(arguments.serve[2]))
    if arguments.ingest:
        return print(json.dumps(ingest(arguments.ingest[0], int(arguments.ingest[1]), arguments.ingest[2])))
    rows = arguments.rows // PAGE_ROWS * PAGE_ROWS
    plan: dict[str, tuple[str, int, float]] = {
        "json_quarter": ("json", rows // 4 // PAGE_ROWS * PAGE_ROWS, 0.0),
        "json": ("json", rows, 0.0),
        "json_100ms": ("json", rows, 0.1),
        "xml": ("xml", arguments.xml_rows // PAGE_ROWS * PAGE_ROWS, 0.0),
    }
    results: dict[str, dict[str, float]] = {}
    for name, what in plan.items():
        results[name] = measure(*what)
        print(name, results[name], flush=True)
    if not arguments.skip_dlt:
        results["dlt"] = measure_dlt(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2))
    if not report(results):
        raise SystemExit(1)
    return None


if __name__ == "__main__":
    main()
