"""The marts from ten million budget lines, a million procurement records and a hundred thousand mentions.

`python benchmarks/marts.py [--lines 10000000] [--scales 1000000,10000000]` makes up raw tables, builds everything
with dbt under `memory_limit='2GB'`, adds a day's snapshot of 450,000 lines and builds again, and runs the budget
chain once more as one hand-made DuckDB script beside the same models under dbt. Wall time and peak memory are those
of the child process that builds. At the first scale the marts after the day are held against a build of everything.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import duckdb
import psutil
import typer
from marts_raw import make_raw

from warehouse.release.raw_views import create_catalogue, view_of
from warehouse.release.versions import note_files, prepare_versions
from warehouse.sources.registry import all_contracts

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "dbt_project"
MEMORY = "2GB"
DAY_LINES = 450_000
BUDGET_CHAIN = "+int_budget__lines +int_budget__region_totals"
DBT = """
import sys
from dbt.cli.main import dbtRunner
outcome = dbtRunner().invoke(sys.argv[1:])
for result in outcome.result or []:
    if str(result.status) in ("error", "fail"):
        print(result.node.name, result.message)
sys.exit(0 if outcome.success else 1)
"""


def measured(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Wall seconds and peak resident memory of a child process and its children."""
    start, peak = time.perf_counter(), 0
    process = psutil.Popen(command, env={**os.environ, **environment}, cwd=ROOT)
    while process.poll() is None:
        try:
            family = [process, *process.children(recursive=True)]
            peak = max(peak, sum(one.memory_info().rss for one in family))
        except psutil.NoSuchProcess:
            pass
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{command[:3]} … ended with {process.returncode}")
    return {"seconds": round(time.perf_counter() - start, 1), "peak_gb": round(peak / 1e9, 2)}


def environment(database: Path) -> dict[str, str]:
    """What the dbt profile reads."""
    return {
        "WAREHOUSE_BUILD_DATABASE": str(database),
        "WAREHOUSE_DUCKDB_MEMORY": MEMORY,
        "PYTHONPATH": str(ROOT / "plugins"),
        "DO_NOT_TRACK": "1",
    }


def dbt(database: Path, *arguments: str) -> dict[str, float]:
    """One `dbt run` in a process of its own."""
    target = database.parent / "target"
    options = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(target)]
    options += ["--log-path", str(database.parent / "logs"), "--log-level", "warn", "--no-version-check"]
    return measured([sys.executable, "-c", DBT, *arguments, *options], environment(database))


def make_views(database: Path, raw: Path) -> None:
    """Schema `raw` as the release makes it: views over Parquet."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema if not exists raw")
        for table in {table.name: table for contract in all_contracts() for table in contract.tables}.values():
            connection.execute(f"drop view if exists raw.{table.name}")
            files = sorted(raw.glob(f"{table.name}.*parquet"))
            connection.execute(view_of(connection, table, files))
            note_files(connection, table.name, files)
        create_catalogue(connection)
        prepare_versions(connection)


def add_a_day(raw: Path) -> None:
    """A newer snapshot of the last fiscal year, as a daily load brings it."""
    connection = duckdb.connect()
    connection.execute(f"""
        copy (
            select * replace (
                snapshot_on + 1 as snapshot_on, spent_krw + 1000 as spent_krw,
                'lofin-2026-11-22-20261122T020000000000' as _load_id
            )
            from read_parquet('{raw}/lofin_budget_lines.*parquet')
            where fiscal_year = 2026
            limit {DAY_LINES}
        ) to '{raw}/lofin_budget_lines.day.parquet'
    """)


def digests(database: Path) -> dict[str, tuple[Any, ...]]:
    """Rows of every mart, in any order, as numbers."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        query = "select count(*), bit_xor(hash(one)), sum(hash(one)) from marts.{} as one"
        return {table: connection.execute(query.format(table)).fetchone() or () for (table,) in tables}


def day_is_whole(database: Path) -> bool:
    """Whether the marts of an incremental build are those of a build that keeps nothing."""
    before = digests(database)
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from kept.versions")
    dbt(database, "run")
    return before == digests(database)


def by_hand(database: Path) -> dict[str, float]:
    """The budget chain as one script on DuckDB alone, with the same classifier."""
    return measured(
        [sys.executable, str(Path(__file__).with_name("marts_by_hand.py")), str(database)], environment(database)
    )


def one_scale(directory: Path, lines: int, verify: bool) -> dict[str, Any]:
    """All measurements at one size; procurement and mentions shrink with it."""
    raw = directory / "raw"
    make_raw(raw, lines, purchases=lines // 10, mentions=lines // 100, memory=MEMORY)
    database = directory / "build.duckdb"
    make_views(database, raw)
    results: dict[str, Any] = {"lines": lines, "seed": dbt(database, "seed"), "full": dbt(database, "run")}
    add_a_day(raw)
    make_views(database, raw)
    results["day"] = dbt(database, "run")
    results["database_gb"] = round(database.stat().st_size / 1e9, 2)
    if verify:
        results["day_is_whole"] = day_is_whole(database)
    hand = directory / "hand.duckdb"
    make_views(hand, raw)
    chain = directory / "chain" / "build.duckdb"
    chain.parent.mkdir()
    make_views(chain, raw)
    dbt(chain, "seed")
    results["chain_dbt"] = dbt(chain, "run", "--select", *BUDGET_CHAIN.split())
    results["chain_by_hand"] = by_hand(hand)
    results["ratio"] = round(results["chain_dbt"]["seconds"] / results["chain_by_hand"]["seconds"], 2)
    return results


def main(
    scales: Annotated[str, typer.Option(help="Numbers of budget lines, separated by commas.")] = "1000000,10000000",
    keep: Annotated[Path | None, typer.Option(help="Keep the made-up data here.")] = None,
) -> None:
    """Measure every scale and print one JSON object."""
    base = keep or Path(tempfile.mkdtemp(prefix="marts-"))
    results = []
    for lines in (int(part) for part in scales.split(",")):
        directory = base / str(lines)
        shutil.rmtree(directory, ignore_errors=True)
        results.append(one_scale(directory, lines, verify=not results))
        typer.echo(json.dumps(results[-1]), err=True)
    growth = {
        key: round(results[-1][key]["seconds"] / results[0][key]["seconds"], 2) for key in ("full", "day", "chain_dbt")
    }
    typer.echo(json.dumps({"memory_limit": MEMORY, "scales": results, "growth": growth}, indent=1))
    if not keep:
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    typer.run(main)
