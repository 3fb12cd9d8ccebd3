"""The queue: an outage loses nothing, and what waited goes out once."""

from __future__ import annotations

import threading
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from warehouse.reports import queue
from warehouse.reports.alerts import resolve_alert, send_alert
from warehouse.reports.mail import deliver, flush_queue


class Keeper:
    """An SMTP server's memory; answers what it is told to."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.answer = "250 kept"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        if self.answer.startswith("250"):
            self.mails.append(envelope.content)
        return self.answer


@pytest.fixture
def smtp(settings):
    """Starts and stops an SMTP server where the local sink would be."""
    keeper = Keeper()
    controller = Controller(keeper, hostname="127.0.0.1", port=settings.smtp_port)
    yield keeper, controller
    if controller.loop.is_running():
        controller.stop()


def _message(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "warehouse@localhost", "data-team@localhost"
    message["Message-ID"] = f"<{subject}@test>"
    message.set_content("본문 body")
    return message


def test_a_mail_goes_out_at_once(settings, smtp):
    keeper, controller = smtp
    controller.start()
    assert deliver(_message("one"), settings)
    assert len(keeper.mails) == 1 and queue.waiting_mails(settings) == []


def test_an_outage_keeps_the_mails_and_each_goes_out_once(settings, smtp):
    keeper, controller = smtp
    assert not deliver(_message("first"), settings)
    assert not deliver(_message("second"), settings)
    assert len(queue.waiting_mails(settings)) == 2
    controller.start()
    assert flush_queue(settings) == 2
    assert [b"first@test" in keeper.mails[0], b"second@test" in keeper.mails[1]] == [True, True]
    assert flush_queue(settings) == 0 and len(keeper.mails) == 2


def test_a_temporary_no_waits_and_a_final_one_is_put_aside(settings, smtp):
    keeper, controller = smtp
    controller.start()
    keeper.answer = "451 later"
    assert not deliver(_message("later"), settings)
    assert len(queue.waiting_mails(settings)) == 1
    keeper.answer = "554 never"
    deliver(_message("never"), settings)
    assert queue.waiting_mails(settings) == []
    assert len(list((queue.queue_directory(settings) / "refused").glob("*.eml"))) == 2
    keeper.answer = "250 kept"
    assert deliver(_message("good"), settings) and len(keeper.mails) == 1


def test_two_processes_do_not_send_one_mail_twice(settings, smtp):
    keeper, controller = smtp
    for number in range(10):
        queue.enqueue(_message(f"m{number}"), settings)
    controller.start()
    threads = [threading.Thread(target=flush_queue, args=[settings]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    flush_queue(settings)
    assert len(keeper.mails) == 10


def test_airflows_connection_wins(settings, smtp, monkeypatch):
    keeper, controller = smtp
    controller.start()
    port = settings.smtp_port
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", f"smtp://127.0.0.1:{port}?disable_ssl=true&disable_tls=true")
    elsewhere = settings.model_copy(update={"smtp_port": 1})
    assert deliver(_message("by connection"), elsewhere)
    assert len(keeper.mails) == 1


def test_one_trouble_is_one_mail_and_one_when_it_is_over(settings, smtp):
    keeper, controller = smtp
    controller.start()
    words = {"subject_ko": "ingest_press: 늦음", "subject_en": "ingest_press is late"}
    assert send_alert(settings, cause="deadline ingest_press", **words)
    assert not send_alert(settings, cause="deadline ingest_press", **words)
    assert send_alert(settings, cause="deadline ingest_lofin", **words)
    assert resolve_alert(settings, cause="deadline ingest_press")
    assert not resolve_alert(settings, cause="deadline ingest_press")
    assert len(keeper.mails) == 3
    assert send_alert(settings, cause="deadline ingest_press", **words)
