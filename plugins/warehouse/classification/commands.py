"""`warehouse classify FILE.csv`: what the classifier says about any list of names."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from warehouse.classification.rules import classify
from warehouse.errors import SettingsError


def classify_file(file: Path) -> None:
    """Print `name,pred,technologies` for a CSV with columns `name` and, where it helps, `field` (분야)."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.DictReader(text)
        if "name" not in (reader.fieldnames or ()):
            raise SettingsError(
                f"{file} has no column called name.", remedy="Give a CSV whose first row is name or name,field."
            )
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["name", "pred", "technologies"])
        for row in reader:
            verdict = classify(row["name"], row.get("field"))
            writer.writerow([row["name"], int(verdict.is_digital), "|".join(verdict.technologies)])
