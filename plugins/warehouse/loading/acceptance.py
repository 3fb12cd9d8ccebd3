"""A new version of an extractor loads nothing until a person has seen what it changes and accepted it.

The bytes of a refused load are archived all the same; accepting loads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from psycopg.types.json import Jsonb

from warehouse.database import connect
from warehouse.documents.review import Change
from warehouse.errors import WarehouseError
from warehouse.loading.raw_zone import load_directory, loads_in_force
from warehouse.loading.recording import read_load
from warehouse.quality.history import ensure_schema
from warehouse.settings import Settings
from warehouse.sources.contract import SourceContract


def require_accepted(settings: Settings, contract: SourceContract) -> None:
    """Refuse a version that differs from what stands in the raw tables, unless a person accepted it.

    The first load of all needs no acceptance: there is nothing to compare with. As long as every load in force is of
    today's version PostgreSQL is not asked, so that a load goes on without it.
    """
    if not contract.version_needs_acceptance:
        return
    others = versions_in_force(settings, contract) - {contract.parser_version}
    if not others or accepted_version(settings, contract) == contract.parser_version:
        return
    raise WarehouseError(
        f"Version {contract.parser_version} of the extractor of {contract.name} is not accepted;"
        f" the raw tables were read by {', '.join(sorted(others))}.",
        remedy="`warehouse documents compare` shows what it changes, `warehouse documents accept` lets it in and"
        " loads what was archived meanwhile.",
    )


def versions_in_force(settings: Settings, contract: SourceContract) -> set[str]:
    """Which versions read what stands in the raw tables."""
    return {
        read_load(load_directory(settings, identity)).parser_version or ""
        for identity in loads_in_force(settings, contract.name)
    }


def accepted_version(settings: Settings, contract: SourceContract) -> str | None:
    """The version a person let in last."""
    with connect(settings) as connection:
        ensure_schema(connection)
        row = connection.execute(
            "select version from quality.accepted_versions where source = %s order by acceptance_id desc limit 1",
            [contract.name],
        ).fetchone()
    return row[0] if row else None


def write_acceptance(
    settings: Settings, contract: SourceContract, changes: Sequence[Change], *, by: str, why: str
) -> None:
    """Record who let today's version in, why, and what it changed."""
    counts = Counter(f"{(change.new or change.old).kind} {change.kind}" for change in changes)  # type: ignore[union-attr]
    with connect(settings) as connection:
        ensure_schema(connection)
        connection.execute(
            "insert into quality.accepted_versions (source, version, accepted_by, accepted_at, reason, changes)"
            " values (%s, %s, %s, %s, %s, %s)",
            [contract.name, contract.parser_version, by.strip(), datetime.now(UTC), why.strip(), Jsonb(dict(counts))],
        )
