"""`warehouse classify FILE.csv`: each line's name with the verdict and its technologies, as CSV on standard output."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TextIO

from warehouse.classification.rules import classify
from warehouse.errors import WarehouseError


def classify_file(path: Path, output: TextIO | None = None) -> None:
    """Columns in: `name`, and `field` where known. Columns out: `name`, `pred` (1 or 0), `technologies` (by `|`)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text(encoding="cp949", errors="strict")
    except OSError as error:
        raise WarehouseError(f"{path} cannot be read: {error.strerror}.", remedy="Name a CSV file.") from None
    rows = csv.DictReader(text.splitlines())
    if "name" not in (rows.fieldnames or []):
        raise WarehouseError(
            f"{path} has no column `name` (found: {', '.join(rows.fieldnames or []) or 'nothing'}).",
            remedy="The first line names the columns: name,field.",
        )
    writer = csv.writer(output or sys.stdout, lineterminator="\n")
    writer.writerow(["name", "pred", "technologies"])
    for row in rows:
        verdict = classify(row["name"] or "", row.get("field") or "")
        writer.writerow([row["name"], int(verdict.is_digital), "|".join(verdict.technologies)])
