"""From a report to a mail that any client shows, and from a mail to the server, by way of a queue on disk."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from warehouse.reports import queue
from warehouse.reports.report import Report
from warehouse.reports.routing import MailSettings, is_gathered, recipients
from warehouse.reports.words import speaker
from warehouse.settings import Settings

_COLOURS = {
    "passed": "#1b6e3c",
    "passed_with_warnings": "#8a5a00",
    "waiting_for_approval": "#8a5a00",
    "failed": "#a3201a",
}

_templates = Environment(
    loader=PackageLoader("warehouse.reports"),
    autoescape=select_autoescape(["html", "html.j2"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def compose(report: Report, settings: Settings) -> EmailMessage:
    """Plain text first, HTML beside it, the picture inside the HTML part; images off loses only the picture."""
    picture_id = make_msgid(domain="warehouse.localhost")
    values = {
        "report": report,
        "say": speaker(report.language),
        "colour": _COLOURS.get(report.verdict, "#44525f"),
        "picture_source": f"cid:{picture_id[1:-1]}",
    }
    message = EmailMessage()
    message["Subject"] = _one_line(report.subject)
    message["From"] = MailSettings().sender
    message["To"] = ", ".join(recipients(settings, report.owners))
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain="warehouse.localhost")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps out-of-office answers away
    message["X-Warehouse-Verdict"] = report.verdict
    message.set_content(_templates.get_template("mail.txt.j2").render(values))
    message.add_alternative(_templates.get_template("mail.html.j2").render(values), subtype="html")
    if report.picture:
        html = list(message.iter_parts())[1]
        assert isinstance(html, EmailMessage)
        html.add_related(report.picture, "image", "png", cid=picture_id, filename="trend.png", disposition="inline")
    return message


def deliver(message: EmailMessage, settings: Settings) -> bool:
    """Put the mail into the queue, then send what waits there. True when nothing is left waiting.

    Raises nothing when the SMTP server is away: a load must not fail because a mail could not go out.
    """
    queue.enqueue(message, settings)
    return queue.flush_queue(settings).waiting == 0


def send(report: Report, settings: Settings) -> EmailMessage | None:
    """Compose and deliver, unless the daily digest will carry it."""
    if is_gathered(report.verdict):
        return None
    message = compose(report, settings)
    deliver(message, settings)
    return message


def flush_queue(settings: Settings) -> int:
    """Send what waits in the queue; returns how many mails went out."""
    return queue.flush_queue(settings).sent


def _one_line(text: str) -> str:
    """A header can be broken by a line end in a name from outside."""
    return " ".join(text.split())
