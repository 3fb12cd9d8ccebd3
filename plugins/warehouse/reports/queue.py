"""Mails wait in `mail_queue/` until a server has taken them: nothing is lost while SMTP is down, each goes out once.

A mail is a file from before the first attempt until after the server's answer. Killed between the two, it is sent
again with the same Message-ID, which servers and clients use to drop the double.
"""

from __future__ import annotations

import fcntl
import logging
import os
import smtplib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from warehouse.settings import Settings

log = logging.getLogger(__name__)

SMTP_VARIABLE = "AIRFLOW_CONN_SMTP_DEFAULT"
_TIMEOUT_SECONDS = 20

Connect = Callable[[Settings], AbstractContextManager[smtplib.SMTP]]


@dataclass(frozen=True, slots=True)
class Flushed:
    """What one emptying of the queue did."""

    sent: int
    refused: int
    waiting: int


def queue_directory(settings: Settings) -> Path:
    """Where mails wait; those no server will ever take are in `refused/` below it."""
    return settings.home / "mail_queue"


def enqueue(message: EmailMessage, settings: Settings) -> Path:
    """Write the mail whole or not at all; names sort by time."""
    directory = queue_directory(settings)
    directory.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.getpid()}.eml"
    draft = directory / f".{name}"
    with draft.open("wb") as file:
        file.write(message.as_bytes(policy=policy.SMTP))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(directory / name)
    return directory / name


def flush_queue(settings: Settings, connect: Connect | None = None) -> Flushed:
    """Send what waits, oldest first; stops at the first sign that the server is away."""
    with _only_one(queue_directory(settings)) as mine:
        waiting = waiting_mails(settings)
        if not mine or not waiting:  # the other process is sending them
            return Flushed(0, 0, 0 if mine else len(waiting))
        sent = refused = 0
        try:
            with (connect or smtp_client)(settings) as client:
                for path in waiting:
                    if _send_one(client, path):
                        sent += 1
                    else:
                        refused += 1
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail waits in %s: %s", queue_directory(settings), error)
        return Flushed(sent, refused, len(waiting) - sent - refused)


def waiting_mails(settings: Settings) -> list[Path]:
    """Mails not yet taken by a server, oldest first."""
    directory = queue_directory(settings)
    return sorted(directory.glob("[!.]*.eml")) if directory.exists() else []


def _send_one(client: smtplib.SMTP, path: Path) -> bool:
    message = BytesParser(policy=policy.SMTP).parsebytes(path.read_bytes())
    try:
        client.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        if _is_temporary(error):
            raise
        refused = path.parent / "refused"
        refused.mkdir(exist_ok=True)
        path.replace(refused / path.name)
        log.warning("the mail server refuses %s for good: %s; it is kept in %s", path.name, error, refused)
        return False
    path.unlink()
    return True


def _is_temporary(error: smtplib.SMTPException) -> bool:
    """4xx answers mean "later", 5xx "never"."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code < 500 for code, _ in error.recipients.values())
    return getattr(error, "smtp_code", 500) < 500


@contextmanager
def smtp_client(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A client of Airflow's connection `smtp_default` when one is set, else of the local sink."""
    if os.environ.get(SMTP_VARIABLE):
        from airflow.exceptions import AirflowException  # Airflow takes seconds to import
        from airflow.providers.smtp.hooks.smtp import SmtpHook

        try:
            with SmtpHook(smtp_conn_id="smtp_default") as hook:
                # The hook's own sending takes no EmailMessage; its client does (SmtpHook, providers-smtp 3.2).
                assert isinstance(hook._smtp_client, smtplib.SMTP)
                yield hook._smtp_client
        except AirflowException as error:
            raise smtplib.SMTPException(str(error)) from error
    else:
        with smtplib.SMTP("127.0.0.1", settings.smtp_port, timeout=_TIMEOUT_SECONDS) as client:
            yield client


@contextmanager
def _only_one(directory: Path) -> Iterator[bool]:
    """False when another process is emptying the queue; its lock dies with it."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
