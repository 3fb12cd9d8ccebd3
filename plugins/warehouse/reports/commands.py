"""What `warehouse report` does: the report of a release again, as a file or as a mail."""

from __future__ import annotations

from email import policy
from pathlib import Path

from warehouse.errors import ReleaseError
from warehouse.reports.facts import History
from warehouse.reports.mail import deliver
from warehouse.reports.release_report import build_release_report
from warehouse.settings import Settings


def report_again(
    settings: Settings, *, release_id: str | None = None, send: bool = False, output: Path | None = None
) -> Path | None:
    """Compose the report of a release (the newest without a name); returns the file written, if any."""
    with History.open(settings) as history:
        release_id = release_id or history.newest_release()
        if release_id is None or history.release(release_id) is None:
            raise ReleaseError(
                f"There is no release {release_id}." if release_id else "There is no release yet.",
                remedy="`warehouse release list` names them; `warehouse run` makes one.",
            )
    message = build_release_report(settings, release_id)
    if send:
        deliver(message, settings)
    if output or not send:
        output = output or Path(f"{release_id}.eml")
        output.write_bytes(message.as_bytes(policy=policy.SMTP))
    return output
