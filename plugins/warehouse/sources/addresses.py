"""Which addresses may be opened: public hosts over HTTP(S), or exactly the origins that the operator configured."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import urllib3
from requests.adapters import HTTPAdapter

from warehouse.sources.failures import ForbiddenAddressError

_PORTS = {"http": 80, "https": 443}


def origin(url: str) -> str:
    """`host:port` of an address, lower case."""
    try:
        parts = urlsplit(url)
        return f"{(parts.hostname or '').lower()}:{parts.port or _PORTS.get(parts.scheme.lower(), 0)}"
    except ValueError as problem:
        raise ForbiddenAddressError(f"not an address: {url[:120]!r} ({problem}).") from problem


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_global and not parsed.is_multicast


def check_address(url: str, trusted: Collection[str] = ()) -> None:
    """Raise `ForbiddenAddressError` unless `url` is http(s) and public, or its origin is a configured one."""
    where = origin(url)
    host, _, _ = where.rpartition(":")
    if urlsplit(url).scheme.lower() not in _PORTS or not host:
        raise ForbiddenAddressError(f"only http and https addresses are opened, not {url[:120]!r}.")
    if where in trusted:
        return
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        # A name that does not resolve is no danger; opening it will say so and be retried.
        return
    if not all(is_public(address) for address in found):
        raise ForbiddenAddressError(
            f"{where} is a private or loopback address.", remedy="Only configured addresses may be private."
        )


def _guarded(base: type) -> type:
    class Guarded(base):
        """Checks the peer of the established connection, so that a name cannot change its mind after the check."""

        trusted: frozenset[str] = frozenset()

        def _new_conn(self) -> socket.socket:
            sock: socket.socket = super()._new_conn()
            peer = str(sock.getpeername()[0])
            if f"{self.host.lower().strip('[]')}:{self.port}" not in self.trusted and not is_public(peer):
                sock.close()
                raise ForbiddenAddressError(f"{self.host}:{self.port} leads to a private or loopback address.")
            return sock

    return Guarded


class GuardedAdapter(HTTPAdapter):
    """Transport for addresses that come from outside."""

    def __init__(self, trusted: Collection[str], **options: Any) -> None:
        self._trusted = frozenset(trusted)
        super().__init__(**options)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Use connections that check their peer."""
        super().init_poolmanager(*arguments, **options)
        http = type("GuardedHTTP", (_guarded(urllib3.connection.HTTPConnection),), {"trusted": self._trusted})
        https = type("GuardedHTTPS", (_guarded(urllib3.connection.HTTPSConnection),), {"trusted": self._trusted})
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("Pool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": http}),
            "https": type("PoolTLS", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": https}),
        }
