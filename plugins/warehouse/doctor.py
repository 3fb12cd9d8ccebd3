"""`warehouse doctor`: what is wrong with this installation, in words, with the remedy beside it."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.console import Console

from warehouse.errors import WarehouseError
from warehouse.services import mail_sink
from warehouse.services.airflow import uses_embedded_mail_sink, uses_embedded_postgres
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import PROJECT_ROOT, Mode, Settings

LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `remedy` is empty when it is well."""

    what: str
    remedy: str = ""


def diagnose(settings: Settings, console: Console) -> int:
    """Print every finding; exit code 1 when one needs a remedy."""
    ill = 0
    for check in CHECKS:
        for finding in check(settings):
            ill += bool(finding.remedy)
            console.print(f"{'[red]✗' if finding.remedy else '[green]✓'}[/] {finding.what}", highlight=False)
            if finding.remedy:
                console.print(f"  → {finding.remedy}", highlight=False)
    return 1 if ill else 0


def _python(settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding(f"Python {version}", "" if good else "Use Python 3.11 to 3.13: make clean run PYTHON=python3.12")


def _packages(settings: Settings) -> Iterator[Finding]:
    lock = (PROJECT_ROOT / "requirements.lock").read_text(encoding="utf-8")
    wrong = []
    for name, wanted in re.findall(r"^([\w.-]+)==([\w.!+-]+)", lock, flags=re.MULTILINE):
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # locked for another platform or Python
        if installed != wanted:
            wrong.append(f"{name} {installed} instead of {wanted}")
    yield Finding(
        "packages as locked" if not wrong else f"packages differ from requirements.lock: {', '.join(wrong[:5])}",
        "Remove .venv and run `make run` again." if wrong else "",
    )


def _disk(settings: Settings) -> Iterator[Finding]:
    place = settings.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    remedy = "" if free > LEAST_FREE_BYTES else "Free some space, or set WAREHOUSE_HOME to a larger disk."
    yield Finding(f"{free / 1024**3:.1f} GiB free at {place}", remedy)
    if not os.access(place, os.W_OK):
        yield Finding(f"{place} cannot be written", "Give this user write access, or set WAREHOUSE_HOME.")


def _postgres(settings: Settings) -> Iterator[Finding]:
    if uses_embedded_postgres():
        server = EmbeddedPostgres(settings)
        if not server.is_running():
            yield Finding("the embedded PostgreSQL is stopped", "It starts with `make run` or `make up`.")
            return
    from warehouse.database import connect

    try:
        with connect(settings) as connection:
            version = connection.execute("show server_version").fetchone()
            marts = connection.execute(
                "select count(*) from information_schema.tables where table_schema = 'marts'"
            ).fetchone()
    except WarehouseError as error:
        yield Finding(error.what, error.remedy)
        return
    yield Finding(f"PostgreSQL {version[0] if version else '?'} answers")
    published = bool(marts and marts[0])
    yield Finding(
        f"{marts[0] if marts else 0} tables in schema marts",
        "" if published else "Nothing is published yet: `make run`.",
    )


def _mail(settings: Settings) -> Iterator[Finding]:
    if not uses_embedded_mail_sink():
        yield Finding("mails go to the SMTP server of smtp_default")
        return
    running = mail_sink.answers(settings.outbox_directory, settings.smtp_port)
    yield Finding(f"mails are kept in {settings.outbox_directory}" + ("" if running else " while a run or `up` lasts"))
    waiting = settings.home / "mail_queue"
    count = sum(1 for _ in waiting.glob("*")) if waiting.exists() else 0
    if count:
        yield Finding(f"{count} mails wait to be sent", "They go out with the next run; check the SMTP server.")


def _ports(settings: Settings) -> Iterator[Finding]:
    wanted = {"WAREHOUSE_SAMPLE_PORT": settings.sample_port, "WAREHOUSE_AIRFLOW_PORT": settings.airflow_port}
    for name, port in wanted.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                yield Finding(f"port {port} is in use (fine while `warehouse up` runs)")
            else:
                yield Finding(f"port {port} ({name}) is free")


def _keys(settings: Settings) -> Iterator[Finding]:
    if settings.mode is Mode.SAMPLE:
        yield Finding("mode sample: no key is needed")
        return
    from warehouse.sources.registry import all_contracts

    names = sorted({contract.key_name for contract in all_contracts() if contract.key_name})
    for name in names:
        known = settings.key(name) is not None
        yield Finding(
            f"{name} is {'set' if known else 'not set'}", "" if known else "Its sources are left out until it is set."
        )


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _packages,
    _disk,
    _ports,
    _postgres,
    _mail,
    _keys,
)
