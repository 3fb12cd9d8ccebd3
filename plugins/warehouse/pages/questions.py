"""What the quality page asks schema `quality`: lists with filters, one thing with its parts. Values are parameters."""

from __future__ import annotations

from warehouse.quality.baselines import list_baselines
from warehouse.reports.facts import History, Row

PAGE_SIZE = 50


class Questions(History):
    """The history of the reports, and the lists of the page."""

    def recent_loads(self, *, source: str = "", verdict: str = "", page: int = 1) -> list[Row]:
        """Loads, newest first."""
        return self._all(
            "select *, coalesce((select sum(value::bigint) from jsonb_each_text(row_counts)), 0)::bigint as row_count"
            " from quality.loads where (%s = '' or source = %s) and (%s = '' or coalesce(verdict, 'failed') = %s)"
            " order by started_at desc, load_id limit %s offset %s",
            source, source, verdict, verdict, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE,
        )  # fmt: skip

    def load_sources(self) -> list[str]:
        """Sources that ever loaded."""
        return [row["source"] for row in self._all("select distinct source from quality.loads order by 1")]

    def results(self, *, load_id: str = "", release_id: str = "") -> list[Row]:
        """Every check of one load or release, failed ones first."""
        return self._all(
            "select r.*, c.sentence_ko, c.sentence_en, c.owner, c.remedy_ko, c.remedy_en"
            " from quality.check_results r left join quality.checks c using (check_id)"
            " where (r.load_id = %s and %s <> '') or (r.release_id = %s and %s <> '')"
            " order by array_position(array['failed', 'passed', 'not_applicable'], r.outcome),"
            " array_position(array['critical', 'warning', 'info'], r.severity), r.check_id",
            load_id, load_id, release_id, release_id,
        )  # fmt: skip

    def recent_releases(self, page: int = 1) -> list[Row]:
        """Releases, newest first."""
        return self._all(
            "select *, coalesce((select sum(value::bigint) from jsonb_each_text(row_counts)), 0)::bigint as row_count"
            " from quality.releases order by built_at desc, release_id desc limit %s offset %s",
            PAGE_SIZE + 1, (page - 1) * PAGE_SIZE,
        )  # fmt: skip

    def checks(self, text: str = "") -> list[Row]:
        """Every check with its last outcome and how often it failed in 90 days."""
        return self._all(
            """
            select c.*, last.outcome, last.checked_at, last.failed_count, counts.runs, counts.failures
            from quality.checks c
            left join lateral (
                select outcome, checked_at, failed_count from quality.check_results r
                where r.check_id = c.check_id order by checked_at desc limit 1) last on true
            left join lateral (
                select count(*) as runs, count(*) filter (where outcome = 'failed') as failures
                from quality.check_results r
                where r.check_id = c.check_id and checked_at > now() - interval '90 days') counts on true
            where %s = '' or c.check_id ilike %s or c.sentence_ko ilike %s or c.sentence_en ilike %s or c.owner ilike %s
            order by last.outcome = 'failed' desc nulls last, counts.failures desc nulls last, c.check_id
            """,
            text, *[_contains(text)] * 4,
        )  # fmt: skip

    def check(self, check_id: str) -> Row | None:
        """One check; one that is registered no more (its rule was removed) still has its history."""
        return self._one(
            "select r.check_id, coalesce(c.sentence_ko, r.check_id) as sentence_ko, c.remedy_ko, c.remedy_en, c.owner,"
            " coalesce(c.sentence_en, r.check_id) as sentence_en, coalesce(c.severity, r.severity) as severity"
            " from (select check_id, severity from quality.check_results where check_id = %s"
            " union all select check_id, severity from quality.checks where check_id = %s"
            " union all select check_id, 'warning' from quality.quarantine where check_id = %s"
            " union all select check_id, 'warning' from quality.baselines where check_id = %s limit 1) r"
            " left join quality.checks c using (check_id)",
            check_id, check_id, check_id, check_id,
        )  # fmt: skip

    def check_history(self, check_id: str, limit: int = 60) -> list[Row]:
        """Its last outcomes, newest first."""
        return self._all(
            "select * from quality.check_results where check_id = %s order by checked_at desc limit %s", check_id, limit
        )

    def search_quarantine(self, *, text: str = "", table: str = "", status: str = "", page: int = 1) -> list[Row]:
        """Rows held back whose record, reason or key contains the text."""
        return self._all(
            "select * from quality.quarantine where (%s = '' or table_name = %s) and (%s = '' or status = %s)"
            " and (%s = '' or record::text ilike %s or reason_ko ilike %s or reason_en ilike %s or record_key ilike %s"
            " or quarantine_id ilike %s) order by created_at desc, quarantine_id limit %s offset %s",
            table, table, status, status, text, *[_contains(text)] * 5, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE,
        )  # fmt: skip

    def quarantine_tables(self) -> list[str]:
        """Tables that have rows in quarantine."""
        rows = self._all("select distinct table_name from quality.quarantine order by 1")
        return [row["table_name"] for row in rows]

    def quarantined_row(self, quarantine_id: str) -> Row | None:
        """One row held back."""
        return self._one("select * from quality.quarantine where quarantine_id = %s", quarantine_id)

    def baselines(self) -> list[Row]:
        """What is usual, and beside it the last value that was not."""
        return list(list_baselines(self.connection))


def _contains(text: str) -> str:
    r"""A pattern that finds the text itself: `%` and `_` in it mean themselves."""
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, "\\" + sign)
    return f"%{text}%"
