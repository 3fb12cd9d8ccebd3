"""`warehouse lineage TABLE.COLUMN`: where a column of a mart comes from, back to the raw tables."""

from __future__ import annotations

from typing import Annotated

import typer

from warehouse.errors import SettingsError
from warehouse.settings import load_settings


def lineage(
    column: Annotated[str, typer.Argument(help="like region_years.per_head_krw")],
) -> None:
    """컬럼의 출처 · Where a column of a mart comes from, back to the raw tables."""
    from warehouse.operations.lineage import all_lineage, trace
    from warehouse.operations.lineage_events import built_columns
    from warehouse.release.build import manifest_path
    from warehouse.release.manifest import read_manifest

    settings = load_settings()
    table, _, name = column.removeprefix("marts.").rpartition(".")
    known = all_lineage(read_manifest(manifest_path(settings)), built_columns(settings))
    if name not in known.get(f"marts.{table}", {}):
        tables = ", ".join(sorted(key.removeprefix("marts.") for key in known if key.startswith("marts.")))
        raise SettingsError(
            f"There is no column {column!r} in the marts.", remedy=f"Name it TABLE.COLUMN; the tables are {tables}."
        )
    for depth, (where, what) in trace(f"marts.{table}", name, known):
        typer.echo(f"{'  ' * depth}{where}.{what}")
