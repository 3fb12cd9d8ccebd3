"""OpenLineage events of a release: one per model, with the columns of its output and where each comes from."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import duckdb
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import column_lineage_dataset, schema_dataset
from openlineage.client.uuid import generate_new_uuid

from warehouse.operations.lineage import ModelLineage, all_lineage
from warehouse.release.build import manifest_path
from warehouse.release.manifest import read_manifest, relation
from warehouse.services.observability import LINEAGE_NAMESPACE, lineage_transport
from warehouse.settings import Settings

log = logging.getLogger(__name__)


def emit_release_lineage(settings: Settings) -> int:
    """Send the lineage of the last build; returns the number of events, 0 when lineage is off."""
    transport = lineage_transport(settings)
    if transport is None:
        return 0
    if transport["type"] == "file":
        (settings.home / "lineage").mkdir(parents=True, exist_ok=True)
    client = OpenLineageClient(config={"transport": transport})
    events = release_events(settings)
    for event in events:
        client.emit(event)
    client.close()
    log.info("sent %d lineage events", len(events))
    return len(events)


def release_events(settings: Settings) -> list[RunEvent]:
    """One COMPLETE event per model of the last build."""
    manifest = read_manifest(manifest_path(settings))
    known = all_lineage(manifest, built_columns(settings))
    run, now = Run(runId=str(generate_new_uuid())), datetime.now(UTC).isoformat()
    return [
        RunEvent(
            eventType=RunState.COMPLETE,
            eventTime=now,
            run=run,
            job=Job(namespace=LINEAGE_NAMESPACE, name=f"build_marts.{node['name']}"),
            inputs=[InputDataset(namespace=LINEAGE_NAMESPACE, name=parent) for parent in _parents(node, manifest)],
            outputs=[_output(node, known.get(relation(node), {}))],
        )
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    ]


def built_columns(settings: Settings) -> dict[str, list[str]]:
    """The columns of every relation of the build database, in order."""
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        rows = connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns"
            " order by table_schema, table_name, ordinal_position"
        ).fetchall()
    columns: dict[str, list[str]] = {}
    for name, column in rows:
        columns.setdefault(name, []).append(column)
    return columns


def _parents(node: dict[str, Any], manifest: dict[str, Any]) -> list[str]:
    everything = {**manifest["nodes"], **manifest["sources"]}
    return [relation(everything[parent]) for parent in node["depends_on"]["nodes"] if parent in everything]


def _output(node: dict[str, Any], columns: ModelLineage) -> OutputDataset:
    described = [
        schema_dataset.SchemaDatasetFacetFields(
            name=name, type=column.get("data_type") or "", description=column.get("description") or ""
        )
        for name, column in node["columns"].items()
    ]
    fields = {
        name: column_lineage_dataset.Fields(
            inputFields=[
                column_lineage_dataset.InputField(namespace=LINEAGE_NAMESPACE, name=table, field=field)
                for table, field in sources
            ]
        )
        for name, sources in columns.items()
        if sources
    }
    facets: dict[str, Any] = {"schema": schema_dataset.SchemaDatasetFacet(fields=described)} if described else {}
    if fields:
        facets["columnLineage"] = column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields)
    return OutputDataset(namespace=LINEAGE_NAMESPACE, name=relation(node), facets=facets)
