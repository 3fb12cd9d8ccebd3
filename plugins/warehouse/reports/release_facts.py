"""What the report page says, read from the release's own DuckDB file, with the witness of every number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb

from warehouse.settings import Language

Row = dict[str, Any]

MOST_INITIATIVES = 6000  # a page of about 4 MB; the rest is in the release files
_WITNESSES_EACH = 3
_LINES_EACH = 6


class ReleaseFacts:
    """Questions to schema `marts` of a release file; `english` picks the names that have an English form."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, language: Language) -> None:
        self.connection = connection
        self.english = language is Language.EN
        self.year, self.snapshot_on = self._latest_year()

    @classmethod
    def open(cls, path: Path, language: Language) -> ReleaseFacts:
        """Read-only."""
        return cls(duckdb.connect(str(path), read_only=True), language)

    def __enter__(self) -> ReleaseFacts:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def key_numbers(self) -> Row:
        """The first line of the page."""
        return self._rows(
            """
            select
                (select count(*) from marts.initiatives) as initiatives,
                (select count(distinct region_code) from marts.initiative_regions) as regions,
                (select count(*) from marts.documents) as documents,
                (select count(*) from marts.budget_facts where is_suspect and corrected_krw is not null) as suspects,
                (select sum(area_budgeted_net_krw)::bigint from marts.region_years
                 where fiscal_year = $year and series_basis = 'as_was') as budget_krw,
                (select sum(spent_krw)::double / nullif(sum(budgeted_krw), 0) from marts.region_years
                 where fiscal_year = $year and series_basis = 'as_was') as execution_ratio
            """,
            year=self.year,
        )[0]

    def years(self) -> list[Row]:
        """Net digital budget of all areas per fiscal year."""
        return self._rows(
            "select fiscal_year, sum(area_budgeted_net_krw)::bigint as budget_krw from marts.region_years"
            " where series_basis = 'as_was' group by 1 having sum(area_budgeted_net_krw) > 0 order by 1"
        )

    def provinces(self) -> list[Row]:
        """Every province in the latest year, the largest area budget first."""
        return self._rows(
            """
            with heads as (
                select sido_code, sum(population_count) as residents, sum(initiative_count)::bigint as initiatives
                from marts.region_years
                where fiscal_year = $year and series_basis = 'as_was' and region_level = 'sigungu' group by 1
            )
            select y.region_code, y.region_name_ko, y.sido_code, r.name_en, y.area_budgeted_net_krw, y.budgeted_krw,
                   y.spent_krw, y.initiative_count + coalesce(heads.initiatives, 0) as initiative_count,
                   y.area_budgeted_net_krw::double / nullif(y.population_count, 0) as per_head_krw
            from marts.region_years y
            left join heads using (sido_code)
            left join (select region_code, any_value(name_en) as name_en from marts.regions group by 1) r using (region_code)
            where y.fiscal_year = $year and y.series_basis = 'as_was' and y.region_level = 'sido'
              and y.area_budgeted_net_krw is not null
            order by y.area_budgeted_net_krw desc
            """,
            year=self.year,
        )

    def technologies(self, limit: int = 12) -> list[Row]:
        """Technologies by number of initiatives."""
        return self._rows(
            "select technology_code, any_value(technology_name_ko) as name_ko, any_value(technology_name_en) as name_en,"
            " count(distinct initiative_id) as initiatives from marts.initiative_technologies"
            " group by 1 order by 4 desc, 1 limit $limit",
            limit=limit,
        )

    def stages(self) -> list[Row]:
        """Of the initiatives announced with an amount, how many reached each stage; counts, so that no bases mix."""
        return self._rows(
            """
            with announced as (select distinct initiative_id from marts.money_trail where stage = 'announced')
            select t.stage, count(distinct t.initiative_id) as initiatives
            from marts.money_trail t semi join announced using (initiative_id)
            where not coalesce(t.is_cancelled, false)
            group by 1
            order by array_position(['announced', 'budgeted', 'ordered', 'contracted', 'spent'], t.stage)
            """
        )

    def unfollowed(self, limit: int = 25) -> list[Row]:
        """Announced with an amount, and met in no budget, order or contract: the largest first."""
        return self._rows(
            """
            select i.initiative_id, i.name_ko, i.region_name_ko, max(t.amount_krw) as amount_krw,
                   min(t.fiscal_year) as fiscal_year
            from marts.money_trail t
            join marts.initiatives i using (initiative_id)
            anti join (select initiative_id from marts.money_trail where stage <> 'announced') f using (initiative_id)
            where t.stage = 'announced' and not coalesce(t.is_cancelled, false)
            group by all order by amount_krw desc nulls last, i.initiative_id limit $limit
            """,
            limit=limit,
        )

    def amounts(self, limit: int = 40) -> list[Row]:
        """The largest totals that documents state, and every amount that was corrected."""
        return self._rows(
            """
            select f.*, d.title_ko, d.publisher_ko, d.url, d.published_on
            from marts.budget_facts f left join marts.documents d using (document_id)
            where f.role = 'total' or f.is_suspect
            qualify f.is_suspect or row_number() over (order by f.is_suspect, f.effective_krw desc) <= $limit
            order by f.effective_krw desc, f.budget_fact_id
            """,
            limit=limit,
        )

    def broken_claims(self, limit: int = 30) -> list[Row]:
        """Totals that differ from the sum of their parts."""
        return self._rows(
            "select c.*, d.title_ko, d.publisher_ko, d.url, d.published_on"
            " from marts.reconciliations c left join marts.documents d using (document_id)"
            " where not c.holds order by abs(c.difference) desc, c.reconciliation_id limit $limit",
            limit=limit,
        )

    def initiatives(self) -> list[Row]:
        """The best-documented initiatives first: those met in documents, then the most often mentioned."""
        return self._rows(
            "select i.* from marts.initiatives i"
            " order by i.document_count desc, i.mention_count desc, i.last_mentioned_on desc, i.initiative_id limit $limit",
            limit=MOST_INITIATIVES,
        )

    def mentions(self) -> list[Row]:
        """Up to three witnesses of each of those initiatives: documents before ledger lines, newest first.

        An initiative of which only documents speak has all its mentions there, so it is among the first.
        """
        return self._rows(
            """
            with shown as (
                select initiative_id from marts.initiatives
                order by document_count desc, mention_count desc, last_mentioned_on desc, initiative_id limit $limit
            )
            select m.*, d.title_ko, d.publisher_ko, d.url, d.published_on
            from marts.initiative_mentions m semi join shown using (initiative_id)
            left join marts.documents d on d.document_id = m.document_id
            qualify row_number() over (
                partition by m.initiative_id
                order by m.mention_kind = 'document' desc, m.mentioned_on desc, m.mention_id) <= $each
            order by m.initiative_id, m.mention_kind = 'document' desc, m.mentioned_on desc
            """,
            limit=MOST_INITIATIVES,
            each=_WITNESSES_EACH,
        )

    def largest_lines(self) -> list[Row]:
        """The largest budget lines of each province's area in the latest year."""
        return self._rows(
            """
            select *, 'sido:' || sido_code as witness_key from marts.budget_lines where fiscal_year = $year
            qualify row_number() over (partition by sido_code order by budget_current_krw desc, budget_line_id) <= $each
            order by sido_code, budget_current_krw desc
            """,
            year=self.year,
            each=_LINES_EACH,
        )

    def largest_lines_by_year(self) -> list[Row]:
        """The largest budget lines of each fiscal year."""
        return self._rows(
            """
            select *, 'year:' || fiscal_year as witness_key from marts.budget_lines
            qualify row_number() over (partition by fiscal_year order by budget_current_krw desc, budget_line_id) <= $each
            order by fiscal_year, budget_current_krw desc
            """,
            each=2 * _LINES_EACH,
        )

    def technology_names(self) -> dict[str, str]:
        """Code to name in the page's language."""
        column = "name_en" if self.english else "name_ko"
        rows = self._rows("select technology_code, name_ko, name_en from marts.technologies")
        return {row["technology_code"]: row[column] for row in rows}

    def sources(self) -> list[Row]:
        """What the release was made of."""
        return self._rows("select * from marts.sources order by source_name, raw_table")

    def _latest_year(self) -> tuple[int | None, Any]:
        rows = self._rows(
            "select fiscal_year, max(snapshot_on) as snapshot_on from marts.region_years"
            " where series_basis = 'as_was' and budgeted_krw is not null group by 1 order by 1 desc limit 1"
        )
        return (rows[0]["fiscal_year"], rows[0]["snapshot_on"]) if rows else (None, None)

    def _rows(self, query: str, **values: object) -> list[Row]:
        cursor = self.connection.execute(query, values or None)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Witnesses:
    """Collects what stands behind each number, each document and load written once."""

    def __init__(self) -> None:
        self.rows: dict[str, list[list[Any]]] = {}
        self._documents: dict[tuple[Any, ...], int] = {}
        self._loads: dict[tuple[Any, ...], int] = {}

    def add(self, key: str, row: Row, *, text: str | None, amount: int | None = None, spent: int | None = None) -> None:
        """One witness: what it says, its amounts, its document and place there, or its record, and its archive."""
        document = None
        if row.get("document_id"):
            facts = (row["title_ko"], row["publisher_ko"], web_address(row["url"]), str(row["published_on"] or ""))
            document = self._documents.setdefault(facts, len(self._documents))
        load = self._loads.setdefault((row["load_id"], (row["archive_sha256"] or "")[:16]), len(self._loads))
        entry = [text, amount, spent, document, row.get("line_number"), row.get("quote"), row.get("record_key"), load]
        self.rows.setdefault(key, []).append(entry)

    def as_data(self) -> dict[str, Any]:
        """What the page's script reads."""
        return {"rows": self.rows, "documents": list(self._documents), "loads": list(self._loads)}


def web_address(url: str | None) -> str:
    """Only http and https: a `javascript:` address from outside must not become a link."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""


def technologies_of(codes: str | Sequence[str] | None, names: dict[str, str]) -> str:
    """`ai|iot` as names."""
    listed = codes.split("|") if isinstance(codes, str) else list(codes or ())
    return ", ".join(names.get(code.strip(), code.strip()) for code in listed if code.strip())
