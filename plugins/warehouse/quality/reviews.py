"""Facts that wait for a person, and what people decided: schema `quality` keeps both, the build reads the decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row, tuple_row
from psycopg.types.json import Jsonb

from warehouse.documents.decisions import CORRECTABLE, read_corrections
from warehouse.documents.review import Verdict
from warehouse.errors import WarehouseError
from warehouse.quality.history import opened
from warehouse.quality.safe_json import plain
from warehouse.settings import Settings

Row = Mapping[str, Any]
OPEN = ("unreviewed", "reopened")
ACTIONS = {"accept": Verdict.ACCEPTED, "reject": Verdict.REJECTED, "correct": Verdict.CORRECTED}
_SHORTEST_REASON = 3


def write_documents(connection: psycopg.Connection, documents: Iterable[Row]) -> set[str]:
    """Remember how each document was last read; returns those whose newest reading this is.

    A load that reaches PostgreSQL late must not undo what a newer one said.
    """
    columns = ("document_id", "title", "url", "published_on", "text_sha256", "extractor_version", "load_id", "read_at")
    current = set()
    with connection.cursor() as cursor:
        for document in documents:
            cursor.execute(
                """
                insert into quality.review_documents as known
                    (document_id, title, url, published_on, text_sha256, extractor_version, load_id, read_at)
                values (%s, %s, %s, %s, %s, %s, %s, %s)
                on conflict (document_id) do update set
                    title = excluded.title, url = excluded.url, published_on = excluded.published_on,
                    text_sha256 = excluded.text_sha256, extractor_version = excluded.extractor_version,
                    load_id = excluded.load_id, read_at = excluded.read_at
                where known.read_at <= excluded.read_at
                """,
                [plain(document[name]) for name in columns],
            )
            if cursor.rowcount:
                current.add(document["document_id"])
    return current


def superseded_documents(connection: psycopg.Connection, load_id: str, interval: str) -> set[str]:
    """Documents that only an older load of the interval has: the new load replaced it as a whole."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(
            "select document_id from quality.review_documents where starts_with(load_id, %s) and load_id < %s",
            [interval, load_id],
        )
        return {document_id for (document_id,) in rows}


def write_facts(
    connection: psycopg.Connection, documents: set[str], found: Iterable[str], facts: Iterable[Row]
) -> None:
    """Facts under the threshold wait; decided ones stay as they are; what nobody decided and is gone goes.

    `found` are the keys of everything that was read, `facts` those under the threshold with what they say.
    """
    connection.execute(
        "update quality.review_facts set is_found = review_key = any(%s), needs_review = false"
        " where document_id = any(%s)",
        [list(found), list(documents)],
    )
    _upsert(connection, [fact for fact in facts if fact["document_id"] in documents])
    connection.execute(
        """
        delete from quality.review_facts f where document_id = any(%s) and not (is_found and needs_review)
        and not exists (select 1 from quality.review_decisions d where d.review_key = f.review_key)
        """,
        [list(documents)],
    )


def add_fact(connection: psycopg.Connection, fact: Row) -> None:
    """A fact that a person wants to decide on though nobody asked."""
    _upsert(connection, [fact])


def _upsert(connection: psycopg.Connection, facts: Iterable[Row]) -> None:
    columns = (
        "review_key", "document_id", "kind", "value", "quote", "line_number", "rule", "confidence", "needs_review",
        "archive_sha256", "load_id", "first_seen_at",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            insert into quality.review_facts as known
                (review_key, document_id, kind, value, quote, line_number, rule, confidence, needs_review,
                 archive_sha256, load_id, first_seen_at, details)
            values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            on conflict (review_key) do update set
                line_number = excluded.line_number, rule = excluded.rule, confidence = excluded.confidence,
                needs_review = excluded.needs_review, details = excluded.details, is_found = true,
                archive_sha256 = excluded.archive_sha256, load_id = excluded.load_id
            """,
            [[*(plain(fact[name]) for name in columns), Jsonb(plain(fact["details"]))] for fact in facts],
        )


def list_reviews(
    connection: psycopg.Connection,
    *,
    states: Sequence[str] = OPEN,
    kind: str | None = None,
    search: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[Row]:
    """Facts in these states, least sure first; `search` looks into quote, value, title, document and key."""
    signs = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            """
            select * from quality.reviews
            where review_status = any(%(states)s) and is_found
              and (%(kind)s::text is null or kind = %(kind)s)
              and (%(search)s::text is null or concat_ws(' ', quote, value, title, document_id, review_key)
                   ilike '%%' || %(search)s || '%%')
            order by confidence, published_on desc nulls last, document_id, line_number, review_key
            limit %(limit)s offset %(offset)s
            """,
            {
                "states": list(states), "kind": kind or None, "limit": limit, "offset": offset,
                "search": search.translate(signs) if search else None,
            },
        ).fetchall()  # fmt: skip


def counts_by_state(connection: psycopg.Connection) -> dict[str, int]:
    """How many facts stand in each state."""
    rows = connection.execute(
        "select review_status, count(*) from quality.reviews where is_found group by 1"
    ).fetchall()
    return dict(tuple(row.values()) if isinstance(row, Mapping) else row for row in rows)


def find_review(connection: psycopg.Connection, key: str) -> Row:
    """One fact by its key or the unmistakable beginning of it."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            "select * from quality.reviews where starts_with(review_key, %s) order by review_key = %s desc limit 2",
            [key, key],
        ).fetchall()
    if len(key) < 6 or not rows or (len(rows) > 1 and rows[0]["review_key"] != key):
        many = len(key) >= 6 and len(rows) > 1
        raise WarehouseError(
            f"{'Several facts begin' if many else 'No fact under review begins'} with {key!r}.",
            remedy="`warehouse review list` shows the keys; the marts carry them as review_key.",
        )
    return rows[0]


def is_known(connection: psycopg.Connection, key: str) -> bool:
    """Whether the fact of exactly this key is under review."""
    row = connection.execute("select 1 from quality.review_facts where review_key = %s", [key]).fetchone()
    return row is not None


def decisions_of(connection: psycopg.Connection, review_key: str) -> Sequence[Row]:
    """Everything that was ever decided about a fact, newest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "select * from quality.review_decisions where review_key = %s order by decision_id desc", [review_key]
        ).fetchall()


def decide(
    connection: psycopg.Connection,
    key: str,
    action: str,
    *,
    by: str,
    why: str,
    corrections: Mapping[str, str] | None = None,
    text_sha256: str | None = None,
) -> Row:
    """Write down what a person says about a fact; returns the fact as it stands afterwards.

    `text_sha256` is the text the person had before their eyes: a page that was opened before the article changed
    decides nothing.
    """
    if action not in ACTIONS:
        raise WarehouseError(f"There is no decision {action!r}.", remedy=f"Choose {', '.join(ACTIONS)}.")
    if not by.strip() or len(why.strip()) < _SHORTEST_REASON:
        raise WarehouseError("A decision needs a person and a reason.", remedy="Say who decides and why.")
    given = {name: text for name, text in (corrections or {}).items() if text}
    with connection.transaction():
        fact = find_review(connection, key)
        if text_sha256 and text_sha256 != fact["text_sha256"]:
            raise WarehouseError(
                "The article changed since this page was opened.",
                remedy="Open the fact again and decide on its new text.",
            )
        if given and ACTIONS[action] is not Verdict.CORRECTED:
            raise WarehouseError(f"{action} takes no value.", remedy="Use correct to give one.")
        values = read_corrections(fact["kind"], given) if ACTIONS[action] is Verdict.CORRECTED else {}
        connection.execute(
            """
            insert into quality.review_decisions
                (review_key, verdict, corrections, decided_by, decided_at, reason, text_sha256)
            values (%s, %s, %s, %s, %s, %s, %s)
            """,
            [
                fact["review_key"], ACTIONS[action].value, Jsonb(values), plain(by.strip()), datetime.now(UTC),
                plain(why.strip()), fact["text_sha256"],
            ],
        )  # fmt: skip
        return find_review(connection, fact["review_key"])


def decisions_in_force(settings: Settings) -> list[dict[str, Any]]:
    """Of each fact the last decision, its corrections as columns: what the build reads."""
    columns = dict.fromkeys(column for kind in CORRECTABLE.values() for column in kind)
    with opened(settings) as connection:
        rows = connection.execute(
            """
            select distinct on (review_key) review_key, verdict, text_sha256, decided_at, corrections
            from quality.review_decisions order by review_key, decision_id desc
            """
        ).fetchall()
    return [
        {
            "review_key": key, "verdict": verdict, "text_sha256": text_sha256, "decided_at": decided_at,
            **{column: corrections.get(column) for column in columns},
        }
        for key, verdict, text_sha256, decided_at, corrections in rows
    ]  # fmt: skip
