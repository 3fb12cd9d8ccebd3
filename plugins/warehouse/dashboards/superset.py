"""Speaks to a running Superset: log in, import a bundle."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import requests

from warehouse.dashboards.bundle import DATABASE_FILE
from warehouse.errors import SettingsError

TIMEOUT_SECONDS = 120


class Superset:
    """A session as `user` at `address`; raises SettingsError with what Superset answered."""

    def __init__(self, address: str, user: str, password: str) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise SettingsError(f"{address} is no web address.", remedy="Give one like http://127.0.0.1:8088.")
        self.address = address.rstrip("/")
        self.session = requests.Session()
        self.session.headers["Accept"] = "application/json"  # else errors come as pages
        self._log_in(user, password)

    def import_bundle(self, bundle: bytes, database_password: str) -> None:
        """Create or replace everything the bundle holds."""
        self._ask(
            "POST",
            "/api/v1/assets/import/",
            files={"bundle": ("warehouse.zip", bundle, "application/zip")},
            data={"passwords": json.dumps({DATABASE_FILE: database_password})},
        )

    def _log_in(self, user: str, password: str) -> None:
        credentials = {"username": user, "password": password, "provider": "db", "refresh": False}
        token = self._ask("POST", "/api/v1/security/login", json=credentials)["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.headers["X-CSRFToken"] = self._ask("GET", "/api/v1/security/csrf_token/")["result"]
        self.session.headers["Referer"] = self.address

    def _ask(self, method: str, path: str, **options: object) -> dict:
        try:
            answer = self.session.request(method, self.address + path, timeout=TIMEOUT_SECONDS, **options)  # type: ignore[arg-type]
        except requests.RequestException as error:
            raise SettingsError(
                f"Superset does not answer at {self.address} ({type(error).__name__}).",
                remedy="Start it, or name its address with --superset.",
            ) from None
        if answer.status_code == 401:
            raise SettingsError(
                f"Superset at {self.address} refuses the log-in.",
                remedy="Check user and password (secrets/superset_admin).",
            )
        if not answer.ok:
            raise SettingsError(
                f"Superset answered {answer.status_code} to {path}: {answer.text[:800]}", remedy="See its log."
            )
        return answer.json()
