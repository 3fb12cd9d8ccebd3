"""Who gets a report: everybody in WAREHOUSE_MAIL_TO, and the owners of what failed.

WAREHOUSE_MAIL_OWNERS maps owners to addresses ("budget-team=a@b.kr c@d.kr, press-team=e@f.kr"); an owner that is an
address needs no entry. WAREHOUSE_MAIL_DIGEST=daily sends reports without a failure once a day, failures at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from warehouse.settings import PROJECT_ROOT, Settings

DEFAULT_RECIPIENT = "data-team@localhost"


class Digest(StrEnum):
    """Every report by itself, or what passed gathered once a day."""

    OFF = "off"
    DAILY = "daily"


class MailSettings(BaseSettings):
    """What only the post office needs to know."""

    model_config = SettingsConfigDict(env_file=PROJECT_ROOT / ".env", env_file_encoding="utf-8", extra="ignore")

    owners: str = Field(default="", validation_alias="WAREHOUSE_MAIL_OWNERS")
    digest: Digest = Field(default=Digest.OFF, validation_alias="WAREHOUSE_MAIL_DIGEST")
    sender: str = Field(default="warehouse@localhost", validation_alias="WAREHOUSE_MAIL_FROM")


def recipients(settings: Settings, owners: Iterable[str] = ()) -> list[str]:
    """Addresses without repetition: the team first, then the owners concerned."""
    routes = _routes(MailSettings().owners)
    team = _addresses(settings.mail_to) or [DEFAULT_RECIPIENT]
    concerned = [address for owner in sorted(owners) for address in routes.get(owner, [owner] if "@" in owner else [])]
    return list(dict.fromkeys([*team, *concerned]))


def is_gathered(verdict: str) -> bool:
    """Whether a report of this verdict waits for the daily digest."""
    return MailSettings().digest is Digest.DAILY and verdict in ("passed", "passed_with_warnings")


def _routes(text: str) -> dict[str, list[str]]:
    pairs = (entry.partition("=") for entry in text.split(",") if "=" in entry)
    return {owner.strip(): _addresses(addresses) for owner, _, addresses in pairs}


def _addresses(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").replace(";", " ").split() if "@" in part]
