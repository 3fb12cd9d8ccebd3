"""Runs dbt in this process, one layer at a time, on the private build database."""

# ruff: noqa: S608 (names in these queries come from dbt or this project and are quoted; values never do)

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import ReleaseError
from warehouse.release.failures import explained, says_full
from warehouse.release.raw_views import create_raw_views
from warehouse.release.versions import prepare_versions
from warehouse.settings import PROJECT_ROOT, Settings

log = logging.getLogger(__name__)

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
LAYERS: Mapping[str, tuple[str, ...]] = {
    "staging": ("path:seeds", "path:models/staging"),
    "intermediate": ("path:models/intermediate",),
    "marts": ("path:models/marts",),
    # Only after a release is published, so that a build that never went out leaves no trace.
    "history": ("path:snapshots",),
}
KEPT = "KEPT"  # as macros/engine/kept.sql says it
_SHOWN_ROWS = 10
_SHOWN_NODES = 5


@dataclass(frozen=True, slots=True)
class BuiltLayer:
    """What one dbt run did; kept is what nothing had changed for."""

    layer: str
    built: tuple[str, ...]
    kept: tuple[str, ...]
    warnings: tuple[str, ...]
    seconds: float


def manifest_path(settings: Settings) -> Path:
    """dbt's description of all models and columns, as of the last build."""
    return _target(settings) / "manifest.json"


def build_layer(settings: Settings, layer: str) -> BuiltLayer:
    """Build and test one layer; the first also reads the seeds and renews the raw views."""
    if layer not in LAYERS:
        raise ReleaseError(f"There is no layer {layer!r}.", remedy=f"Choose one of {', '.join(LAYERS)}.")
    with explained(f"Building layer {layer}"):
        settings.build_database.parent.mkdir(parents=True, exist_ok=True)
        if layer == "staging":
            with duckdb.connect(str(settings.build_database)) as connection:
                create_raw_views(connection, settings)
                prepare_versions(connection)
        outcome = _run_dbt(settings, _arguments(settings, layer))
        _keep_artifact(settings, layer)
        if outcome.exception:
            if says_full(outcome.exception):
                raise OSError(errno.ENOSPC, str(outcome.exception))
            raise ReleaseError(
                f"dbt could not run layer {layer}: {outcome.exception}",
                remedy=f"The whole message is in {_logs(settings) / 'dbt.log'}.",
            )
        results = list(outcome.result.results)
        if not outcome.success:
            raise _failure(settings, layer, [result for result in results if str(result.status) in ("error", "fail")])
        return _summary(layer, results)


def _places(settings: Settings, target: Path) -> list[str]:
    project, logs = str(DBT_PROJECT), str(_logs(settings))
    return ["--project-dir", project, "--profiles-dir", project, "--target-path", str(target), "--log-path", logs]


def _arguments(settings: Settings, layer: str) -> list[str]:
    return [
        "build",
        *("--select", *LAYERS[layer]),
        # A test that looks across layers runs with the last of them.
        *("--indirect-selection", "buildable"),
        # Unit tests judge the code, not the data: they belong to `make test`.
        *("--exclude", "resource_type:unit_test"),
        *_places(settings, _target(settings)),
        *("--log-level", "warn"),
        # No unit tests in a layer: nothing to warn of.
        *("--warn-error-options", '{"silence": ["NoNodesForSelectionCriteria"]}'),
        "--no-use-colors",
        "--no-version-check",
    ]


def _run_dbt(settings: Settings, arguments: list[str]) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner  # takes a second to import: only the task that builds pays

    history = "1" if "path:snapshots" in arguments else ""
    environment = {
        "WAREHOUSE_BUILD_DATABASE": str(settings.build_database),
        "WAREHOUSE_SNAPSHOT": history,
        "DO_NOT_TRACK": "1",
    }
    with _environment(environment):
        try:
            return dbtRunner().invoke(arguments)
        finally:
            # dbt-duckdb keeps the file open for the life of the process; the copy needs it.
            DuckDBConnectionManager.close_all_connections()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _failure(settings: Settings, layer: str, failed: list[Any]) -> ReleaseError:
    full = next((result for result in failed if says_full(result.message)), None)
    if full:  # the rows and the model are as good as ever
        raise OSError(errno.ENOSPC, f"{full.node.name}: {' '.join(full.message.split())}")
    lines = [f"Layer {layer} failed in {len(failed)} node(s); the last release keeps serving."]
    for result in failed[:_SHOWN_NODES]:
        message = " ".join((result.message or "").split())
        lines.append(f"- {result.node.resource_type} {result.node.name}: {message}")
        lines += [f"    {json.dumps(row, ensure_ascii=False, default=str)}" for row in _failing_rows(settings, result)]
    if len(failed) > _SHOWN_NODES:
        lines.append(f"- and {len(failed) - _SHOWN_NODES} more, see {_logs(settings) / 'dbt.log'}")
    return ReleaseError(
        "\n".join(lines),
        remedy="Look at the rows above in the raw tables; mend the model or the source's parser, then build again.",
    )


def _failing_rows(settings: Settings, result: Any) -> list[dict[str, Any]]:
    """The rows a failed test found; dbt itself only counts them."""
    query = getattr(result.node, "compiled_code", None)
    if str(result.status) != "fail" or not query:
        return []
    try:
        with duckdb.connect(str(settings.build_database), read_only=True) as connection:
            cursor = connection.execute(f"select * from ({query}) limit {_SHOWN_ROWS}")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except duckdb.Error as error:
        return [{"the failing rows could not be read": str(error).splitlines()[0]}]


def _summary(layer: str, results: list[Any]) -> BuiltLayer:
    warnings = tuple(
        f"{result.node.name}: {' '.join((result.message or '').split())}"
        for result in results
        if str(result.status) == "warn"
    )
    made = [result for result in results if str(result.node.resource_type) in ("model", "seed", "snapshot")]
    kept = tuple(result.node.name for result in made if result.message == KEPT)
    built = tuple(result.node.name for result in made if result.message != KEPT)
    seconds = sum(result.execution_time for result in results)
    log.info(
        "layer %s: %d built, %d kept, %d warnings, %.1f s in dbt", layer, len(built), len(kept), len(warnings), seconds
    )
    return BuiltLayer(layer, built, kept, warnings, seconds)


def _keep_artifact(settings: Settings, layer: str) -> None:
    """Each layer's results would be overwritten by the next layer's."""
    results = _target(settings) / "run_results.json"
    if results.exists():
        shutil.copyfile(results, results.with_name(f"run_results_{layer}.json"))


def _target(settings: Settings) -> Path:
    return settings.build_database.parent / "dbt"


def _logs(settings: Settings) -> Path:
    return settings.home / "logs" / "dbt"
