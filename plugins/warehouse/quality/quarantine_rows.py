"""A row held back: what it was, which rule held it, where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from warehouse.quality.rules import Rule
from warehouse.quality.safe_json import dumps, plain
from warehouse.sources.contract import Label

SCHEMA = pa.schema(
    [
        ("quarantine_id", pa.string()),
        ("load_id", pa.string()),
        ("source", pa.string()),
        ("table_name", pa.string()),
        ("check_id", pa.string()),
        ("reason_ko", pa.string()),
        ("reason_en", pa.string()),
        ("record", pa.string()),
        ("record_key", pa.string()),
        ("archive_sha256", pa.string()),
        ("record_number", pa.int64()),
        ("created_at", pa.timestamp("us", "UTC")),
    ]
)


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """One row of `quarantine.parquet` and of `quality.quarantine`."""

    quarantine_id: str
    load_id: str
    source: str
    table_name: str
    check_id: str
    reason_ko: str
    reason_en: str
    record: str  # JSON
    record_key: str | None
    archive_sha256: str | None
    record_number: int | None
    created_at: datetime

    @classmethod
    def of(
        cls,
        load_id: str,
        source: str,
        rule: Rule,
        reasons: Sequence[Label],
        record: Mapping[str, Any],
        *,
        key: str | None,
        archive_sha256: str | None,
        record_number: int | None,
    ) -> QuarantinedRow:
        """The record with every reason; its id is the same each time the same load is written."""
        text = dumps(record)
        identity = f"{load_id}\0{rule.table}\0{archive_sha256}\0{record_number}\0{text}"
        return cls(
            hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:24],
            load_id,
            source,
            rule.table,
            rule.check_id,
            plain(" ".join(dict.fromkeys(reason.ko for reason in reasons))),
            plain(" ".join(dict.fromkeys(reason.en for reason in reasons))),
            text,
            key,
            archive_sha256,
            record_number,
            datetime.now(UTC),
        )


def as_table(rows: Sequence[QuarantinedRow]) -> pa.Table:
    """Rows as Arrow, ready for Parquet."""
    return pa.Table.from_pylist([asdict(row) for row in rows], schema=SCHEMA)
