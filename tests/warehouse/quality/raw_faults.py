"""The catalogue of faults planted before the raw gate: what is done to the rows, and what must become of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from .answers import Record
from .planting import RawFault

Change = Callable[[Record], Record]
LINES, DOCUMENTS, BUDGETS, PLACES = "lofin_budget_lines", "press_documents", "press_budgets", "press_places"
INITIATIVES, CLAIMS, RESIDENTS = "press_initiatives", "press_reconciliations", "resident_population"
AMOUNTS = ("bdg_cash_amt", "bdg_ntep", "capep", "sggep", "etc_amt", "ep_amt", "cpl_amt")


def number(value: Any) -> int:
    return int(str(value).replace(",", ""))


def with_(**values: Any) -> Change:
    return lambda row: {**row, **values}


def without(name: str) -> Change:
    return lambda row: {key: value for key, value in row.items() if key != name}


def times(factor: float, *names: str) -> Change:
    return lambda row: {**row, **{name: int(number(row[name]) * factor) for name in names}}


def swap(one: str, other: str) -> Change:
    return lambda row: {**row, one: row[other], other: row[one]}


def each(change: Change) -> Callable[[list[Record]], list[Record]]:
    return lambda rows: [change(row) for row in rows]


def first(count: int, change: Change) -> Callable[[list[Record]], list[Record]]:
    return lambda rows: [change(row) if position < count else row for position, row in enumerate(rows)]


def later(days: int) -> Change:
    """The snapshot so many days after the day that was asked for."""

    def change(row: Record) -> Record:
        day = datetime.strptime(row["exe_ymd"], "%Y%m%d") + timedelta(days=days)
        return {**row, "exe_ymd": f"{day:%Y%m%d}"}

    return change


def is_funded(row: Record) -> bool:
    """A line on which every planted amount makes a difference."""
    return all(number(row[name]) > 10_000_000 for name in ("bdg_cash_amt", "bdg_ntep", "ep_amt"))


def is_district(row: Record) -> bool:
    """A district inside a city, whose residents the city's own row counts: holding it back leaves all sums right."""
    return row["region_code_mois"].startswith("4111") and row["region_code_mois"] != "4111000000"


def line(name: str, change: Change, rule: str, *, held: bool = True) -> RawFault:
    """A line of the budget is sent wrong."""
    return RawFault(name, LINES, f"{LINES}.{rule}", change, answer=True, held=held, fits=is_funded)


def snapshot(name: str, change: Callable[[list[Record]], list[Record]], rule: str, *, warns: bool = False) -> RawFault:
    """The budget as a whole is sent wrong."""
    severity = "warning" if warns else "critical"
    return RawFault(name, LINES, f"{LINES}.{rule}", change, severity, whole=True, answer=True, stops=not warns)


def fact(name: str, table: str, change: Change, rule: str, *, held: bool = True, **more: Any) -> RawFault:
    """One row is parsed wrong."""
    return RawFault(name, table, f"{table}.{rule}", change, held=held, **more)


def facts(name: str, table: str, change: Callable[[list[Record]], list[Record]], rule: str) -> RawFault:
    """A table is parsed wrong as a whole, and the load stops."""
    return RawFault(name, table, f"{table}.{rule}", change, "critical", whole=True, stops=True)


def moved(row: Record) -> Record:
    return {**row, "span_start": row["span_start"] + 1, "span_end": row["span_end"] + 1}


def paragraph(row: Record) -> Record:
    return {**row, "quote": "가" * 61, "span_end": row["span_start"] + 61}


FAULTS = [
    # Types and values of single fields.
    line("amount is a word", with_(bdg_cash_amt="일억원"), "budget_current_krw_is_a_number"),
    line("budget is negative", with_(bdg_cash_amt=-5, bdg_ntep=0, capep=0, sggep=-5, etc_amt=0, ep_amt=0), "budget_current_is_not_negative"),
    line("compiled budget is negative", with_(cpl_amt=-1), "budget_compiled_is_not_negative"),
    line("national funding is negative", with_(bdg_ntep=-1), "funding_national_is_not_negative"),
    line("spending is deeply negative", with_(ep_amt=-(10**12)), "spent_is_in_proportion"),
    line("one budget of 31 trillion won", with_(bdg_cash_amt=31 * 10**12, bdg_ntep=31 * 10**12, capep=0, sggep=0, etc_amt=0), "budget_current_is_believable"),
    line("key field is missing", without("laf_cd"), "laf_cd_lofin_is_present"),
    line("total row of a province", with_(laf_cd="110000*", laf_hg_nm="서울계"), "laf_cd_is_a_government"),
    line("line code is empty", with_(dbiz_cd=None), "line_code_is_present"),
    # Units.
    line("budget misprinted ×1000 in one column", times(1000, "bdg_cash_amt"), "funding_and_budget_have_one_unit"),
    line("funding in thousand won", times(0.001, "bdg_ntep", "capep", "sggep", "etc_amt"), "funding_and_budget_have_one_unit"),
    snapshot("whole snapshot ×1000", each(times(1000, *AMOUNTS)), "budget_sum_kept_its_unit"),
    snapshot("whole snapshot in thousand won", each(times(0.001, *AMOUNTS)), "budget_sum_kept_its_unit"),
    # Sums.
    line("funding does not add up", with_(bdg_cash_amt=900_000_000, bdg_ntep=400_000_000, capep=100_000_000, sggep=100_000_000, etc_amt=0, ep_amt=0), "funding_adds_up_to_budget", held=False),
    snapshot("funding never adds up", each(lambda row: {**row, "bdg_cash_amt": number(row["bdg_cash_amt"]) * 2}), "funding_adds_up_mostly"),
    # Columns.
    snapshot("budget and spending swapped", each(swap("bdg_cash_amt", "ep_amt")), "spending_stays_within_budget"),
    snapshot("national and municipal funding swapped", each(swap("bdg_ntep", "sggep")), "national_share_is_usual", warns=True),
    snapshot("spending arrives as an object", each(lambda row: {**row, "ep_amt": {"amount": 1}}), "rejected_share_is_tolerable"),
    snapshot("unknown field", each(with_(new_fld="x")), "shape_is_known", warns=True),
    snapshot("vanished field", each(without("fld_nm")), "shape_is_known", warns=True),
    snapshot("vanished names", each(without("dbiz_nm")), "line_name_fill_rate"),
    # Duplicates.
    snapshot("one line twice", lambda rows: [*rows, {**rows[0], "ep_amt": 77}], "key_is_unique", warns=True),
    snapshot("doubled snapshot", lambda rows: [row for row in rows for _ in (1, 2)], "rejected_share_is_tolerable"),
    snapshot("two snapshots of one year", lambda rows: [*rows, *map(later(-1), rows)], "one_snapshot_per_year"),
    # Time.
    line("snapshot of the future", later(1), "snapshot_is_not_of_the_future"),
    line("snapshot outside its fiscal year", with_(fyr="2025"), "snapshot_belongs_to_fiscal_year"),
    snapshot("snapshot two weeks old", each(later(-14)), "snapshot_is_recent", warns=True),
    snapshot("stale snapshot", each(later(-60)), "snapshot_is_not_stale"),
    # Places.
    line("government that exists nowhere", with_(laf_cd="9911000", wa_laf_cd="9900000", laf_hg_nm="표본없는구"), "government_exists_at_snapshot"),
    line("government not yet existing", with_(laf_hg_nm="전남광주본청"), "government_exists_at_snapshot"),
    line("government long abolished", with_(laf_hg_nm="경북군위군"), "government_exists_at_snapshot"),
    # Volume and shape beside earlier loads.
    snapshot("sudden 60 % drop", lambda rows: rows[: int(len(rows) * 0.4)], "row_count_did_not_collapse"),
    snapshot("sudden 25 % drop", lambda rows: [row for n, row in enumerate(rows) if n % 4], "row_count_is_usual", warns=True),
    snapshot("provinces are missing", lambda rows: [row for row in rows if row["wa_laf_cd"] not in ("4100000", "1100000")], "governments_are_all_there"),
    snapshot("lines moved to one policy field", first(500, with_(fld_cd="010", fld_nm="일반공공행정")), "fields_keep_their_shares", warns=True),
    # Text from outside.
    line("script in a line's name", with_(dbiz_nm="<script>alert(1)</script> 구축"), "line_name_is_clean"),
    line("formula in a line's name", with_(dbiz_nm="=HYPERLINK(\"http://x\")"), "line_name_is_clean"),
    line("CP949 read as Latin-1", with_(dbiz_nm="스마트도시 구축".encode("cp949").decode("latin-1")), "line_name_is_clean"),
    line("UTF-8 read as Latin-1", with_(dbiz_nm="스마트도시 구축".encode().decode("latin-1")), "line_name_is_clean"),
    line("replacement characters", with_(dbiz_nm="스마\ufffd\ufffd도시"), "line_name_is_clean"),
    fact("script in a title", DOCUMENTS, with_(title='<img src=x onerror="a()">'), "title_is_clean"),
    fact("formula in a label", BUDGETS, with_(label="=cmd|' /C calc'!A0"), "label_is_clean"),
    # Witnesses.
    fact("quote altered", BUDGETS, lambda row: {**row, "quote": "9" + row["quote"][1:]}, "witness_stands_in_the_document"),
    fact("span moved", BUDGETS, moved, "witness_stands_in_the_document"),
    fact("quote longer than its span", INITIATIVES, lambda row: {**row, "quote": row["quote"] + "."}, "witness_matches_its_span"),
    fact("quote of a whole paragraph", PLACES, paragraph, "witness_matches_its_span"),
    fact("confidence above one", PLACES, with_(confidence=1.7), "confidence_is_a_share"),
    fact("fact without its document", BUDGETS, with_(document_id="nowhere"), "document_is_in_the_load"),
    # Domain of the articles.
    fact("unknown role", BUDGETS, with_(role="grand_total"), "role_is_known"),
    fact("amount of nothing", BUDGETS, with_(amount_krw=0), "amount_is_positive"),
    fact("won instead of hundred million", BUDGETS, with_(amount_krw=784, role="component", is_suspect=False), "small_amount_is_suspect", held=False),
    facts("unknown technology", INITIATIVES, first(1, with_(technologies=["telepathy"])), "technologies_are_known"),
    facts("claim said to hold does not", CLAIMS, first(1, lambda row: {**row, "expected": row["expected"] * 3, "holds": True}), "verdict_follows_from_the_terms"),
    fact("article of the day after tomorrow", DOCUMENTS, with_(published_on=date(2099, 1, 1)), "publication_is_not_of_the_future"),
    fact("address that runs code", DOCUMENTS, with_(url="javascript:alert(1)"), "address_is_a_web_address"),
    facts("one block page for every article", DOCUMENTS, lambda rows: [{**row, "text_sha256": "0" * 64} for row in rows], "articles_are_not_copies"),
    # Population.
    facts("municipality counted twice in its province", RESIDENTS, lambda rows: [{**row, "population_count": row["population_count"] * 2} if row["region_code_mois"] == "1111000000" else row for row in rows], "provinces_equal_their_municipalities"),
    fact("region code of before the reform", RESIDENTS, with_(region_code_mois="4211000000"), "region_exists_in_that_month", fits=is_district),
    fact("population of a continent", RESIDENTS, with_(population_count=600_000_000), "population_is_plausible", fits=is_district),
]  # fmt: skip
