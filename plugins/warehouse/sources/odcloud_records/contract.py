"""Contract of any odcloud data set, rows as JSON."""

from pathlib import Path

from warehouse.sources import records
from warehouse.sources.contract import Label
from warehouse.sources.families import odcloud
from warehouse.sources.odcloud_records.fetch import fetch

TITLE = Label("공공데이터포털 파일 자료", "Rows of published files (odcloud)")
CONTRACT = odcloud.source(
    "odcloud_records",
    TITLE,
    records.table("odcloud_records", TITLE),
    owner="initiative",
    folder=Path(__file__).parent,
    fetch=fetch,
    parse=records.parse,
)
