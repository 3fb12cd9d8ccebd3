"""Logs, metrics and lineage on request: three short settings of the warehouse, translated into Airflow's own.

| setting | value | effect |
|---|---|---|
| WAREHOUSE_LOG_FORMAT | json | every line of every Airflow process is one JSON object |
| WAREHOUSE_METRICS | statsd://host:8125 | Airflow's metrics and the warehouse's own to a StatsD collector |
| | http(s)://host:4318 | the same to an OpenTelemetry collector (OTLP over HTTP) |
| WAREHOUSE_LINEAGE | file | OpenLineage events to `$WAREHOUSE_HOME/<mode>/lineage/events.jsonl` |
| | http(s)://host:port/path | OpenLineage events to that endpoint |
"""

from __future__ import annotations

import json
import os
from urllib.parse import urlsplit

from warehouse.errors import SettingsError
from warehouse.settings import Settings

LINEAGE_NAMESPACE = "warehouse"


def observability_environment(settings: Settings) -> dict[str, str]:
    """Airflow's variables for what was asked for; nothing when nothing was."""
    return {**_logs(), **_metrics(), **_lineage(settings)}


def lineage_transport(settings: Settings) -> dict[str, object] | None:
    """OpenLineage's transport as its client wants it, or None when lineage is off."""
    wanted = os.environ.get("WAREHOUSE_LINEAGE", "").strip()
    if not wanted:
        return None
    if wanted == "file":
        return {"type": "file", "log_file_path": str(settings.home / "lineage" / "events.jsonl"), "append": True}
    parts = urlsplit(wanted)
    if parts.scheme in ("http", "https") and parts.hostname:
        return {
            "type": "http",
            "url": f"{parts.scheme}://{parts.netloc}",
            "endpoint": parts.path.lstrip("/") or "api/v1/lineage",
        }
    raise _unknown("WAREHOUSE_LINEAGE", "file, or http(s)://host:port/path")


def _logs() -> dict[str, str]:
    wanted = os.environ.get("WAREHOUSE_LOG_FORMAT", "").strip() or "text"
    if wanted not in ("text", "json"):
        raise _unknown("WAREHOUSE_LOG_FORMAT", "text or json")
    return {"AIRFLOW__LOGGING__JSON_LOGS": "True"} if wanted == "json" else {}


def _metrics() -> dict[str, str]:
    wanted = os.environ.get("WAREHOUSE_METRICS", "").strip()
    if not wanted:
        return {}
    parts = urlsplit(wanted)
    if parts.scheme == "statsd" and parts.hostname:
        return {
            "AIRFLOW__METRICS__STATSD_ON": "True",
            "AIRFLOW__METRICS__STATSD_HOST": parts.hostname,
            "AIRFLOW__METRICS__STATSD_PORT": str(parts.port or 8125),
        }
    if parts.scheme in ("http", "https") and parts.hostname:
        return {
            "AIRFLOW__METRICS__OTEL_ON": "True",
            "OTEL_EXPORTER_OTLP_ENDPOINT": wanted.rstrip("/"),
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_SERVICE_NAME": "warehouse",
        }
    raise _unknown("WAREHOUSE_METRICS", "statsd://host:8125, or http(s)://host:4318 for OpenTelemetry")


def _lineage(settings: Settings) -> dict[str, str]:
    transport = lineage_transport(settings)
    if transport is None:
        return {}
    if transport["type"] == "file":
        (settings.home / "lineage").mkdir(parents=True, exist_ok=True)
    return {
        "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport),
        "AIRFLOW__OPENLINEAGE__NAMESPACE": LINEAGE_NAMESPACE,
        "AIRFLOW__OPENLINEAGE__DISABLE_SOURCE_CODE": "True",
        # A forked emitter that hangs keeps its task "running" (provider 2.20 notes); a thread cannot.
        "AIRFLOW__OPENLINEAGE__EXECUTE_IN_THREAD": "True",
    }


def _unknown(name: str, choices: str) -> SettingsError:
    return SettingsError(f"{name}={os.environ[name]!r} is not understood.", remedy=f"Use {choices}, or leave it empty.")
