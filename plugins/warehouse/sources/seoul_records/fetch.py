"""Pulls the services named in WAREHOUSE_SEOUL_SERVICES, whatever their fields are."""

from __future__ import annotations

import time
from collections.abc import Callable

from warehouse.errors import SourceError
from warehouse.settings import Mode, Settings
from warehouse.sources.api import Api
from warehouse.sources.contract import ArchiveWriter, Interval, Progress, SourceContract
from warehouse.sources.families.seoul import service_set
from warehouse.sources.paging import SetReader

VARIABLE = "WAREHOUSE_SEOUL_SERVICES"
SAMPLE_SERVICES = ("sampleProjectList/2022",)


def services(settings: Settings) -> tuple[str, ...]:
    """Names of the services, separated by commas; path arguments may follow a slash."""
    value = settings.key(VARIABLE)
    names = tuple(name.strip() for name in (value.get_secret_value() if value else "").split(",") if name.strip())
    return names or (SAMPLE_SERVICES if settings.mode is Mode.SAMPLE else ())


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Pull each named service as a whole."""
    names = services(settings)
    if not names:
        raise SourceError(
            f"{contract.name}: no service is named.",
            remedy=f"Set {VARIABLE}, e.g. to a service name of data.seoul.go.kr.",
        )
    with Api(contract, settings, sleep=sleep) as api:
        reader = SetReader(api, archive, progress)
        for name in names:
            reader.read(service_set(api, contract.tables[0], name))
