"""Takes the yearly project lists from the folders or addresses in WAREHOUSE_SEOUL_PROJECT_FILES."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from warehouse.errors import SourceError
from warehouse.settings import Mode, Settings
from warehouse.sources.addresses import origin
from warehouse.sources.contract import ArchiveWriter, Interval, Progress, SourceContract
from warehouse.sources.failures import RequestRefusedError, TransientError
from warehouse.sources.http import Answer, Call, HttpClient, HttpLimits, check_status
from warehouse.sources.seoul_projects.parse import year_of_name

VARIABLE = "WAREHOUSE_SEOUL_PROJECT_FILES"
SUFFIXES = (".csv", ".xlsx")


def fetch(
    contract: SourceContract,
    interval: Interval,
    settings: Settings,
    archive: ArchiveWriter,
    progress: Progress,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Archive the lists of the years that the interval touches."""
    years = range(interval.start.year, interval.end.year + (1 if interval.end.timetuple().tm_yday > 1 else 0))
    present = {str(response.request.get("set")) for response in archive.responses()}
    places = _places(contract, settings, years)
    table = contract.tables[0].name
    for number, place in enumerate(places, start=1):
        name = place.name if isinstance(place, Path) else place.rpartition("/")[2]
        if name not in present:
            body, request = _read(contract, place, sleep)
            archive.add(body, request={**request, "table": table, "set": name, "round": 1, "page": 1, "file": name})
        progress(number, len(places), name)


def _places(contract: SourceContract, settings: Settings, years: range) -> list[Path | str]:
    """Files of the wanted years (by the year in their name), or addresses with `{year}` in them."""
    value = settings.key(VARIABLE)
    listed = value.get_secret_value() if value else ""
    if not listed and settings.mode is Mode.SAMPLE:
        base = settings.base_url("SEOUL") or settings.sample_address
        listed = f"{base}/seoul/informatization_projects_{{year}}.csv"
    found: list[Path | str] = []
    for part in filter(
        None, (part.strip() for part in listed.replace(os.pathsep if os.pathsep == ";" else ",", ",").split(","))
    ):
        if part.startswith(("http://", "https://")):
            found.extend(part.replace("{year}", str(year)) for year in years)
        else:
            place = Path(part).expanduser()
            files = sorted(place.iterdir()) if place.is_dir() else [place]
            found.extend(f for f in files if f.suffix.lower() in SUFFIXES and year_of_name(f.name) in years)
    if not found:
        raise SourceError(
            f"{contract.name}: no project list for {years.start}.",
            remedy=f"Download it from Seoul's site and name the file, its folder or its address in {VARIABLE} (year in the name).",
        )
    return found


def _read(
    contract: SourceContract, place: Path | str, sleep: Callable[[float], None]
) -> tuple[bytes, dict[str, object]]:
    if isinstance(place, Path):
        try:
            return place.read_bytes(), {"path": place.name}
        except OSError as problem:
            raise SourceError(
                f"{contract.name}: {place.name} cannot be read ({problem.strerror}).", remedy=f"Correct {VARIABLE}."
            ) from problem
    call = Call(place)
    with HttpClient(
        contract.name, limits=HttpLimits.of(contract.options), trusted={origin(place)}, sleep=sleep
    ) as client:
        return client.ask(call, _file, what=place.rpartition("/")[2]).body, call.shown()


def _file(answer: Answer) -> Answer:
    if answer.status == 404:
        raise RequestRefusedError("there is no such file (HTTP 404).", remedy=f"Correct the address in {VARIABLE}.")
    check_status(answer)
    if answer.body.lstrip()[:1] == b"<" or not answer.body:
        raise TransientError("a page came instead of the file")
    return answer
