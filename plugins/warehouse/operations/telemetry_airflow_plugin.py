"""Tells Airflow about the listener that sends metrics and lineage (Airflow finds this file in the plugins folder)."""

from airflow.plugins_manager import AirflowPlugin

from warehouse.operations import task_listener


class WarehouseTelemetry(AirflowPlugin):
    """Metrics and lineage of loads and releases."""

    name = "warehouse_telemetry"
    listeners = [task_listener]  # noqa: RUF012 (Airflow's own convention)
