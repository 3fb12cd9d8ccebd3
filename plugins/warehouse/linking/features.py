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


def prepare(connection: DuckDBPyConnection, candidates: str, known: str | None = None) -> None:
    """Temporary tables `link_pairs` (pairs worth comparing, by record number) and `link_sides` (what Splink compares).

    A pair is worth comparing when both are at one place, the later stage in the same fiscal year or the next, and they
    share a rare token of their names or the very amount: offices rename things, and rarely round differently. Many
    records carry few names, so names are paired first, and compared once for each pair of names.

    What pairs a later record has depends on the records of its year and the year before, and on which tokens of their
    names are rare among all names. A year in which all that is as table `known` was made from is left out.
    """
    for step in (
        _names(candidates), _RARE_TOKENS, _years(candidates), _changed_years(known), _records(candidates),
        _NAME_PAIRS, _RECORD_PAIRS, _ALIKENESS, _PAIRS, _SIDES,
    ):  # fmt: skip
        connection.execute(f"create or replace temp table {step}")


def _names(candidates: str) -> str:
    return f"""
        link_names as
        with named as ({names_sql(candidates)})
        select
            row_number() over () as name_number, name, work,
            list_transform(tokens, token -> hash(token)) as tokens,
            list_transform(plain_tokens, token -> hash(token)) as plain_tokens
        from named
    """


def _records(candidates: str) -> str:
    return f"""
        link_records as
        select
            row_number() over () as record_number, candidates.record_kind, candidates.record_id, candidates.place_code,
            candidates.fiscal_year, candidates.amount_krw, candidates.department, candidates.technology_codes,
            link_names.name_number, link_names.work,
            candidates.fiscal_year in (select fiscal_year from link_changed_years) as is_in_changed_year
        from {candidates} as candidates
        inner join link_names on link_names.name = candidates.name
        where candidates.fiscal_year in (select fiscal_year from link_changed_years)
            or candidates.fiscal_year + 1 in (select fiscal_year from link_changed_years)
    """


_RARE_TOKENS = f"""
    link_rare_tokens as
    with each as (
        select name_number, unnest(tokens) as token from link_names
    )
    select each.name_number, token
    from each
    inner join (select token, count(*) as name_count from each group by token) using (token)
    qualify row_number() over (partition by each.name_number order by name_count, token) <= {RAREST_TOKENS}
"""


def _years(candidates: str) -> str:
    """Each year with a digest of all that decides on the pairs of its records."""
    return f"""
        link_years as
        with names as (
            select name_number, bit_xor(hash(token)) as rare_tokens from link_rare_tokens group by name_number
        ),
        records as (
            select fiscal_year, hash(candidates, rare_tokens) as digest
            from {candidates} as candidates
            inner join link_names on link_names.name = candidates.name
            left join names using (name_number)
            where fiscal_year is not null
        ),
        years as (
            select fiscal_year, concat_ws('|', count(*), bit_xor(digest), sum(digest)) as state
            from records
            group by fiscal_year
        )
        select years.fiscal_year, md5(concat_ws('/', years.state, before.state)) as fingerprint
        from years
        left join years as before on before.fiscal_year = years.fiscal_year - 1
    """


def _changed_years(known: str | None) -> str:
    same = (
        f"(fiscal_year, fingerprint) in (select distinct fiscal_year, fingerprint from {known})" if known else "false"
    )
    return f"link_changed_years as select fiscal_year, fingerprint from link_years where not ({same})"


_NAME_PAIRS = """
    link_name_pairs as
    with used as (
        select distinct name_number, record_kind, token
        from link_rare_tokens
        inner join (select distinct name_number, record_kind from link_records) using (name_number)
    )
    select distinct earlier.name_number as name_number_l, later.name_number as name_number_r
    from used as earlier
    inner join used as later on later.token = earlier.token and later.record_kind > earlier.record_kind
"""

# One join for each of the two years, on equal values: a join on a range of years looks at far more rows.
_RECORD_PAIRS = """
    link_record_pairs as
    with later as (
        select link_records.*, earlier_year, link_name_pairs.name_number_l
        from link_records
        inner join link_name_pairs on link_name_pairs.name_number_r = link_records.name_number
        cross join (values (0), (1)) as years(years_before)
        cross join lateral (select fiscal_year - years_before as earlier_year)
        where link_records.is_in_changed_year
    )
    select earlier.record_number as record_number_l, later.record_number as record_number_r
    from later
    inner join link_records as earlier
        on earlier.name_number = later.name_number_l
        and earlier.place_code = later.place_code
        and earlier.fiscal_year = later.earlier_year
        and earlier.record_kind < later.record_kind
    union
    select earlier.record_number, later.record_number
    from link_records as earlier
    inner join link_records as later
        on later.place_code = earlier.place_code
        and later.amount_krw = earlier.amount_krw
        and later.fiscal_year = earlier.fiscal_year
        and later.record_kind > earlier.record_kind
    where later.is_in_changed_year
"""

_ALIKENESS = """
    link_alike_names as
    with met as (
        select distinct earlier.name_number as name_number_l, later.name_number as name_number_r
        from link_record_pairs
        inner join link_records as earlier on earlier.record_number = record_number_l
        inner join link_records as later on later.record_number = record_number_r
    ),
    counted as (
        select
            met.*,
            len(one.tokens) as count_l, len(other.tokens) as count_r,
            len(list_intersect(one.tokens, other.tokens)) as shared,
            len(one.plain_tokens) as plain_count_l, len(other.plain_tokens) as plain_count_r,
            len(list_intersect(one.plain_tokens, other.plain_tokens)) as plain_shared
        from met
        inner join link_names as one on one.name_number = met.name_number_l
        inner join link_names as other on other.name_number = met.name_number_r
    )
    select
        name_number_l, name_number_r,
        case when count_l > 0 and count_r > 0 then 2.0 * shared / (count_l + count_r) end as name_likeness,
        shared >= 2 and shared >= 0.99 * least(count_l, count_r) as is_name_within,
        case when plain_count_l > 0 and plain_count_r > 0 then 2.0 * plain_shared / (plain_count_l + plain_count_r) end
            as wording_likeness
    from counted
"""

_PAIRS = """
    link_pairs as
    select
        row_number() over () as pair_number,
        record_number_l, record_number_r,
        link_alike_names.* exclude (name_number_l, name_number_r)
    from link_record_pairs
    inner join link_records as earlier on earlier.record_number = record_number_l
    inner join link_records as later on later.record_number = record_number_r
    inner join link_alike_names
        on link_alike_names.name_number_l = earlier.name_number
        and link_alike_names.name_number_r = later.name_number
"""

# Splink compares two records of its input. What a pair's names share is measured once for each pair of names, not once
# for each pair of records, so every pair comes with its own two records, and the earlier one carries that measure.
_SIDES = """
    link_sides as
    with sides as (
        select 'earlier' as source_dataset, record_number_l as record_number, link_pairs.* from link_pairs
        union all
        select 'later' as source_dataset, record_number_r as record_number, link_pairs.* from link_pairs
    )
    select
        sides.pair_number as unique_id, sides.source_dataset,
        sides.name_likeness, sides.is_name_within, sides.wording_likeness,
        records.record_kind, records.fiscal_year, records.amount_krw, records.department, records.work,
        string_split(records.technology_codes, '|') as technologies
    from sides
    inner join link_records as records using (record_number)
"""
