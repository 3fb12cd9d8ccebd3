"""The review pages: facts that wait for a person, one fact with its words, and the decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlencode

import psycopg
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from psycopg.rows import tuple_row
from pydantic import BaseModel, Field

from warehouse.documents.decisions import CORRECTABLE, ROLES, STATUSES
from warehouse.documents.review import State
from warehouse.pages.access import Approver, Reader, may_approve
from warehouse.pages.questions import PAGE_SIZE
from warehouse.pages.rendering import page
from warehouse.quality import history, reviews
from warehouse.settings import load_settings

router = APIRouter()
CHOICES = {"role": ROLES, "status": STATUSES}


def connection() -> Iterator[psycopg.Connection]:
    """A connection for one request."""
    with history.opened(load_settings()) as opened:
        opened.row_factory = tuple_row
        yield opened


Opened = Annotated[psycopg.Connection, Depends(connection)]
Text = Annotated[str, Query(max_length=200)]


@router.get("/reviews")
def list_of_reviews(
    request: Request,
    opened: Opened,
    q: Text = "",
    kind: Text = "",
    status: Text = "",
    number: Annotated[int, Query(ge=1, le=100_000, alias="page")] = 1,
) -> HTMLResponse:
    """What waits, least sure first."""
    states = (status,) if status in tuple(State) else reviews.OPEN
    rows = reviews.list_reviews(
        opened, states=states, kind=kind, search=q, limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE
    )
    return page(
        request, "reviews.html.j2", rows=rows[:PAGE_SIZE], more=len(rows) > PAGE_SIZE, number=number, q=q, kind=kind,
        status=status, kinds=["budget", "initiative", "place", "count", "reconciliation"],
        states=[state.value for state in State], counts=reviews.counts_by_state(opened),
    )  # fmt: skip


@router.get("/reviews/{key}")
def one_review(request: Request, opened: Opened, user: Reader, key: str, done: Text = "") -> HTMLResponse:
    """One fact: its words, what was understood, what was decided, and the form to decide."""
    row = reviews.find_review(opened, key)
    return page(
        request, "review.html.j2", row=row, decisions=reviews.decisions_of(opened, row["review_key"]), done=done,
        columns=list(CORRECTABLE.get(row["kind"], ())), choices=CHOICES, may_approve=may_approve(user),
    )  # fmt: skip


class DecisionForm(BaseModel):
    """What the form sends; every column that some kind of fact lets a person correct."""

    decision: Literal["accept", "reject", "correct"]
    reason: str = Field(min_length=3, max_length=500)
    text_sha256: str = Field(min_length=64, max_length=64)
    amount_krw: str = Field("", max_length=200)
    role: str = Field("", max_length=200)
    label: str = Field("", max_length=200)
    fiscal_year: str = Field("", max_length=200)
    organisation: str = Field("", max_length=200)
    name: str = Field("", max_length=200)
    owner: str = Field("", max_length=200)
    status: str = Field("", max_length=200)
    region_code: str = Field("", max_length=200)


@router.post("/reviews/{key}")
def decide_review(
    request: Request, opened: Opened, user: Approver, key: str, form: Annotated[DecisionForm, Form()]
) -> Response:
    """The decision, with who and why; the fact is shown again as it stands now."""
    given = form.model_dump(exclude={"decision", "reason", "text_sha256"})
    row = reviews.decide(
        opened, key, form.decision, by=user.get_name(), why=form.reason, text_sha256=form.text_sha256,
        corrections={column: text for column, text in given.items() if text},
    )  # fmt: skip
    opened.commit()
    lang = request.query_params.get("lang", "")
    query = urlencode({"done": form.decision, **({"lang": lang} if lang else {})})
    return RedirectResponse(f"{request.url_for('one_review', key=row['review_key']).path}?{query}", status_code=303)
