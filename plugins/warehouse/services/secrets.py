"""Generated secrets of one home: made once, readable by their owner only, never printed."""

from __future__ import annotations

import os
import secrets

from warehouse.settings import Settings


def secret(settings: Settings, name: str, *, make: str | None = None, bytes_count: int = 32) -> str:
    """The secret `name` of this home; generated (or taken from `make`) the first time it is asked for."""
    directory = settings.home / "secrets"
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    directory.chmod(0o700)
    path = directory / name
    if not path.exists():
        value = make or secrets.token_urlsafe(bytes_count)
        # Written aside and linked: two processes that start at once agree on one value.
        draft = directory / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(value)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
