"""What is compared: the core of a name as two-syllable tokens, the kind of work, amounts, years, technologies.

Korean offices glue, respace and abbreviate names, so whole strings rarely agree; two-syllable tokens of what is left
after customary words do. Words and their reasons stand in `words.csv` and `generic.csv`.
"""

# ruff: noqa: S608 (names of tables, patterns and words come from this package's own files)
from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from duckdb import DuckDBPyConnection

RAREST_TOKENS = 8  # a pair is looked at only when it shares one of the rarest tokens of either name
MINIMUM_CORE = 3


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = files("warehouse.linking").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _plain_sql(column: str) -> str:
    """A name in one spelling: lower case, no blanks, one word for one thing."""
    expression = f"regexp_replace(lower({column}), '\\s+', '', 'g')"
    for row in _rows("words.csv"):
        expression = f"regexp_replace({expression}, '{row['pattern']}', '{row['replacement']}', 'g')"
    return f"regexp_replace({expression}, '[^0-9a-z가-힣]+', '', 'g')"


def _words(kind: str | None = None) -> str:
    words = [row["word"] for row in _rows("generic.csv") if kind is None or row["kind"] == kind]
    return "|".join(sorted(words, key=len, reverse=True))


def names_sql(candidates: str) -> str:
    """Distinct names with their core, kind of work and tokens."""
    return f"""
        with plain as (
            select name, {_plain_sql("name")} as plain from (select distinct name from {candidates})
        ),
        cut as (
            select name, plain, regexp_replace(plain, '{_words()}', '', 'g') as short from plain
        ),
        cores as (
            select name, plain, case when length(short) >= {MINIMUM_CORE} then short else plain end as core from cut
        )
        select
            name,
            case
                when regexp_matches(plain, '{_words("run")}') then 'run'
                when regexp_matches(plain, '{_words("build")}') then 'build'
            end as work,
            list_distinct(list_transform(range(1, greatest(length(core), 2)), i -> substring(core, i, 2))) as tokens,
            list_distinct(list_transform(range(1, greatest(length(plain), 2)), i -> substring(plain, i, 2)))
                as plain_tokens
        from cores
    """


def prepare(connection: DuckDBPyConnection, candidates: str) -> None:
    """Temporary tables `link_records` (what is compared) and `link_pairs` (which pairs are worth comparing).

    A pair is worth comparing when both are at one place, the later stage in the same fiscal year or the next, and they
    share a rare token of their names or the very amount: offices rename things, and rarely round differently.
    """
    connection.execute(f"create or replace temp table link_names as {names_sql(candidates)}")
    connection.execute(f"""
        create or replace temp table link_records as
        select
            record_id as unique_id, record_kind as source_dataset, record_kind || '-__-' || record_id as pair_key,
            source_id, place_code, fiscal_year, candidates.name,
            amount_krw, department, work, tokens, plain_tokens, string_split(technology_codes, '|') as technologies
        from {candidates} as candidates
        inner join link_names on link_names.name = candidates.name
    """)
    connection.execute(f"""
        create or replace temp table link_tokens as
        with each as (
            select name, unnest(tokens) as token from link_names
        ),
        rare as (
            select name, token
            from each
            inner join (select token, count(*) as name_count from each group by token) using (token)
            qualify row_number() over (partition by name order by name_count, token) <= {RAREST_TOKENS}
        )
        select pair_key, source_dataset, place_code, fiscal_year, hash(token) as token
        from link_records
        inner join rare on rare.name = link_records.name
    """)
    connection.execute("""
        create or replace temp table link_pairs as
        select '0' as match_key, earlier.pair_key as join_key_l, later.pair_key as join_key_r
        from link_tokens as earlier
        inner join link_tokens as later
            on later.place_code = earlier.place_code
            and later.token = earlier.token
            and later.source_dataset > earlier.source_dataset
            and later.fiscal_year between earlier.fiscal_year and earlier.fiscal_year + 1
        union
        select '0', earlier.pair_key, later.pair_key
        from link_records as earlier
        inner join link_records as later
            on later.place_code = earlier.place_code
            and later.amount_krw = earlier.amount_krw
            and later.fiscal_year = earlier.fiscal_year
            and later.source_dataset > earlier.source_dataset
    """)
