"""Generated secrets of one home: made once, readable by their owner only, never printed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from warehouse.settings import Settings

GIVEN_SECRETS_VARIABLE = "WAREHOUSE_SECRETS"  # a directory with one file per secret, as containers mount them


def secret(settings: Settings, name: str, *, make: str | None = None, bytes_count: int = 32) -> str:
    """The secret `name`: as given from outside, else this home's own, generated (or taken from `make`) once."""
    if known := known_secret(settings, name):
        return known
    directory = settings.home / "secrets"
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    directory.chmod(0o700)
    value = make or secrets.token_urlsafe(bytes_count)
    # Written aside and linked: two processes that start at once agree on one value.
    draft = directory / f".{name}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(value)
    try:
        os.link(draft, directory / name)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return (directory / name).read_text(encoding="utf-8").strip()


def known_secret(settings: Settings, name: str) -> str | None:
    """The secret `name` as given from outside, else this home's own; None when there is neither."""
    if given := given_secret(name):
        return given
    path = settings.home / "secrets" / name
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def given_secret(name: str) -> str | None:
    """The secret that an operator put into a file of this name, or None when there is none or it is empty."""
    directory = os.environ.get(GIVEN_SECRETS_VARIABLE)
    path = Path(directory) / name if directory else None
    return (path.read_text(encoding="utf-8").strip() or None) if path and path.is_file() else None
