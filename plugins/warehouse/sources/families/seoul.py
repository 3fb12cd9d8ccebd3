"""서울 열린데이터광장: any service by its name; the key stands in the path, ranges of rows instead of pages.

Table options: `service`, `arguments` (further path arguments). A typed service is a contract made by `source`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warehouse.settings import Settings
from warehouse.sources import tabular, windows
from warehouse.sources.api import Api, KeyPlace
from warehouse.sources.contract import (
    ArchiveWriter,
    Interval,
    Label,
    Licence,
    Progress,
    SourceContract,
    TableContract,
)
from warehouse.sources.http import Call
from warehouse.sources.paging import PagedSet, SetReader

BASE_URL = "http://openapi.seoul.go.kr:8088"
HOMEPAGE = "https://data.seoul.go.kr"
KEY_NAME = "SEOUL_OPENAPI_KEY"
PAGE_SIZE = 1000
SAMPLE_KEY_ROWS = 5  # the public word `sample` as a key
OPTIONS = {"key_place": KeyPlace.PATH, "concurrency": 4}


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Pull the whole of every service of the contract: the portal knows no increments."""
    with Api(contract, settings, sleep=sleep) as api:
        reader = SetReader(api, archive, progress)
        for table in contract.tables:
            reader.read(service_set(api, table, str(table.options["service"])))


def service_set(api: Api, table: TableContract, service: str) -> PagedSet:
    """All rows of one service; `service/argument` narrows it, e.g. to a year."""
    service, *further = service.split("/")
    given = (*further, *table.options.get("arguments", ()))
    arguments = "".join(f"/{quote(str(argument), safe='')}" for argument in given)

    def call(page: int, size: int) -> Call:
        start = (page - 1) * size + 1
        return api.call(f"/{{key}}/json/{quote(service, safe='')}/{start}/{page * size}{arguments or '/'}")

    return PagedSet(
        table=table.name,
        name="/".join((service, *given)),
        operation=service,
        call=call,
        page_size=SAMPLE_KEY_ROWS if api.uses_sample_key else PAGE_SIZE,
    )


def source(name: str, title: Label, table: TableContract, *, owner: str, folder: Path, **more: Any) -> SourceContract:
    """The contract of one service with columns of its own."""
    return SourceContract(
        name=name,
        title=title,
        provider=Label("서울특별시", "Seoul Metropolitan Government"),
        homepage=HOMEPAGE,
        licence=Licence.PER_RECORD,
        owner=owner,
        schedule=more.pop("schedule", "0 6 * * 1"),
        start_on=date(2015, 1, 1),
        tables=(table,),
        fetch=more.pop("fetch", fetch),
        parse=more.pop("parse", tabular.parse),
        default_interval=windows.yesterday,
        family="SEOUL",
        base_url=BASE_URL,
        key_name=KEY_NAME,
        options=OPTIONS,
        tags=("seoul",),
        folder=folder,
        **more,
    )
