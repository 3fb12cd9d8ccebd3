"""Brings up what a home needs, and says what runs where."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

import requests

from warehouse.errors import SettingsError
from warehouse.services import mail_sink
from warehouse.services.airflow import prepare_metadata, uses_embedded_mail_sink, uses_embedded_postgres
from warehouse.services.postgres import EmbeddedPostgres
from warehouse.settings import Mode, Settings

LEAST_FREE_BYTES = 200 << 20


def prepare_home(settings: Settings) -> None:
    """PostgreSQL answers, the quality schema stands, Airflow's metadata are migrated."""
    settings.home.mkdir(parents=True, exist_ok=True)
    if uses_embedded_postgres():
        EmbeddedPostgres(settings).start()
    from warehouse.database import connect
    from warehouse.quality.history import ensure_schema

    with connect(settings) as connection:
        ensure_schema(connection)
    prepare_metadata(settings)


def refuse_full_disk(settings: Settings) -> None:
    """Before anything is started: on a full disk PostgreSQL and Airflow fail in words that name no disk."""
    place = settings.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE_BYTES:
        raise SettingsError(
            f"The disk of {settings.home} has {free >> 20} MiB free; a run needs {LEAST_FREE_BYTES >> 20} MiB at least.",
            remedy="Free space there (old back-ups and release files), or choose another disk with WAREHOUSE_HOME; what"
            " was loaded and released is untouched.",
        )


@contextmanager
def loopback_servers(settings: Settings) -> Iterator[None]:
    """The mail sink and, in sample mode, the sample sources, for as long as the block runs.

    One that already answers on its port, because `warehouse up` runs for this home, is used as it is.
    """
    with ExitStack() as stack:
        if uses_embedded_mail_sink() and not mail_sink.answers(settings.outbox_directory, settings.smtp_port):
            stack.enter_context(mail_sink.MailSink(settings.outbox_directory, settings.smtp_port))
        if settings.mode is Mode.SAMPLE and not settings.sample_server:
            _enter_sample_server(settings, stack)
        yield


def _enter_sample_server(settings: Settings, stack: ExitStack) -> None:
    from warehouse.sample.server import SampleServer

    try:
        stack.enter_context(SampleServer(port=settings.sample_port))
    except OSError:
        if not _is_sample_server(settings.sample_port):
            raise SettingsError(
                f"Port {settings.sample_port} on 127.0.0.1 is taken by another program, the sample sources cannot"
                " start there.",
                remedy="Choose another with WAREHOUSE_SAMPLE_PORT (in the environment or in .env) and try again.",
            ) from None


def _is_sample_server(port: int) -> bool:
    from warehouse.sample.server import SAMPLE_HEADER

    try:
        answer = requests.get(f"http://127.0.0.1:{port}/robots.txt", timeout=5)
    except requests.RequestException:
        return False
    return SAMPLE_HEADER in answer.headers


@contextmanager
def only_one(settings: Settings, what: str) -> Iterator[IO[str]]:
    """Holds the home's lock named `what`; a second holder is told who has it. Freed when the process ends."""
    path = settings.home / f"{what}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise SettingsError(
                f"`warehouse {what}` already runs for {settings.home} (process {file.read().strip() or 'unknown'}).",
                remedy="Wait for it to end (`up` ends with Ctrl-C), or choose another home with WAREHOUSE_HOME.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file
