"""Superset's settings for the warehouse's dashboards: secrets from files, a private metadata database, Korean first.

Read by the image `superset` (SUPERSET_CONFIG_PATH); another Superset needs only the two HTML settings and the feature
flags of this file for the tile map to show.
"""

import os
from pathlib import Path
from urllib.parse import quote

SECRETS = Path(os.environ.get("WAREHOUSE_SECRETS", "/run/secrets"))


def _secret(name: str) -> str:
    return (SECRETS / name).read_text(encoding="utf-8").strip()


def _metadata_address() -> str:
    server = os.environ.get("WAREHOUSE_POSTGRES_SERVER", "postgres:5432")
    return f"postgresql+psycopg2://superset:{quote(_secret('postgres_superset'), safe='')}@{server}/superset"


SECRET_KEY = _secret("superset_key")
SQLALCHEMY_DATABASE_URI = os.environ.get("SUPERSET_METADATA_ADDRESS") or _metadata_address()

BABEL_DEFAULT_LOCALE = "ko"
LANGUAGES = {"ko": {"flag": "kr", "name": "한국어"}, "en": {"flag": "us", "name": "English"}}
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["₩", ""]}

# A release replaces the marts as a whole and seldom, so answers may be kept; "refresh" on a dashboard asks anew.
CACHE_DIRECTORY = Path(os.environ.get("SUPERSET_HOME", "/var/lib/superset")) / "cache"
DATA_CACHE_CONFIG = {
    "CACHE_TYPE": "FileSystemCache",
    "CACHE_DIR": str(CACHE_DIRECTORY),
    "CACHE_DEFAULT_TIMEOUT": 600,
    "CACHE_THRESHOLD": 2000,
}
CACHE_CONFIG = {**DATA_CACHE_CONFIG, "CACHE_DIR": str(CACHE_DIRECTORY / "pages")}
FILTER_STATE_CACHE_CONFIG = {
    **DATA_CACHE_CONFIG,
    "CACHE_DIR": str(CACHE_DIRECTORY / "filters"),
    "CACHE_DEFAULT_TIMEOUT": 86400,
}
EXPLORE_FORM_DATA_CACHE_CONFIG = {**FILTER_STATE_CACHE_CONFIG, "CACHE_DIR": str(CACHE_DIRECTORY / "explore")}

# The tile map is a Handlebars chart: a grid of <div>s placed by `style` and coloured by the
# classes of its own <style>. Scripts stay forbidden.
HTML_SANITIZATION = True
HTML_SANITIZATION_SCHEMA_EXTENSIONS = {"attributes": {"*": ["style", "className", "title"]}, "tagNames": ["style"]}
FEATURE_FLAGS = {"DASHBOARD_RBAC": True, "ENABLE_TEMPLATE_PROCESSING": False, "ALERT_REPORTS": False}

# Plain HTTP reaches only loopback; whoever publishes Superset puts TLS before it and sets SUPERSET_BEHIND_TLS=1.
BEHIND_TLS = os.environ.get("SUPERSET_BEHIND_TLS") == "1"
ENABLE_PROXY_FIX = BEHIND_TLS
SESSION_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'", "'unsafe-eval'"],  # its own charts compile formats
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": BEHIND_TLS,
}
PUBLIC_ROLE_LIKE = None
AUTH_ROLE_PUBLIC = "Public"  # which has no rights: everybody logs in
