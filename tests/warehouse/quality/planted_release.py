"""The mart faults on a release that dbt really built: each in a row of its own, so that many fit into one release."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import psycopg
from psycopg import sql

from .mart_faults import FAULTS, MartFault

# The hand-made release names its rows i3, f3, …; here the n-th row that can carry a fault stands for them.
PICKS = {
    "i3": ("initiative_id", "initiatives", "mention_count < 9"),
    "d3": ("document_id", "documents", "budget_fact_count > 0"),
    "md3": ("mention_id", "initiative_mentions", "mention_kind = 'document'"),
    "f3": ("budget_fact_id", "budget_facts", "not is_suspect and region_code is not null"),
    "n3": ("count_fact_id", "count_facts", "true"),
    "c3": ("reconciliation_id", "reconciliations", "holds and document_id is not null"),
    "b3": ("budget_line_id", "budget_lines", "budget_current_krw > 0 and spent_krw <> 0"),
    "r4": ("record_key", "budget_lines", "budget_current_krw > 0"),
    "p3": ("procurement_id", "procurements", "archive_sha256 is not null"),
    "m3": ("money_trail_id", "money_trail", "stage = 'budgeted' and is_counted and amount_krw > 0"),
    "y3": ("region_year_id", "region_years", "budgeted_krw > 0 and all_budgeted_krw > 1 and per_head_krw > 0"),
}
ELSEWHERE = {  # where the rows behind a fault must hang together as only the hand-made release's do
    "two articles count for one year": """
        insert into money_trail (money_trail_id, initiative_id, stage, fiscal_year, is_counted, is_cancelled,
                                 review_state, mention_id, budget_fact_id)
        select 'z' || n, initiative_id, 'announced', 2026, true, false, 'given', 'm', fact_id
        from (select min(initiative_id) as initiative_id from initiatives),
             (select row_number() over (order by document_id) as n, min(budget_fact_id) as fact_id
              from budget_facts group by document_id order by document_id limit 2)
    """,
}


def is_of_single_rows(fault: MartFault) -> bool:
    """Whether a fault leaves the rest of the release as it is, so that others can be planted beside it."""
    return fault.name in ELSEWHERE or any(f"'{pick}'" in fault.statement for pick in PICKS)


def rounds_of(faults: Sequence[MartFault] = FAULTS) -> list[list[MartFault]]:
    """Groups that can be planted together: all of single rows, then those of whole tables, one of a table at a time."""
    rounds = [[fault for fault in faults if is_of_single_rows(fault)]]
    for fault in (fault for fault in faults if not is_of_single_rows(fault)):
        table = _written(fault)
        fitting = next((group for group in rounds[1:] if table not in map(_written, group)), None)
        if fitting is None:
            rounds.append([fault])
        else:
            fitting.append(fault)
    return rounds


def plant(connection: psycopg.Connection, faults: Sequence[MartFault], schema: str = "marts_next") -> None:
    """Spoil a release. Its keys and constraints go first: the gate must not lean on them."""
    connection.execute(sql.SQL("set search_path = {}").format(sql.Identifier(schema)))
    tables = connection.execute("select tablename from pg_tables where schemaname = %s", [schema]).fetchall()
    for (table,) in tables:
        for statement in ("create table planted as table {}", "drop table {}", "alter table planted rename to {}"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(table)))
    used: Counter[str] = Counter()
    for fault in faults:
        connection.execute(on_real_rows(fault, used))
    connection.commit()


def on_real_rows(fault: MartFault, used: Counter[str]) -> str:
    """The fault's statement, with the rows it names picked from the release; each fault gets rows of its own."""
    if fault.name in ELSEWHERE:
        return ELSEWHERE[fault.name]

    def pick(match: re.Match[str]) -> str:
        column, table, condition = PICKS[match[1]]
        return f"(select {column} from {table} where {condition} order by {column} offset {used[table]} limit 1)"

    for match in set(re.findall(r"'([a-z]{1,2}\d)'", fault.statement)) & PICKS.keys():
        used[PICKS[match][1]] += 3
    return re.sub(r"'([a-z]{1,2}\d)'", lambda match: pick(match) if match[1] in PICKS else match[0], fault.statement)


def _written(fault: MartFault) -> str:
    found = re.search(r"(?:update|into|from|table|truncate)\s+([a-z_]+)", fault.statement)
    assert found, fault
    return found[1]
