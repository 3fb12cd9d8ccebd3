"""Measures the release room: COPY against pandas, reuse of unchanged tables, and readers while releases come.

Run: python benchmarks/release.py [rows]   (default 500,000; prints one table, needs nothing running)
Goals: 150,000 rows/s into keyed and indexed tables; sixteen readers without an error or a mixed answer, their p99 at
most twice the quiet one. Exit code 1 when one is missed.
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
LEAST_ROWS_PER_SECOND = 150_000
MOST_OF_QUIET_P99 = 2.0
Span = tuple[float, float]
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


def main(rows: int) -> int:
    """All measurements on one embedded server that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="warehouse-bench-") as home:
        Path(home).chmod(0o755)
        settings = Settings(WAREHOUSE_HOME=home, WAREHOUSE_POSTGRES_PORT=_free_port())
        server = EmbeddedPostgres(settings)
        server.start()
        try:
            _make_build(settings, rows)
            copying, rate = _copying(settings, rows)
            reading, missed = _reading(settings)
        finally:
            server.stop()
    report = copying | reading
    report["peak memory of this process"] = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    width = max(map(len, report))
    for name, value in report.items():
        print(f"{name:<{width}}  {value}")
    if rate < LEAST_ROWS_PER_SECOND:
        missed.append(f"COPY at {rate:,.0f} rows/s")
    for goal in missed:
        print(f"missed: {goal}")
    return 1 if missed else 0


def _copying(settings: Settings, rows: int) -> tuple[dict[str, str], float]:
    registry.start_release(settings, "release-20260101T000000")
    first = _timed(lambda: copy_marts(settings, "release-20260101T000000"))
    publish(settings, "release-20260101T000000")
    second = _timed(lambda: copy_marts(settings, "release-20260102T000000"))
    files = _timed(lambda: stage_files(settings, "release-20260102T000000"))
    return {
        f"copy of {rows:,} rows with key, 2 indexes, comments, statistics": f"{first:.1f} s, {rows / first:,.0f} rows/s",
        "the same, unchanged (from the serving release)": f"{second:.1f} s, {rows / second:,.0f} rows/s",
        "rows alone through the pipe (no key, no index)": _pipe_only(settings, rows),
        "release files (Parquet, DuckDB, dictionary, dbt's pages)": f"{files:.1f} s",
        **_pandas(settings, rows),
    }, rows / first


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


def _reading(settings: Settings) -> tuple[dict[str, str], list[str]]:
    """Sixteen clients in a loop: quiet first, then while whole releases come, then around swaps alone."""
    quiet, errors = _read_while(settings, 10, lambda _: None)
    releases: list[Span] = []
    swaps: list[Span] = []

    def release_again(number: int) -> None:
        with duckdb.connect(str(settings.build_database)) as build:
            for table in ("budget_lines", "release_rows"):
                build.execute(f"update marts.{table} set generation = {number}")
        began = time.time()
        _release(settings, f"release-202602{number:02d}T000000")
        releases.append((began, time.time()))
        time.sleep(1)

    def swap_again(_: int) -> None:
        """The two copies that stand by change places, so that nothing but the swap is measured."""
        began = time.time()
        rollback(settings, by="benchmark", reason="benchmark")
        swaps.append((began, time.time()))
        time.sleep(0.7)

    releasing, release_errors = _read_while(settings, 30, release_again)
    swapping, swap_errors = _read_while(settings, 15, swap_again)
    errors += release_errors + swap_errors
    before = [took for took, _ in quiet]
    during = {
        f"{len(releases)} releases": _within(releasing, releases),
        f"{len(swaps)} swaps": _within(swapping, swaps),
    }
    report = {f"{READERS} readers, quiet: queries, p50, p99, longest": _latencies(before)}
    missed = [f"{errors} errors or mixed answers"] if errors else []
    for name, values in during.items():
        ratio = _p99(values) / _p99(before)
        report[f"the same during {name}"] = f"{_latencies(values)}, {ratio:.1f} times the quiet p99"
        if ratio > MOST_OF_QUIET_P99:
            missed.append(f"p99 during {name} is {ratio:.1f} times the quiet one")
    report["errors or mixed answers"] = str(errors)
    report["a release, copy and tidying included (median)"] = f"{statistics.median(e - b for b, e in releases):.1f} s"
    report["a swap, tries and tidying included (median)"] = f"{statistics.median(e - b for b, e in swaps):.2f} s"
    return report, missed


def _within(rows: list[tuple[float, float]], spans: list[Span]) -> list[float]:
    """Latencies of the queries that ended in one of the spans or just after."""
    return [took for took, at in rows if any(start <= at <= end + 0.1 for start, end in spans)]


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
    half = statistics.median(values)
    return f"{len(values):,}, {half * 1000:.1f} ms, {_p99(values) * 1000:.1f} ms, {max(values) * 1000:.0f} ms"


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


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
    described = {"metadata": {"project_name": "warehouse"}, "macros": {}, "sources": {}, "nodes": nodes}
    manifest_path(settings).write_text(json.dumps(described))


def _model(name: str, columns: list[str], key: list[str], indexes: list[list[str]]) -> dict:
    meta = {"label_ko": name, "label_en": name, "primary_key": key, "indexes": indexes}
    return {
        "unique_id": name, "package_name": "warehouse", "original_file_path": f"{name}.sql", "compiled_code": "select 1",
        "depends_on": {"nodes": []}, "resource_type": "model", "schema": "marts", "alias": name, "name": name, "description": name,
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
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000))
