"""Contract of any 서울 열린데이터광장 service, rows as JSON."""

from pathlib import Path

from warehouse.sources import records
from warehouse.sources.contract import Label
from warehouse.sources.families import seoul
from warehouse.sources.seoul_records.fetch import fetch

TITLE = Label("서울 열린데이터광장 자료", "Rows of Seoul open data services")
CONTRACT = seoul.source(
    "seoul_records",
    TITLE,
    records.table("seoul_records", TITLE),
    owner="initiative",
    folder=Path(__file__).parent,
    fetch=fetch,
    parse=records.parse,
)
