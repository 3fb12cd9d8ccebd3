"""The lasting identity of documents and facts: the same article or statement always gets the same id."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# Parameters that say where a reader came from, not which article it is.
_TRACKING = re.compile(r"(?i)^(utm_\w+|fbclid|gclid|ref|from|sns|jsessionid)$")
_SESSION = re.compile(r"(?i);jsessionid=[^?#]*")


def canonical_url(url: str) -> str:
    """An address without scheme, `www.`, session, tracking parameters and fragment."""
    try:
        parts = urlsplit(_SESSION.sub("", url.strip()))
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return url.strip()
    query = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(name)
    ]
    return f"{host}{port}{parts.path.rstrip('/') or '/'}" + (f"?{urlencode(query)}" if query else "")


def document_id_of_url(url: str) -> str:
    """Id of an article that has an address."""
    return "doc-" + hashlib.sha256(canonical_url(url).encode()).hexdigest()[:16]


def document_id_of_content(body: bytes) -> str:
    """Id of an article that came as a file."""
    return "inbox-" + hashlib.sha256(body).hexdigest()[:16]
