"""Reads docker-compose.yml as Compose would, so that tests start exactly the commands that a server starts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::-(?P<default>[^}]*))?\})")


class Composed:
    """The services of the file, with `${NAME:-default}` filled in from `variables`."""

    def __init__(self, root: Path, variables: dict[str, str] | None = None) -> None:
        self.root = root
        self.variables = variables or {}
        self.content: dict[str, Any] = self._filled(
            yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))
        )

    @property
    def services(self) -> dict[str, dict[str, Any]]:
        return self.content["services"]

    def command(self, service: str) -> list[str]:
        """What the container runs: its entry point (the service's, else the image's) and its command."""
        described = self.services[service]
        entry = described.get("entrypoint")
        if entry is None and described.get("image", "").startswith("warehouse-airflow"):
            entry = self.image_entry_point()
        command = described.get("command", [])
        return [*(entry or []), *(command if isinstance(command, list) else command.split())]

    def environment(self, service: str) -> dict[str, str]:
        return {name: str(value) for name, value in self.services[service].get("environment", {}).items()}

    def health(self, service: str) -> list[str]:
        """The health check as an argument list."""
        kind, *rest = self.services[service]["healthcheck"]["test"]
        return ["sh", "-c", *rest] if kind == "CMD-SHELL" else rest

    def image_entry_point(self) -> list[str]:
        dockerfile = (self.root / "docs/deployment/Dockerfile").read_text(encoding="utf-8")
        return json.loads(re.search(r"^ENTRYPOINT (\[.*\])$", dockerfile, flags=re.MULTILINE)[1])

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        if isinstance(value, str):
            return VARIABLE.sub(self._value, value)
        return value

    def _value(self, found: re.Match[str]) -> str:
        return "$" if found[0] == "$$" else self.variables.get(found["name"]) or found["default"] or ""
