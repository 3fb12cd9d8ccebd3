"""Errors that tell a tired person what failed, where, and what to do about it."""


class WarehouseError(Exception):
    """Base of all expected failures: one sentence on what and where, one on the remedy.

    Never put a key, a password or a full request address into `what`.
    """

    def __init__(self, what: str, *, remedy: str = "") -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what} {remedy}".strip())


class SettingsError(WarehouseError):
    """The installation or its configuration is not usable as it is."""


class SourceError(WarehouseError):
    """A source could not be pulled completely; nothing of the pull became visible."""


class DocumentError(WarehouseError):
    """An article cannot be read as text (empty, binary, too large, undecodable)."""


class GateError(WarehouseError):
    """A critical check failed; the load or release was stopped before anybody could see it."""


class ReleaseError(WarehouseError):
    """A release could not be built, copied, audited or swapped; the last one keeps serving."""
