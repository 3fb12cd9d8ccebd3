"""The application that Airflow mounts: server-rendered pages, each behind Airflow's own log-in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from warehouse.errors import WarehouseError
from warehouse.pages import reviews
from warehouse.pages.access import Approver, Reader, may_approve, reader
from warehouse.pages.questions import PAGE_SIZE, Questions
from warehouse.pages.quota import calls_of_last_days
from warehouse.pages.rendering import page
from warehouse.quality.baselines import approve
from warehouse.settings import load_settings

PREFIX = "/warehouse"

# The dependency stands on the application: a route that forgot it would be closed all the same.
application = FastAPI(
    title="Warehouse quality", dependencies=[Depends(reader)], docs_url=None, redoc_url=None, openapi_url=None
)


def questions() -> Iterator[Questions]:
    """A connection for one request."""
    opened = Questions.open(load_settings())
    with opened:
        yield opened


Asked = Annotated[Questions, Depends(questions)]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
Text = Annotated[str, Query(max_length=200)]


@application.get("/")
def overview(request: Request, asked: Asked) -> HTMLResponse:
    """Is all well? The last release, the sources, what failed lately."""
    releases = asked.recent_releases()[:5]
    checks = [check for check in asked.checks() if check["outcome"] == "failed"]
    return page(
        request, "overview.html.j2", releases=releases, freshness=asked.freshness(), checks=checks[:10],
        loads=asked.recent_loads()[:8], waiting=asked.quarantine_waiting(),
    )  # fmt: skip


@application.get("/loads")
def loads(
    request: Request,
    asked: Asked,
    source: Text = "",
    verdict: Text = "",
    number: Annotated[PageNumber, Query(alias="page")] = 1,
) -> HTMLResponse:
    """Loads over time."""
    rows = asked.recent_loads(source=source, verdict=verdict, page=number)
    return page(
        request, "loads.html.j2", rows=rows[:PAGE_SIZE], more=len(rows) > PAGE_SIZE, number=number, source=source,
        verdict=verdict, sources=asked.load_sources(),
    )  # fmt: skip


@application.get("/loads/{load_id}")
def load(request: Request, asked: Asked, load_id: str) -> HTMLResponse:
    """One load with its checks and what it held back."""
    found = asked.loads([load_id])
    if not found:
        raise HTTPException(404, f"There is no load {load_id}.")
    return page(
        request, "load.html.j2", row=found[0], results=asked.results(load_id=load_id),
        held_back=asked.quarantined([load_id], limit=PAGE_SIZE),
    )  # fmt: skip


@application.get("/releases")
def releases(request: Request, asked: Asked, number: Annotated[PageNumber, Query(alias="page")] = 1) -> HTMLResponse:
    """Releases over time."""
    rows = asked.recent_releases(number)
    return page(request, "releases.html.j2", rows=rows[:PAGE_SIZE], more=len(rows) > PAGE_SIZE, number=number)


@application.get("/releases/{release_id}")
def release(request: Request, asked: Asked, release_id: str) -> HTMLResponse:
    """One release with its checks."""
    found = asked.release(release_id)
    if not found:
        raise HTTPException(404, f"There is no release {release_id}.")
    return page(request, "release.html.j2", row=found, results=asked.results(release_id=release_id))


@application.get("/checks")
def checks(request: Request, asked: Asked, q: Text = "") -> HTMLResponse:
    """Every check with its last outcome."""
    return page(request, "checks.html.j2", rows=asked.checks(q), q=q)


@application.get("/checks/{check_id}")
def check(request: Request, asked: Asked, check_id: str) -> HTMLResponse:
    """One check's history."""
    found = asked.check(check_id)
    if not found:
        raise HTTPException(404, f"There is no check {check_id}.")
    return page(request, "check.html.j2", row=found, history=asked.check_history(check_id))


@application.get("/quarantine")
def quarantine(
    request: Request,
    asked: Asked,
    q: Text = "",
    table: Text = "",
    status: Text = "",
    number: Annotated[PageNumber, Query(alias="page")] = 1,
) -> HTMLResponse:
    """Search what was held back."""
    rows = asked.search_quarantine(text=q, table=table, status=status, page=number)
    return page(
        request, "quarantine.html.j2", rows=rows[:PAGE_SIZE], more=len(rows) > PAGE_SIZE, number=number, q=q,
        table=table, status=status, tables=asked.quarantine_tables(),
    )  # fmt: skip


@application.get("/quarantine/{quarantine_id}")
def quarantined(request: Request, asked: Asked, quarantine_id: str) -> HTMLResponse:
    """One row with its original record."""
    found = asked.quarantined_row(quarantine_id)
    if not found:
        raise HTTPException(404, f"There is no row {quarantine_id} in quarantine.")
    return page(request, "quarantined.html.j2", row=found)


@application.get("/baselines")
def baselines(request: Request, asked: Asked, user: Reader, done: Text = "") -> HTMLResponse:
    """What is usual, and what was not."""
    return page(request, "baselines.html.j2", rows=asked.baselines(), may_approve=may_approve(user), done=done)


@application.post("/baselines")
def approve_baseline(
    request: Request,
    asked: Asked,
    user: Approver,
    check_id: Annotated[str, Form(max_length=300)],
    reason: Annotated[str, Form(min_length=3, max_length=500)],
    season: Annotated[str, Form(max_length=100)] = "all",
    metric: Annotated[str | None, Form(max_length=200)] = None,
) -> Response:
    """The unusual value becomes the new normal, with who and why."""
    with asked.connection.transaction():
        approve(asked.connection, check_id, who=user.get_name(), why=reason, season=season, metric=metric or None)
    lang = request.query_params.get("lang", "")
    address = request.url_for("baselines").include_query_params(done=check_id, **({"lang": lang} if lang else {}))
    return RedirectResponse(address.path + "?" + address.query, status_code=303)


@application.get("/sources")
def sources(request: Request, asked: Asked) -> HTMLResponse:
    """Freshness of every source, and calls against their quotas."""
    return page(request, "sources.html.j2", rows=asked.freshness(), calls=calls_of_last_days(load_settings()))


application.include_router(reviews.router)


@application.exception_handler(StarletteHTTPException)
def refused(request: Request, error: StarletteHTTPException) -> HTMLResponse:
    """Not logged in, not allowed, not found: said in words, with the way to the log-in."""
    log_in = ""
    if error.status_code == 401:
        from airflow.api_fastapi.app import get_auth_manager

        log_in = get_auth_manager().get_url_login()
    return page(request, "refused.html.j2", status_code=error.status_code, why=error.detail, log_in=log_in)


@application.exception_handler(RequestValidationError)
def unreadable(request: Request, error: RequestValidationError) -> HTMLResponse:
    """A form or address that cannot be meant."""
    why = "; ".join(f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors())
    return page(request, "refused.html.j2", status_code=422, why=why, log_in="")


@application.exception_handler(WarehouseError)
def failed(request: Request, error: WarehouseError) -> HTMLResponse:
    """PostgreSQL away, nothing to approve: what and the remedy."""
    return page(request, "refused.html.j2", status_code=409, why=str(error), log_in="")
