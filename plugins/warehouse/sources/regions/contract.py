"""Contract of 주민등록 인구 (monthly CSV of jumin.mois.go.kr)."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from warehouse.sources import windows
from warehouse.sources.contract import Column, Label, Licence, SourceContract, TableContract
from warehouse.sources.regions.fetch import PATH, fetch
from warehouse.sources.regions.parse import parse

POPULATION = TableContract(
    name="resident_population",
    title=Label("주민등록 인구", "Registered residents"),
    key=("region_code_mois", "month_on"),
    minimum_rows=200,
    maximum_rows=100_000,
    fill_rates={"region_name_raw": 1.0, "population_count": 0.99},
    options={"path": PATH},
    columns=(
        Column(
            "region_code_mois",
            pa.string(),
            Label("행정구역코드(10자리)", "Region code of MOIS"),
            "code",
            nullable=False,
        ),
        Column("region_name_raw", pa.string(), Label("행정구역명", "Region as sent"), "region"),
        Column("month_on", pa.date32(), Label("기준월(1일)", "Month (first day)"), "month", nullable=False),
        Column("population_count", pa.int64(), Label("총인구수(명)", "Residents"), "population"),
    ),
)

CONTRACT = SourceContract(
    name="regions",
    title=Label("주민등록 인구", "Registered residents by region"),
    provider=Label("행정안전부", "Ministry of the Interior and Safety"),
    homepage="https://jumin.mois.go.kr",
    licence=Licence.KOGL_1,
    owner="region",
    schedule="0 6 5 * *",  # months come out in the first days of the following one
    start_on=date(2008, 1, 1),
    tables=(POPULATION,),
    fetch=fetch,
    parse=parse,
    default_interval=windows.last_month(published_after_days=4),
    family="JUMIN",
    base_url="https://jumin.mois.go.kr",
    tags=("region", "population"),
    folder=Path(__file__).parent,
    options={"concurrency": 1},
)
