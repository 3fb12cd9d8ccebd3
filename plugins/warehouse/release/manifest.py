"""dbt's manifest of the newest build, whole: what every model is, its SQL, and what stands on what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from warehouse.errors import SettingsError


def read_manifest(path: Path) -> dict[str, Any]:
    """dbt's description of the last build, every model with its compiled SQL.

    dbt runs once per layer and keeps in the manifest only what the last run compiled; the other layers' SQL stands
    beside it in `compiled/`.
    """
    if not path.exists():
        raise SettingsError(f"{path} does not exist: nothing was built here yet.", remedy="Run `make run` first.")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and not node.get("compiled_code"):
            file = path.parent / "compiled" / node["package_name"] / node["original_file_path"]
            if file.exists():
                node["compiled_code"] = file.read_text(encoding="utf-8")
    return manifest


def relation(node: Mapping[str, Any]) -> str:
    """`schema.table` of a model, seed, snapshot or source."""
    return f"{node['schema']}.{node.get('alias') or node.get('identifier') or node['name']}"
