"""Pulls the newest file of each data set named in WAREHOUSE_ODCLOUD_DATA_SETS, whatever its columns are."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from warehouse.errors import SourceError
from warehouse.settings import Mode, Settings
from warehouse.sources.api import Api
from warehouse.sources.contract import ArchiveWriter, Interval, Progress, SourceContract
from warehouse.sources.families.odcloud import current_file, file_set
from warehouse.sources.paging import SetReader

VARIABLE = "WAREHOUSE_ODCLOUD_DATA_SETS"
SAMPLE_DATA_SETS = ("15100001",)


def data_sets(settings: Settings) -> tuple[str, ...]:
    """Numbers of the data sets, separated by commas."""
    value = settings.key(VARIABLE)
    numbers = tuple(re.findall(r"\d{8}", value.get_secret_value() if value else ""))
    return numbers or (SAMPLE_DATA_SETS if settings.mode is Mode.SAMPLE else ())


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Pull the current file of each named data set."""
    numbers = data_sets(settings)
    if not numbers:
        raise SourceError(
            f"{contract.name}: no data set is named.",
            remedy=f"Set {VARIABLE} to numbers of data.go.kr file data (15…).",
        )
    table = contract.tables[0]
    with Api(contract, settings, sleep=sleep) as api:
        reader = SetReader(api, archive, progress)
        for number in numbers:
            reader.read(file_set(api, table, current_file(api, settings, archive, reader, table, number)))
