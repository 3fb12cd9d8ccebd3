"""`python -m warehouse.sample.labels`: writes the labelled links anew from the sample world."""

from __future__ import annotations

from warehouse.sample.labels.links import FILE, links_csv

if __name__ == "__main__":
    FILE.write_text(links_csv(), encoding="utf-8")
