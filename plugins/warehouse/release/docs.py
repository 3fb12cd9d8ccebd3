"""`make docs`: dbt's own pages on models, columns and lineage as one HTML file under the home."""

from __future__ import annotations

import sys

from warehouse.errors import SettingsError, WarehouseError
from warehouse.release.build import generate_docs
from warehouse.settings import load_settings


def main() -> int:
    """Prints where the page is; needs a build database, so one `make run` before."""
    settings = load_settings()
    try:
        if not settings.build_database.exists():
            raise SettingsError("There is no build to describe yet.", remedy="Run `make run` first.")
        sys.stdout.write(f"{generate_docs(settings)}\n")
    except WarehouseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
