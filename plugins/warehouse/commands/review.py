"""`warehouse review list|show|decide`: facts that the extractor was not sure of, and what people say about them."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from warehouse.settings import load_settings

application = typer.Typer(no_args_is_help=True, help="사실 검토 · review of extracted facts")


@application.command("list")
def list_facts(
    kind: Annotated[str | None, typer.Option(help="budget, initiative, place, count or reconciliation")] = None,
    status: Annotated[
        str, typer.Option(help="open, unreviewed, reopened, accepted, rejected, corrected or all")
    ] = "open",
    search: Annotated[str | None, typer.Option(help="in the words, the value, the title, the key")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """Facts that wait for a person, least sure first."""
    from warehouse.documents.review import State
    from warehouse.errors import WarehouseError
    from warehouse.quality.history import opened
    from warehouse.quality.reviews import OPEN, counts_by_state, list_reviews
    from warehouse.reports.words import speaker

    settings = load_settings()
    say = speaker(settings.language)
    states = {"open": OPEN, "all": tuple(State)}.get(status, (status,))
    if not set(states) <= set(State):
        raise WarehouseError(f"There is no status {status!r}.", remedy=f"Choose open, all or {', '.join(State)}.")
    with opened(settings) as connection:
        rows = list_reviews(connection, states=states, kind=kind, search=search, limit=limit)
        counts = counts_by_state(connection)
    shown = Table(
        "key", say("kind"), say("understood"), say("words_of_text"), say("document"), say("confidence"), say("state")
    )
    for row in rows:
        title = row["title"] or row["document_id"]
        shown.add_row(
            row["review_key"][:12], say(f"kind_{row['kind']}"), escape(row["value"]), escape(row["quote"]), escape(title),
            f"{row['confidence']:.2f}", say(row["review_status"]),
        )  # fmt: skip
    Console().print(shown)
    Console().print(" · ".join(f"{say(name)} {count:,}" for name, count in sorted(counts.items())) or say("nothing"))


@application.command()
def show(key: Annotated[str, typer.Argument(help="the key, or its beginning")]) -> None:
    """One fact with its words, its article and everything that was decided about it."""
    from warehouse.quality.history import opened
    from warehouse.quality.reviews import decisions_of, find_review

    with opened(load_settings()) as connection:
        row = find_review(connection, key)
        decisions = [dict(one) for one in decisions_of(connection, row["review_key"])]
    Console().print_json(data={**row, "decisions": decisions}, default=str, ensure_ascii=False)


@application.command()
def decide(
    key: Annotated[str, typer.Argument(help="the key, or its beginning; any fact of a mart by its review_key")],
    decision: Annotated[str, typer.Argument(help="accept, reject or correct")],
    why: Annotated[str, typer.Option(help="까닭 · the reason")],
    value: Annotated[str, typer.Option(help="correct: 34.9억원, a name, a region code")] = "",
    change: Annotated[
        list[str] | None, typer.Option("--set", help="correct: another column, such as role=component; repeatable")
    ] = None,
    by: Annotated[str, typer.Option(help="who decides; default: this account")] = "",
) -> None:
    """Accept, reject or correct a fact; the marts follow with the next build."""
    from warehouse.errors import WarehouseError
    from warehouse.loading.reviewable import remember_fact
    from warehouse.quality import history, reviews
    from warehouse.reports.words import speaker

    settings = load_settings()
    corrections = {"value": value}
    for one in change or ():
        name, equals, text = one.partition("=")
        if not equals or not text:
            raise WarehouseError(f"{one!r} sets nothing.", remedy="Write --set column=value.")
        corrections[name.strip()] = text
    with history.opened(settings) as connection:
        if len(key) >= 32 and not reviews.is_known(connection, key):
            remember_fact(settings, connection, key)
        row = reviews.decide(connection, key, decision, by=by or getpass.getuser(), why=why, corrections=corrections)
    say = speaker(settings.language)
    typer.echo(say("decided_now", row["review_key"]))
