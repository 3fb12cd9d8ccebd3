"""From facts to a page: templates, language, and the headers that keep a page to itself."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from warehouse.reports.sections import age, korean_time
from warehouse.reports.words import speaker
from warehouse.settings import Language, Mode, Settings, load_settings

_HEADERS = {
    # Nothing but the page itself: no script at all, forms to this site only, framed by Airflow only.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

_environment = Environment(
    loader=PackageLoader("warehouse.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(request: Request, template: str, *, status_code: int = 200, **values: Any) -> HTMLResponse:
    """The page in the language asked for (`?lang=`), else the browser's, else the installation's."""
    settings = load_settings()
    language = language_of(request, settings)
    say = speaker(language)

    def link(path: str = "", **query: object) -> str:
        """An address under this application that keeps the language."""
        given = {name: value for name, value in query.items() if value not in ("", None)}
        return f"{request.scope.get('root_path', '')}/{path}?{urlencode({**given, 'lang': language.value})}"

    content = _environment.get_template(template).render(
        say=say,
        language=language,
        link=link,
        is_sample=settings.mode is Mode.SAMPLE,
        korean_time=korean_time,
        age=lambda seconds: age(seconds, say),
        pretty=lambda value: json.dumps(value, ensure_ascii=False, indent=2, default=str),
        path=request.url.path.removeprefix(request.scope.get("root_path", "")).strip("/"),
        **values,
    )
    return HTMLResponse(content, status_code=status_code, headers=_HEADERS)


def language_of(request: Request, settings: Settings) -> Language:
    """Asked for, then the browser's first preference, then the setting."""
    asked = request.query_params.get("lang")
    if asked in tuple(Language):
        return Language(asked)
    preferred = request.headers.get("accept-language", "")[:2].lower()
    return Language(preferred) if preferred in tuple(Language) else settings.language
