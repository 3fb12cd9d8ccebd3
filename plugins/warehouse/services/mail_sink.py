"""A local SMTP server that delivers nowhere: every mail becomes an `.eml` file in the outbox."""

from __future__ import annotations

import hashlib
import os
import socket
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from warehouse.errors import SettingsError

LARGEST_MAIL_BYTES = 25_000_000


class OutboxHandler:
    """Writes each accepted mail to a file of its own, whole or not at all."""

    def __init__(self, outbox: Path) -> None:
        self.outbox = outbox
        self.outbox.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        content = envelope.original_content or b""
        subject = BytesParser(policy=policy.default).parsebytes(content, headersonly=True)["subject"] or "no subject"
        safe = "".join(letter if letter.isalnum() else "-" for letter in str(subject))[:60].strip("-")
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{safe}.eml"
        draft = self.outbox / f".{name}.part"
        draft.write_bytes(content)
        os.replace(draft, self.outbox / name)
        return "250 kept in the outbox"


class MailSink:
    """The sink as a context manager; `start` raises SettingsError when the port is taken."""

    def __init__(self, outbox: Path, port: int) -> None:
        self.port = port
        self.controller = Controller(
            OutboxHandler(outbox),
            hostname="127.0.0.1",
            port=port,
            data_size_limit=LARGEST_MAIL_BYTES,
            ident=_name(outbox),
        )

    def start(self) -> None:
        try:
            self.controller.start()
        except OSError:
            raise SettingsError(
                f"Port {self.port} on 127.0.0.1 is taken by another program, the mail sink cannot start there.",
                remedy="Choose another with WAREHOUSE_SMTP_PORT, or name your own SMTP server in the Airflow connection"
                " smtp_default (AIRFLOW_CONN_SMTP_DEFAULT).",
            ) from None

    def stop(self) -> None:
        self.controller.stop()

    def __enter__(self) -> MailSink:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def answers(outbox: Path, port: int) -> bool:
    """Whether the sink of this outbox greets on this loopback port: another home's would keep the mails of both."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.settimeout(2)
            return connection.recv(200).decode(errors="replace").rstrip().endswith(_name(outbox))
    except OSError:
        return False


def _name(outbox: Path) -> str:
    """What the sink calls itself when it greets."""
    return f"warehouse mail sink {hashlib.sha256(str(outbox.resolve()).encode()).hexdigest()[:12]}"
