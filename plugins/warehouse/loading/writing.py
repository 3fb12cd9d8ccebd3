"""Rows on their way into a staged load: in memory only a batch at a time, one Parquet file per table."""

# ruff: noqa: S608 (names in these queries come from contracts and suites, never from outside)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.quality.quarantine_rows import SCHEMA, QuarantinedRow, as_table
from warehouse.quality.table_rules import quoted
from warehouse.sources.contract import LOAD_COLUMN, TableContract

BATCH_ROWS = 50_000  # large enough that Great Expectations' cost per batch (0.1 s) disappears
ROW_GROUP_ROWS = 100_000


class TableWriter:
    """One raw table of a staged load. The file exists, with its columns, even when no row comes."""

    def __init__(self, path: Path, table: TableContract, load_id: str) -> None:
        self.path = path
        self.table = table
        self.load_id = load_id
        self.row_count = 0
        # Gates, not Arrow, say which values may be missing: a null must be able to reach quarantine.
        self.schema = pa.schema([field.with_nullable(True) for field in table.raw_schema])
        self._writer = pq.ParquetWriter(path, self.schema, compression="zstd")

    def write(self, rows: pa.Table) -> None:
        """Add good rows."""
        if rows.num_rows:
            stamped = rows.append_column(LOAD_COLUMN.name, pa.repeat(pa.scalar(self.load_id), rows.num_rows))
            self._writer.write_table(stamped.cast(self.schema), row_group_size=ROW_GROUP_ROWS)
            self.row_count += rows.num_rows

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()

    def take_out(self, positions_query: str, neighbours: Mapping[str, Path]) -> list[dict]:
        """Remove and return the rows whose `file_row_number` the query yields. Call after `close`.

        `{batch}` in the query is this table, `{<table>}` a neighbour of the same load.
        """
        if not self.row_count:
            return []
        tables = {name: _relation(path) for name, path in neighbours.items()}
        batch = f"read_parquet('{quoted(self.path)}', file_row_number = true)"
        with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
            query = positions_query.format(batch=batch, **tables)
            connection.execute(f"create table chosen as {query}")
            positions = {row[0] for row in connection.execute("select file_row_number from chosen").fetchall()}
            if not positions:
                return []
            rows = connection.sql(
                f"select * exclude (file_row_number) from {batch} join chosen using (file_row_number)"
                " order by file_row_number"
            )
            removed = rows.to_arrow_table().drop_columns([LOAD_COLUMN.name]).to_pylist()
        self._rewrite_without(positions)
        return removed

    def _rewrite_without(self, positions: set[int]) -> None:
        rewritten = self.path.with_suffix(".rewritten")
        position = 0
        with pq.ParquetFile(self.path) as old, pq.ParquetWriter(rewritten, self.schema, compression="zstd") as new:
            for batch in old.iter_batches(ROW_GROUP_ROWS):
                mask = pa.array([row not in positions for row in range(position, position + batch.num_rows)])
                position += batch.num_rows
                new.write_table(pa.Table.from_batches([batch]).filter(mask))
        rewritten.rename(self.path)
        self.row_count -= len(positions)


def _relation(path: Path) -> str:
    return f"read_parquet('{quoted(path)}')"


class QuarantineWriter:
    """`quarantine.parquet` of a staged load."""

    def __init__(self, path: Path) -> None:
        self.count = 0
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd")

    def write(self, rows: Sequence[QuarantinedRow]) -> None:
        """Add rows that were held back."""
        if rows:
            self._writer.write_table(as_table(rows))
            self.count += len(rows)

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


class Collector:
    """Batches of one table, gathered until they are worth a gate's attention."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = pa.schema([field.with_nullable(True) for field in schema])
        self._batches: list[pa.RecordBatch] = []
        self._count = 0

    def add(self, batch: pa.RecordBatch) -> bool:
        """Keep a batch; true when there is enough."""
        self._batches.append(batch)
        self._count += batch.num_rows
        return self._count >= BATCH_ROWS

    def take(self) -> list[pa.Table]:
        """What was gathered, in pieces of at most one gate batch."""
        if not self._batches:
            return []
        whole = pa.concat_tables(
            [pa.Table.from_batches([batch]).select(self.schema.names).cast(self.schema) for batch in self._batches]
        )
        self._batches, self._count = [], 0
        return [whole.slice(start, BATCH_ROWS) for start in range(0, whole.num_rows, BATCH_ROWS)]
