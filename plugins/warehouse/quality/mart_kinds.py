"""Rules that every mart keeps because of what its columns are called and made of: no suite has to say them again.

Names are the warehouse's own (DESIGN: `_krw` won, `_on` days, `_year` years, `_count` counts, `region_code` beside
`region_name_ko`); what a suite says of a column itself is left to the suite.
"""

# ruff: noqa: S608 (names in these queries are those of the marts' contracts, never from outside)

from __future__ import annotations

from collections.abc import Iterator, Mapping

from warehouse.quality.expectations.text import PATTERNS
from warehouse.quality.results import Severity
from warehouse.quality.rules import Level, OnFailure, Rule, Suite
from warehouse.sources.contract import Label

# A cheap look before the dear one: what breaks a pattern of `PATTERNS` holds one of these characters (占: text broken
# twice) or begins with a sign; addresses that run code are looked for where addresses stand.
SUSPICIOUS = "[<&=@|占\ufffd\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\u00ff]"
ADDRESSES = ("url", "homepage")
MADE_HERE = ("_id", "_key", "_sha256", "_reasons", "_codes", "_version")  # never text from outside
FIRST_YEAR, LAST_YEAR = 1945, 2100  # local government of the Republic, and the longest plans with a margin
MOST_KRW = 2_000_000_000_000_000  # above the budget of the whole state in 2026 (728 trillion won)
# Days on which something was said or seen; the other days (orders to come, ends of plans) may lie ahead.
TOLD_DAYS = frozenset({"stated_on", "published_on", "mentioned_on", "first_mentioned_on", "last_mentioned_on",
                       "first_seen_on", "last_seen_on", "snapshot_on", "occurred_on"})  # fmt: skip
_REMEDY = Label(
    "dbt 모델이나 원시 적재의 행을 확인해 고치고 다시 빌드하세요. 이전 발표본이 계속 제공됩니다.",
    "Mend the dbt model or the raw rows and build again; the last release keeps serving.",
)


def rules_of_kinds(suite: Suite, columns: Mapping[str, str]) -> Iterator[Rule]:
    """The rules of one mart. `columns`: name -> type as PostgreSQL calls it, in the table's order."""
    texts = [name for name, kind in columns.items() if kind == "text"]
    if texts:
        yield _rule(
            suite, "every_text_is_clean", Level.FIELD,
            Label("글 값은 비어 있거나 태그, 수식, 제어문자, 깨진 글자를 담지 않습니다.",
                  "No text is blank or carries markup, a formula, control characters or broken encoding."),
            _unclean(texts),
        )  # fmt: skip
    if bounds := [bound for name, kind in columns.items() if (bound := _bound(name, kind))]:
        yield _rule(
            suite, "every_value_is_possible", Level.FIELD,
            Label("연도, 날짜, 금액, 개수는 있을 수 있는 값입니다.", "Years, days, amounts and counts are possible ones."),
            f"select * from {{batch}} where {' or '.join(bounds)}",
        )  # fmt: skip
    if {"region_code", "sido_code"} <= columns.keys():
        yield _rule(
            suite, "provinces_are_those_of_the_codes", Level.RECORD,
            Label("시도 코드는 지역 코드의 앞 두 자리입니다.", "A province's code is how its regions' codes begin."),
            "select * from {batch} where sido_code is distinct from left(region_code, 2)",
        )  # fmt: skip
    if {"region_code", "region_name_ko"} <= columns.keys():
        yield _rule(
            suite, "region_names_are_those_of_the_codes", Level.RECORD,
            Label("지역명은 그 지역 코드가 가졌던 이름입니다.", "A region's name is one that its code has had."),
            "select b.* from {batch} as b where (b.region_code is null) <> (b.region_name_ko is null)"
            " or (b.region_code is not null and not exists (select 1 from {schema}.regions as r"
            " where r.region_code = b.region_code and r.name_ko = b.region_name_ko))",
        )  # fmt: skip


def _unclean(columns: list[str]) -> str:
    """Rows with a blank text, or one that a look at its whole row makes suspicious and that breaks a pattern."""
    pattern = "|".join(f"(?:{pattern})" for pattern in PATTERNS.values()).replace("'", "''")
    names = [f'"{name}"' for name in columns]
    outside = [f'"{name}"' for name in columns if not name.endswith(MADE_HERE)]
    blank = " or ".join(f"{name} = ''" for name in names)
    begins = " or ".join(
        [f"{name} like '{sign}%'" for name in outside for sign in "-+"]
        + [f"{name} ilike '%javascript%'" for name in outside if name.strip('"').endswith(ADDRESSES)]
    )
    dear = " or ".join(f"{name} ~* '{pattern}'" for name in outside)
    look = f"concat({', '.join(outside)}) ~ '{SUSPICIOUS}' or {begins}"
    return f"select * from {{batch}} where {blank} or (({look}) and ({dear}))"


def _bound(name: str, kind: str) -> str | None:
    """The condition of an impossible value, or none where the name promises nothing."""
    column = f'"{name}"'
    if kind in ("date", "timestamp with time zone"):
        last = "current_date + 1" if name in TOLD_DAYS else f"date '{LAST_YEAR}-12-31'"
        return f"{column} < date '{FIRST_YEAR}-01-01' or {column} > {last}"
    if kind not in ("integer", "bigint", "double precision"):
        return None
    if name.endswith("_year"):
        return f"{column} not between {FIRST_YEAR} and {LAST_YEAR}"
    if name.endswith("_krw"):
        return f"{column} not between -{MOST_KRW} and {MOST_KRW}"
    if name.endswith(("_count", "_rank", "_number")) or name in ("span_start", "span_end"):
        return f"{column} < 0"
    return None


def _rule(suite: Suite, name: str, level: Level, sentence: Label, query: str) -> Rule:
    return Rule(
        name, "marts", suite.table, sentence, level, Severity.CRITICAL, OnFailure.FAIL, suite.owner, _REMEDY,
        "unexpected_rows_expectation", {"unexpected_rows_query": query},
    )  # fmt: skip
