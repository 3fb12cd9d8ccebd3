"""odcloud: published files as an API; the newest file of a data set is found through the public discovery document.

Table options: `data_set` (number) or `path` (a named service), `conditions` (`cond[…]` parameters).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from warehouse.settings import Mode, Settings
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
from warehouse.sources.failures import EnvelopeError, RequestRefusedError
from warehouse.sources.http import Answer, Call, check_status
from warehouse.sources.paging import PagedSet, SetReader
from warehouse.sources.text import as_utf8

BASE_URL = "https://api.odcloud.kr"
DISCOVERY_URL = "https://infuser.odcloud.kr"
HOMEPAGE = "https://www.data.go.kr"
KEY_NAME = "DATA_GO_KR_SERVICE_KEY"
PAGE_SIZE = 1000
OPTIONS = {"key_place": KeyPlace.INFUSER, "concurrency": 4, "daily_calls": 10_000}
_DATE_AT_END = re.compile(r"_(\d{8})\D*$")


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Pull the current file of every table of the contract."""
    with Api(contract, settings, sleep=sleep) as api:
        reader = SetReader(api, archive, progress)
        for table in contract.tables:
            path = str(
                table.options.get("path")
                or current_file(api, settings, archive, reader, table, str(table.options["data_set"]))
            )
            reader.read(file_set(api, table, path))


def current_file(
    api: Api, settings: Settings, archive: ArchiveWriter, reader: SetReader, table: TableContract, number: str
) -> str:
    """Path of the newest file of a data set; a resumed pull stays with the file it began."""
    begun = [name.rpartition(" ")[2] for name in reader.archived(table.name) if f"/{number}/" in name]
    if begun:
        return begun[0]
    base = DISCOVERY_URL if settings.mode is Mode.LIVE and not settings.base_url("ODCLOUD") else api.base
    call = Call(f"{base}/oas/docs", {"namespace": f"{number}/v1"})

    def read(answer: Answer) -> tuple[Answer, str]:
        if answer.status == 404:
            raise RequestRefusedError(
                f"{api.contract.name}: there is no data set {number}.",
                remedy="Check the number on data.go.kr (15…, file data).",
            )
        check_status(answer)
        return answer, newest_path(answer.body, number)

    answer, path = api.client.ask(call, read, what=f"discovery of data set {number}")
    request = {**call.shown(), "purpose": "discovery", "table": table.name, "set": f"discovery {number}"}
    archive.add(answer.body, request=request, status=answer.status, headers=answer.headers)
    return path


def newest_path(body: bytes, number: str) -> str:
    """The path whose summary ends in the latest `_YYYYMMDD`: a republished file gets a new uddi."""
    try:
        paths = json.loads(as_utf8(body))["paths"]
        dated = {path: _date_in(str(methods["get"].get("summary", ""))) for path, methods in paths.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise EnvelopeError(f"the discovery document of data set {number} cannot be read") from problem
    if not dated:
        raise RequestRefusedError(
            f"data set {number} has no published file.", remedy="Check the data set on data.go.kr."
        )
    newest = max(dated, key=lambda path: dated[path])
    return newest if newest.startswith("/api/") else f"/api{newest}"


def _date_in(summary: str) -> str:
    match = _DATE_AT_END.search(summary)
    return match[1] if match else ""


def file_set(api: Api, table: TableContract, path: str) -> PagedSet:
    """All rows of one file: matchCount counts, not totalCount."""
    conditions = {f"cond[{name}]": value for name, value in table.options.get("conditions", {}).items()}

    def call(page: int, size: int) -> Call:
        return api.call(path, {"page": page, "perPage": size, "returnType": "JSON", **conditions})

    return PagedSet(
        table=table.name, name=path, operation=path, call=call, page_size=PAGE_SIZE, fallback_page_sizes=(100,)
    )


def source(name: str, title: Label, table: TableContract, *, owner: str, folder: Path, **more: Any) -> SourceContract:
    """The contract of one data set with columns of its own."""
    return SourceContract(
        name=name,
        title=title,
        provider=more.pop("provider", Label("공공데이터포털", "Public Data Portal")),
        homepage=HOMEPAGE,
        licence=more.pop("licence", Licence.PER_RECORD),
        owner=owner,
        schedule=more.pop("schedule", "0 6 * * 1"),
        start_on=date(2015, 1, 1),
        tables=(table,),
        fetch=more.pop("fetch", fetch),
        parse=more.pop("parse", tabular.parse),
        default_interval=windows.yesterday,
        family="ODCLOUD",
        base_url=BASE_URL,
        key_name=KEY_NAME,
        options=OPTIONS,
        tags=("odcloud",),
        folder=folder,
        **more,
    )
