"""Keeps keys out of everything people or files get to see: addresses, parameters, excerpts, error texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus, unquote

MASK = "***"
# Parameter names that carry a key in any family (lofin365 Key, data.go.kr serviceKey, KOSIS apiKey, headers).
KEY_PARAMETERS = frozenset({"key", "servicekey", "apikey", "authorization", "cookie", "set-cookie", "x-api-key"})
_PUBLIC = frozenset({"sample"})  # the public word for "no key"; hiding it would mangle ordinary text
_KEY_IN_QUERY = re.compile(r"(?i)([?&;](?:service|api)?key=)[^&\s\"'<>]+")
_AUTHORISATION = re.compile(r"(?i)(infuser|bearer)\s+[^\s\"',]+")


class Masker:
    """Replaces the given secrets, in every encoding they may turn up in, by a mask."""

    def __init__(self, *secrets: str | None) -> None:
        forms: set[str] = set()
        for secret in (secret for secret in secrets if secret and secret not in _PUBLIC):
            plain = unquote(secret)
            forms.update(
                (secret, plain, quote(plain, safe=""), quote_plus(plain), quote(quote(plain, safe=""), safe=""))
            )
        self._forms = sorted(filter(None, forms), key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text without any secret."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return _AUTHORISATION.sub(rf"\1 {MASK}", _KEY_IN_QUERY.sub(rf"\g<1>{MASK}", text))

    def parameters(self, parameters: Mapping[str, Any]) -> dict[str, str]:
        """Request parameters or headers as strings; those that are keys by name are left out."""
        kept = {name: value for name, value in parameters.items() if name.lower() not in KEY_PARAMETERS}
        return {name: self.text(str(value)) for name, value in kept.items()}

    def bytes(self, body: bytes) -> bytes:
        """A body without any secret: some gateways echo the key in their answer."""
        for form in self._forms:
            body = body.replace(form.encode(), MASK.encode())
        return body
