"""Loopback ports: whether one is free, and what to say when it is not."""

from __future__ import annotations

import socket

from warehouse.errors import SettingsError


def refuse_taken_port(port: int, program: str, variable: str) -> None:
    """SettingsError when another program listens where `program` must; asked before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise SettingsError(
                f"Port {port} on 127.0.0.1 is taken by another program, {program} cannot start there.",
                remedy=f"Choose another with {variable} (in the environment or in .env) and try again.",
            ) from None
