"""The catalogue of faults planted before the raw gate: what is done to the answer, and what must become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .answers import ARTICLES, Record, lofin, lofin_rows, population, press, tampering

JANUARY = date(2026, 1, 1)
PLACES = [
    ("서울특별시", "1100000000", 9_300_000),
    ("서울특별시 종로구", "1111000000", 4_300_000),
    ("서울특별시 중구", "1114000000", 5_000_000),
    ("강원특별자치도", "5100000000", 1_500_000),
    ("강원특별자치도 춘천시", "5111000000", 1_500_000),
]
SOME = 3  # bad rows among about 730: far below the tolerated share


@dataclass(frozen=True)
class RawFault:
    """A planted fault, the check that must catch it, and how gravely."""

    name: str
    contract: Callable[[], Any]
    check: str  # without the leading "raw."
    severity: str
    stops: bool = False  # the load fails as a whole; otherwise it passes with a warning
    held: int | None = None  # how many rows must be in quarantine
    month: bool = False  # a monthly interval


def in_rows(change: Callable[[Record], Record], count: int | None = None) -> Callable[[], Any]:
    """The change applied to the first `count` records of the budget (all when None)."""

    def contract() -> Any:
        rows = lofin_rows()
        limit = len(rows) if count is None else count
        return lofin([change(row) if number < limit else row for number, row in enumerate(rows)])

    return contract


def of_rows(change: Callable[[list[Record]], list[Record]]) -> Callable[[], Any]:
    """The change applied to the budget as a whole."""
    return lambda: lofin(change(lofin_rows()))


def facts(table: str, change: Callable[[Record], Record], count: int = 1) -> Callable[[], Any]:
    """The change applied to the first facts of the articles."""

    def spoil(rows: list[Record]) -> list[Record]:
        return [change(dict(row)) if number < count else row for number, row in enumerate(rows)]

    return lambda: tampering(press(tolerated_reject_ratio=0.6), table, spoil)


def residents(change: Callable[[list[tuple[str, str, int]]], list[tuple[str, str, int]]]) -> Callable[[], Any]:
    """The change applied to the population file (a small country, so that no bound on rows speaks)."""

    def contract() -> Any:
        from dataclasses import replace

        made = population(change(list(PLACES)), JANUARY, tolerated_reject_ratio=0.6)
        return replace(made, tables=(replace(made.tables[0], minimum_rows=3),))

    return contract


def times(factor: float, *names: str) -> Callable[[Record], Record]:
    return lambda row: {**row, **{name: int(number(row[name]) * factor) for name in names}}


def number(value: Any) -> int:
    return int(str(value).replace(",", ""))


def swap(one: str, other: str) -> Callable[[Record], Record]:
    return lambda row: {**row, one: row[other], other: row[one]}


def with_(**values: Any) -> Callable[[Record], Record]:
    return lambda row: {**row, **values}


LINES, DOCUMENTS, BUDGETS = "lofin_budget_lines", "press_documents", "press_budgets"
AMOUNTS = ("bdg_cash_amt", "bdg_ntep", "capep", "sggep", "etc_amt", "ep_amt", "cpl_amt")

FAULTS = [
    # Types and values of single fields.
    RawFault("amount is a word", in_rows(with_(bdg_cash_amt="일억원"), SOME), f"{LINES}.budget_current_krw_is_a_number", "warning", held=SOME),
    RawFault("budget is negative", in_rows(with_(bdg_cash_amt=-5, bdg_ntep=0, capep=0, sggep=-5, etc_amt=0, ep_amt=0), SOME), f"{LINES}.budget_current_is_not_negative", "warning", held=SOME),
    RawFault("compiled budget is negative", in_rows(with_(cpl_amt=-1), SOME), f"{LINES}.budget_compiled_is_not_negative", "warning", held=SOME),
    RawFault("national funding is negative", in_rows(with_(bdg_ntep=-1), SOME), f"{LINES}.funding_national_is_not_negative", "warning", held=SOME),
    RawFault("spending is deeply negative", in_rows(with_(ep_amt=-(10**12)), SOME), f"{LINES}.spent_is_in_proportion", "warning", held=SOME),
    RawFault("one budget of 31 trillion won", in_rows(with_(bdg_cash_amt=31 * 10**12, bdg_ntep=31 * 10**12, capep=0, sggep=0, etc_amt=0), 1), f"{LINES}.budget_current_is_believable", "warning", held=1),
    RawFault("key field is missing", in_rows(lambda row: {k: v for k, v in row.items() if k != "laf_cd"}, SOME), f"{LINES}.laf_cd_lofin_is_present", "warning", held=SOME),
    RawFault("total row of a province", in_rows(with_(laf_cd="110000*", laf_hg_nm="서울계"), SOME), f"{LINES}.laf_cd_is_a_government", "warning", held=SOME),
    RawFault("line code is empty", in_rows(with_(dbiz_cd=None), SOME), f"{LINES}.line_code_is_present", "warning", held=SOME),
    # Units.
    RawFault("budget misprinted ×1000 in one column", in_rows(times(1000, "bdg_cash_amt"), SOME), f"{LINES}.funding_and_budget_have_one_unit", "warning", held=SOME),
    RawFault("funding in thousand won", in_rows(times(0.001, "bdg_ntep", "capep", "sggep", "etc_amt"), SOME), f"{LINES}.funding_and_budget_have_one_unit", "warning", held=SOME),
    RawFault("whole snapshot ×1000", in_rows(times(1000, *AMOUNTS)), f"{LINES}.budget_sum_kept_its_unit", "critical", stops=True),
    RawFault("whole snapshot in thousand won", in_rows(times(0.001, *AMOUNTS)), f"{LINES}.budget_sum_kept_its_unit", "critical", stops=True),
    # Sums.
    RawFault("funding does not add up", in_rows(with_(bdg_cash_amt=900_000_000, bdg_ntep=400_000_000, capep=100_000_000, sggep=100_000_000, etc_amt=0, ep_amt=0), SOME), f"{LINES}.funding_adds_up_to_budget", "warning", held=0),
    RawFault("funding never adds up", in_rows(lambda row: {**row, "bdg_cash_amt": number(row["bdg_cash_amt"]) * 2}), f"{LINES}.funding_adds_up_mostly", "critical", stops=True),
    # Columns.
    RawFault("budget and spending swapped", in_rows(swap("bdg_cash_amt", "ep_amt")), f"{LINES}.spending_stays_within_budget", "critical", stops=True),
    RawFault("national and municipal funding swapped", in_rows(swap("bdg_ntep", "sggep")), f"{LINES}.national_share_is_usual", "warning"),
    RawFault("spending arrives as an object", in_rows(lambda row: {**row, "ep_amt": {"amount": 1}}), f"{LINES}.rejected_share_is_tolerable", "critical", stops=True),
    RawFault("unknown field", in_rows(with_(new_fld="x")), f"{LINES}.shape_is_known", "warning", held=0),
    RawFault("vanished field", in_rows(lambda row: {k: v for k, v in row.items() if k != "fld_nm"}), f"{LINES}.shape_is_known", "warning", held=0),
    RawFault("vanished names", in_rows(lambda row: {k: v for k, v in row.items() if k != "dbiz_nm"}), f"{LINES}.line_name_fill_rate", "critical", stops=True),
    # Duplicates.
    RawFault("one line twice", of_rows(lambda rows: [*rows, {**rows[0], "ep_amt": 77}]), f"{LINES}.key_is_unique", "warning", held=1),
    RawFault("doubled snapshot", of_rows(lambda rows: [row for row in rows for _ in (1, 2)]), f"{LINES}.rejected_share_is_tolerable", "critical", stops=True),
    RawFault("two snapshots of one year", of_rows(lambda rows: [*rows, *({**row, "exe_ymd": "20260310"} for row in rows)]), f"{LINES}.one_snapshot_per_year", "critical", stops=True),
    # Time.
    RawFault("snapshot of the future", in_rows(with_(exe_ymd="20260312"), SOME), f"{LINES}.snapshot_is_not_of_the_future", "warning", held=SOME),
    RawFault("snapshot outside its fiscal year", in_rows(with_(fyr="2025"), SOME), f"{LINES}.snapshot_belongs_to_fiscal_year", "warning", held=SOME),
    RawFault("snapshot two weeks old", in_rows(with_(exe_ymd="20260225")), f"{LINES}.snapshot_is_recent", "warning", held=0),
    RawFault("stale snapshot", in_rows(with_(exe_ymd="20260102")), f"{LINES}.snapshot_is_not_stale", "critical", stops=True),
    # Places.
    RawFault("government that exists nowhere", in_rows(with_(laf_cd="9911000", wa_laf_cd="9900000", laf_hg_nm="표본없는구"), SOME), f"{LINES}.government_exists_at_snapshot", "warning", held=SOME),
    RawFault("government not yet existing", in_rows(with_(laf_hg_nm="전남광주본청"), SOME), f"{LINES}.government_exists_at_snapshot", "warning", held=SOME),
    RawFault("government long abolished", in_rows(with_(laf_hg_nm="경북군위군"), SOME), f"{LINES}.government_exists_at_snapshot", "warning", held=SOME),
    # Volume and shape beside earlier loads.
    RawFault("sudden 60 % drop", of_rows(lambda rows: rows[: int(len(rows) * 0.4)]), f"{LINES}.row_count_did_not_collapse", "critical", stops=True),
    RawFault("sudden 25 % drop", of_rows(lambda rows: [row for n, row in enumerate(rows) if n % 4]), f"{LINES}.row_count_is_usual", "warning"),
    RawFault("provinces are missing", of_rows(lambda rows: [row for row in rows if row["wa_laf_cd"] not in ("4100000", "1100000")]), f"{LINES}.governments_are_all_there", "critical", stops=True),
    RawFault("lines moved to one policy field", in_rows(with_(fld_cd="010", fld_nm="일반공공행정"), 500), f"{LINES}.fields_keep_their_shares", "warning"),
    # Text from outside.
    RawFault("script in a line's name", in_rows(with_(dbiz_nm="<script>alert(1)</script> 구축"), SOME), f"{LINES}.line_name_is_clean", "warning", held=SOME),
    RawFault("formula in a line's name", in_rows(with_(dbiz_nm="=HYPERLINK(\"http://x\")"), SOME), f"{LINES}.line_name_is_clean", "warning", held=SOME),
    RawFault("CP949 read as Latin-1", in_rows(with_(dbiz_nm="스마트도시 구축".encode("cp949").decode("latin-1")), SOME), f"{LINES}.line_name_is_clean", "warning", held=SOME),
    RawFault("UTF-8 read as Latin-1", in_rows(with_(dbiz_nm="스마트도시 구축".encode().decode("latin-1")), SOME), f"{LINES}.line_name_is_clean", "warning", held=SOME),
    RawFault("replacement characters", in_rows(with_(dbiz_nm="스마\ufffd\ufffd도시"), SOME), f"{LINES}.line_name_is_clean", "warning", held=SOME),
    RawFault("script in a title takes its facts along", facts(DOCUMENTS, with_(title='<img src=x onerror="a()">')), f"{DOCUMENTS}.title_is_clean", "warning"),
    RawFault("formula in a label", facts(BUDGETS, with_(label="=cmd|' /C calc'!A0")), f"{BUDGETS}.label_is_clean", "warning", held=1),
    # Witnesses.
    RawFault("quote altered", facts(BUDGETS, lambda row: {**row, "quote": "9" + row["quote"][1:]}), f"{BUDGETS}.witness_stands_in_the_document", "warning", held=1),
    RawFault("span moved", facts(BUDGETS, lambda row: {**row, "span_start": row["span_start"] + 1, "span_end": row["span_end"] + 1}), f"{BUDGETS}.witness_stands_in_the_document", "warning", held=1),
    RawFault("quote longer than its span", facts("press_initiatives", lambda row: {**row, "quote": row["quote"] + "."}), "press_initiatives.witness_matches_its_span", "warning", held=1),
    RawFault("quote of a whole paragraph", facts("press_places", lambda row: {**row, "quote": "가" * 61, "span_end": row["span_start"] + 61}), "press_places.witness_matches_its_span", "warning", held=1),
    RawFault("confidence above one", facts("press_places", with_(confidence=1.7)), "press_places.confidence_is_a_share", "warning", held=1),
    RawFault("fact without its document", facts(BUDGETS, with_(document_id="nowhere")), f"{BUDGETS}.document_is_in_the_load", "warning", held=1),
    # Domain of the articles.
    RawFault("unknown role", facts(BUDGETS, with_(role="grand_total")), f"{BUDGETS}.role_is_known", "warning", held=1),
    RawFault("amount of nothing", facts(BUDGETS, with_(amount_krw=0)), f"{BUDGETS}.amount_is_positive", "warning", held=1),
    RawFault("won instead of hundred million", facts(BUDGETS, with_(amount_krw=784, role="component", is_suspect=False)), f"{BUDGETS}.small_amount_is_suspect", "warning", held=0),
    RawFault("unknown technology", facts("press_initiatives", with_(technologies=["telepathy"])), "press_initiatives.technologies_are_known", "critical", stops=True),
    RawFault("claim said to hold does not", facts("press_reconciliations", lambda row: {**row, "expected": row["expected"] * 3, "holds": True}), "press_reconciliations.verdict_follows_from_the_terms", "critical", stops=True),
    RawFault("article of the day after tomorrow", facts(DOCUMENTS, with_(published_on=date(2099, 1, 1))), f"{DOCUMENTS}.publication_is_not_of_the_future", "warning"),
    RawFault("address that runs code", facts(DOCUMENTS, with_(url="javascript:alert(1)")), f"{DOCUMENTS}.address_is_a_web_address", "warning"),
    RawFault("one block page for every article", lambda: press((ARTICLES[0],) * 4), f"{DOCUMENTS}.articles_are_not_copies", "critical", stops=True),
    # Population.
    RawFault("municipality counted twice in its province", residents(lambda rows: [*rows[:2], (*rows[2][:2], 5_100_000), *rows[3:]]), "resident_population.provinces_equal_their_municipalities", "critical", stops=True, month=True),
    RawFault("region code of before the reform", residents(lambda rows: [*rows, ("강원도 춘천시", "4211000000", 1)]), "resident_population.region_exists_in_that_month", "warning", held=1, month=True),
    RawFault("population of a continent", residents(lambda rows: [*rows, ("서울특별시 용산구", "1117000000", 600_000_000)]), "resident_population.population_is_plausible", "warning", month=True),
]  # fmt: skip
