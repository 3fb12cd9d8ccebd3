"""Measures the release room: COPY against pandas, reuse of unchanged tables, and readers during a swap.

Run: python benchmarks/release.py [rows]   (default 500,000; prints one table, needs nothing running)
"""

from __future__ import annotations

import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import sqlalchemy

from warehouse.database import warehouse_address
from warehouse.release import registry
from warehouse.release.build import manifest_path
from warehouse.release.copy import copy_marts
from warehouse.release.files import stage_files
from warehouse.release.swap import publish, rollback
from warehouse.services.postgres import BINARIES, EmbeddedPostgres
from warehouse.settings import Settings

READERS = 16
COLUMNS = {
    "line_id": "i::varchar",
    "fiscal_year": "(2020 + i % 6)::integer",
    "region_code": "(i % 243)::varchar",
    "line_name_raw": "'세부사업 ' || i || ' 정보시스템 운영'",
    "budget_current_krw": "(i * 7919 % 1000000007)::bigint",
    "spent_krw": "(i * 104729 % 1000000007)::bigint",
    "execution_ratio": "(i % 1000) / 1000.0::double",
    "snapshot_on": "date '2026-01-01' + (i % 300)::integer",
    "load_id": "'lofin-2026-11-21'",
    "archive_sha256": "md5(i::varchar)",
    "generation": "0",
}


def main(rows: int) -> None:
    """All measurements on one embedded server that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="warehouse-bench-") as home:
        Path(home).chmod(0o755)
        settings = Settings(WAREHOUSE_HOME=home, WAREHOUSE_POSTGRES_PORT=_free_port())
        server = EmbeddedPostgres(settings)
        server.start()
        try:
            _make_build(settings, rows)
            report = {**_copying(settings, rows), **_pandas(settings, rows), **_swapping(settings)}
        finally:
            server.stop()
    report["peak memory of this process"] = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    width = max(map(len, report))
    for name, value in report.items():
        print(f"{name:<{width}}  {value}")


def _copying(settings: Settings, rows: int) -> dict[str, str]:
    first = _timed(lambda: _release(settings, "release-20260101T000000"))
    second = _timed(lambda: copy_marts(settings, "release-20260102T000000"))
    files = _timed(lambda: stage_files(settings, "release-20260102T000000"))
    return {
        f"copy of {rows:,} rows with key, 2 indexes, comments, statistics": f"{first:.1f} s, {rows / first:,.0f} rows/s",
        "the same, unchanged (from the serving release)": f"{second:.1f} s, {rows / second:,.0f} rows/s",
        "rows alone through the pipe (no key, no index)": _pipe_only(settings, rows),
        "release files (Parquet, DuckDB, dictionary)": f"{files:.1f} s",
    }


def _pipe_only(settings: Settings, rows: int) -> str:
    bare = json.loads(manifest_path(settings).read_text())
    for node in bare["nodes"].values():
        node["config"]["meta"].update(primary_key=None, indexes=[])
    kept = manifest_path(settings).read_text()
    manifest_path(settings).write_text(json.dumps(bare))
    with duckdb.connect(str(settings.build_database)) as build:
        build.execute("update marts.budget_lines set spent_krw = spent_krw + 1")  # so that nothing is reused
    seconds = _timed(lambda: copy_marts(settings, "release-20260103T000000"))
    manifest_path(settings).write_text(kept)
    return f"{seconds:.1f} s, {rows / seconds:,.0f} rows/s"


def _pandas(settings: Settings, rows: int) -> dict[str, str]:
    """What most projects do: a data frame and `to_sql`. A tenth of the rows is enough to know."""
    few = max(rows // 10, 1)
    engine = sqlalchemy.create_engine(warehouse_address(settings).replace("postgresql://", "postgresql+psycopg://"))
    with duckdb.connect(str(settings.build_database), read_only=True) as build:
        frame: pd.DataFrame = build.execute(f"from marts.budget_lines limit {few}").df()
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("create schema if not exists bench"))
    plain = _timed(lambda: frame.to_sql("plain", engine, schema="bench", index=False, chunksize=10_000))
    engine.dispose()
    return {f"pandas.to_sql, {few:,} rows": f"{plain:.1f} s, {few / plain:,.0f} rows/s"}


def _swapping(settings: Settings) -> dict[str, str]:
    """Sixteen clients in a loop: quiet first, then while releases are copied, then while they are swapped."""
    quiet, quiet_errors = _read_while(settings, 8, lambda _: None)
    copies: list[tuple[float, float]] = []

    def copy_again(number: int) -> None:
        with duckdb.connect(str(settings.build_database)) as build:
            for table in ("budget_lines", "release_rows"):
                build.execute(f"update marts.{table} set generation = {number}")
        began = time.time()
        copy_marts(settings, f"release-202602{number:02d}T000000")
        copies.append((began, time.time()))

    copying, copy_errors = _read_while(settings, 20, copy_again)
    swaps: list[tuple[float, float]] = []

    def swap_again(_: int) -> None:
        """The two copies that stand by change places, so that nothing but the swap is measured."""
        began = time.time()
        rollback(settings, by="benchmark", reason="benchmark")
        swaps.append((began, time.time()))
        time.sleep(0.7)

    publish(settings, f"release-202602{len(copies):02d}T000000")
    swapping, swap_errors = _read_while(settings, 12, swap_again)
    near = [took for took, at in swapping if any(start - 0.1 <= at <= end + 0.1 for start, end in swaps)]
    return {
        f"{READERS} readers, quiet: queries, p50, p99": _latencies([took for took, _ in quiet]),
        f"the same during {len(copies)} copies": _latencies([took for took, _ in copying]),
        f"the same during {len(swaps)} swaps": _latencies(near),
        "errors or mixed answers": str(quiet_errors + copy_errors + swap_errors),
        "a swap, tries and tidying included (median)": f"{statistics.median(e - b for b, e in swaps):.2f} s",
    }


# A join that met two releases would divide by zero, and pgbench would report the client as failed.
_QUERY = """
\\set region random(0, 242)
select count(*), 1 / (case when bool_and(a.generation = r.generation) then 1 else 0 end)
from marts.budget_lines a cross join marts.release_rows r where a.region_code = cast(:region as text);
"""


def _read_while(settings: Settings, seconds: int, work: Callable[[int], None]) -> tuple[list[tuple[float, float]], int]:
    """Latencies (and when) of PostgreSQL's own load generator while `work` is repeated; how many clients failed."""
    folder = Path(tempfile.mkdtemp(dir=settings.home))
    (folder / "query.sql").write_text(_QUERY)
    password = (settings.home / "secrets" / "postgres_bi_reader").read_text()
    environment = {**os.environ, "PGPASSWORD": password}
    command = [
        str(BINARIES / "pgbench"), "-h", "127.0.0.1", "-p", str(settings.postgres_port), "-U", "bi_reader", "-n",
        "-c", str(READERS), "-j", "2", "-T", str(seconds), "-f", "query.sql", "--log", "-M", "prepared", "warehouse",
    ]  # fmt: skip
    bench = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    number = 0
    while bench.poll() is None:
        number += 1
        work(number)
        time.sleep(0.05)
    output = bench.communicate()[0]
    lines = (line.split() for path in folder.glob("pgbench_log.*") for line in path.read_text().splitlines())
    rows = [(int(line[2]) / 1e6, int(line[4]) + int(line[5]) / 1e6) for line in lines]
    return rows, output.count("aborted") + output.count("ERROR")


def _latencies(values: list[float]) -> str:
    if len(values) < 2:
        return f"{len(values)} queries"
    cuts = statistics.quantiles(values, n=100)
    return f"{len(values):,}, {cuts[49] * 1000:.1f} ms, {cuts[98] * 1000:.1f} ms"


def _release(settings: Settings, release_id: str) -> None:
    registry.start_release(settings, release_id)
    copy_marts(settings, release_id)
    publish(settings, release_id)


def _make_build(settings: Settings, rows: int) -> None:
    settings.build_database.parent.mkdir(parents=True)
    columns = ", ".join(f"{expression} as {name}" for name, expression in COLUMNS.items())
    with duckdb.connect(str(settings.build_database)) as build:
        build.execute("create schema marts")
        build.execute(f"create table marts.budget_lines as select {columns} from range({rows}) t(i)")
        build.execute(f"create table marts.release_rows as select 1 as id, {rows} as rows, 0 as generation")
    nodes = {
        "a": _model("budget_lines", list(COLUMNS), ["line_id"], [["region_code"], ["fiscal_year", "region_code"]]),
        "b": _model("release_rows", ["id", "rows", "generation"], ["id"], []),
    }
    manifest_path(settings).parent.mkdir(parents=True)
    manifest_path(settings).write_text(json.dumps({"nodes": nodes}))


def _model(name: str, columns: list[str], key: list[str], indexes: list[list[str]]) -> dict:
    meta = {"label_ko": name, "label_en": name, "primary_key": key, "indexes": indexes}
    return {
        "resource_type": "model", "schema": "marts", "alias": name, "name": name, "description": name,
        "fqn": ["bench", "marts", "budget", name], "config": {"materialized": "table", "meta": meta},
        "columns": {column: {"description": column, "config": {"meta": {"label_ko": column}}} for column in columns},
    }  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
