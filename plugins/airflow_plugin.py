"""The one file that Airflow loads as a plugin: it mounts the quality page and puts it into the navigation.

Airflow executes every file under `plugins/` as a module of its own (`.airflowignore` leaves only this one) and serves
a plugin's application without asking who calls, so the application asks on every route (`warehouse.pages.access`).
"""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from warehouse.pages.app import PREFIX, application


class WarehousePlugin(AirflowPlugin):
    """The quality page."""

    name = "warehouse"
    fastapi_apps = [{"app": application, "url_prefix": PREFIX, "name": "Warehouse quality"}]  # noqa: RUF012 (Airflow's form)
    external_views = [  # noqa: RUF012
        {
            "name": "데이터 품질 · Data quality",
            "href": f"{PREFIX}/",
            "destination": "nav",
            "category": "browse",
            "url_route": "warehouse-quality",
        }
    ]
