"""The raw gate: every row of a load meets the row rules, every table the table rules, before anybody sees it.

Rows come in batches and leave at once, good or bad, so memory does not grow with the load.
"""

# ruff: noqa: S608 (names in these queries come from contracts and suites, never from outside)

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.errors import GateError
from warehouse.quality import derived, gx, table_rules
from warehouse.quality.baselines import History, NoHistory
from warehouse.quality.document_text import Documents
from warehouse.quality.helper_columns import added, arguments_of
from warehouse.quality.quarantine_rows import QuarantinedRow
from warehouse.quality.results import CheckResult, Outcome, Severity
from warehouse.quality.rules import OnFailure, Rule
from warehouse.quality.safe_json import dumps
from warehouse.quality.suites import SUITES_DIRECTORY, suite_of
from warehouse.sources.contract import (
    ArchivedResponse,
    DriftWarning,
    Interval,
    RejectedRecord,
    SourceContract,
    TableContract,
)

SHOWN_ROWS = 10
REFERENCE = "expect_reference_to_exist"
FEW = 3  # fewer bad rows than this say nothing about an answer as a whole


@dataclass(slots=True)
class _Tally:
    """How one rule fared over all batches."""

    applied: int = 0
    failed: int = 0
    examples: list[Mapping[str, Any]] = field(default_factory=list)

    def count(self, applied: int, failed: int) -> None:
        self.applied += applied
        self.failed += failed

    def show(self, row: Mapping[str, Any]) -> None:
        if len(self.examples) < SHOWN_ROWS:
            self.examples.append(row)


class TableGate:
    """The raw gate of one table in one load."""

    def __init__(self, gate: RawGate, table: TableContract) -> None:
        self.gate = gate
        self.contract = table
        suite = suite_of("raw", table.name, gate.suites_directory)
        self.suite_rules = suite.rules if suite else ()
        own = {rule.id for rule in self.suite_rules}
        derived_rules = [rule for rule in derived.row_rules(gate.contract, table) if rule.id not in own]
        of_suite = [rule for rule in self.suite_rules if rule.is_row_rule]
        self.reference_rules = [rule for rule in of_suite if rule.expectation == REFERENCE]
        self.row_rules = [*derived_rules, *(rule for rule in of_suite if rule.expectation != REFERENCE)]
        self.key_rule = derived.unique_key(gate.contract, table)
        self.tallies = {rule.id: _Tally() for rule in [*self.row_rules, *self.reference_rules, self.key_rule]}
        self.parser_rules: dict[str, Rule] = {}
        self.drift: list[DriftWarning] = []
        self.row_count = 0
        self.rejected_count = 0
        self._learned = [rule for rule in self.row_rules if rule.expectation == "expect_amount_within_learned_range"]
        surroundings = gate.surroundings()
        self._ranges = {
            k: v for rule in self._learned for k, v in table_rules.learned_ranges(rule, surroundings).items()
        }

    def check(self, rows: pa.Table, archive: Any = None) -> tuple[pa.Table, list[QuarantinedRow]]:
        """Part one batch into good rows and rows to hold back."""
        failures = self._failures(rows, archive)
        self.row_count += rows.num_rows
        held = {position: rules for position, rules in failures.items() if _holds_back(rules)}
        self.rejected_count += len(held)
        bad = [self._quarantined(rows, position, rules) for position, rules in sorted(held.items())]
        good = rows.filter(pa.array([position not in held for position in range(rows.num_rows)])) if held else rows
        return good, bad

    def _failures(self, rows: pa.Table, archive: Any) -> dict[int, list[Rule]]:
        """Which rules each failing row broke, by its position."""
        if not self.row_rules or not rows.num_rows:
            return {}
        documents = self.gate.documents(archive)
        frame = frame_of(added(rows, self.row_rules, documents, self._ranges), self.row_rules)
        outcomes = gx.validate_frame(frame, self.row_rules, self.gate.parameters)
        failures: dict[int, list[Rule]] = {}
        for rule in self.row_rules:
            outcome = outcomes[rule.id]
            tally = self.tallies[rule.id]
            tally.count(outcome.applied_count, outcome.failed_count)
            for position in outcome.failing_positions:
                failures.setdefault(position, []).append(rule)
                if len(tally.examples) < SHOWN_ROWS:
                    tally.show(record_of(rows, position))
        return failures

    def reject(self, rejected: RejectedRecord) -> QuarantinedRow:
        """A record that the parser refused."""
        rule = self.parser_rules.setdefault(rejected.rule, derived.parser_rule(self.gate.contract, rejected))
        tally = self.tallies.setdefault(rule.id, _Tally())
        tally.count(1, 1)
        tally.show(rejected.record)
        self.row_count += 1
        self.rejected_count += 1
        return QuarantinedRow.of(
            self.gate.load_id, self.gate.contract.name, rule, [rejected.reason], rejected.record,
            key=None, archive_sha256=rejected.archive_sha256, record_number=rejected.record_number,
        )  # fmt: skip

    def staged_rules(self) -> list[tuple[Rule, str]]:
        """Rules that need all rows of the load: each with a query for the `file_row_number` of what to hold back."""
        key = ", ".join(f'"{name}"' for name in self.contract.key)
        unique = (
            "select file_row_number from {batch} "
            f"qualify row_number() over (partition by {key} order by file_row_number) > 1"
        )
        return [(self.key_rule, unique), *((rule, _reference_query(rule)) for rule in self.reference_rules)]

    def hold_back(self, rule: Rule, rows: Sequence[Mapping[str, Any]]) -> list[QuarantinedRow]:
        """Rows that a staged rule took out."""
        tally = self.tallies[rule.id]
        tally.failed += len(rows)
        self.rejected_count += len(rows)
        for row in rows[:SHOWN_ROWS]:
            tally.show(row)
        return [self._quarantined_record(row, [rule]) for row in rows]

    def _quarantined(self, rows: pa.Table, position: int, rules: Sequence[Rule]) -> QuarantinedRow:
        """Named after the rule that held it back; rules that only report stand among the reasons."""
        ordered = sorted(rules, key=lambda rule: rule.on_failure is not OnFailure.QUARANTINE)
        return self._quarantined_record(record_of(rows, position), ordered)

    def _quarantined_record(self, record: Mapping[str, Any], rules: Sequence[Rule]) -> QuarantinedRow:
        return QuarantinedRow.of(
            self.gate.load_id, self.gate.contract.name, rules[0], [rule.sentence for rule in rules], record,
            key=key_of(self.contract, record), archive_sha256=record.get("_archive_sha256"),
            record_number=record.get("_record_number"),
        )  # fmt: skip

    def results(self, staged: Path) -> list[CheckResult]:
        """Every outcome of this table, once all its rows have been written to `staged`."""
        staged_rules = [self.key_rule, *self.reference_rules]
        for rule in staged_rules:
            tally = self.tallies[rule.id]
            tally.applied = self.row_count - self.rejected_count + tally.failed
        rules = [*self.row_rules, *staged_rules, *self.parser_rules.values()]
        outcomes = [_result(rule, self.tallies[rule.id]) for rule in rules]
        return [*outcomes, *self._bounds(staged), self._drift_result(), *self._suite_table_results(staged)]

    def rules(self) -> list[Rule]:
        """Every rule that has an outcome, for the register of checks."""
        contract, table = self.gate.contract, self.contract
        bounds = [derived.reject_ratio(contract, table), derived.schema_drift(contract, table)]
        bounds += [derived.minimum_rows(contract, table)] if table.minimum_rows else []
        bounds += [derived.maximum_rows(contract, table)] if table.maximum_rows is not None else []
        bounds += [derived.fill_rate(contract, table, column) for column in table.fill_rates]
        table_suite = [rule for rule in self.suite_rules if not rule.is_row_rule]
        rows = [*self.row_rules, self.key_rule, *self.reference_rules, *self.parser_rules.values()]
        return [*rows, *bounds, *table_suite]

    def _bounds(self, staged: Path) -> list[CheckResult]:
        """The bounds of the contract, on what would become visible."""
        contract, table = self.gate.contract, self.contract
        good = self.row_count - self.rejected_count
        share = self.rejected_count / self.row_count if self.row_count else 0.0
        observed = {"share": round(share, 4), "rejected": self.rejected_count, "rows": self.row_count}
        enough = self.rejected_count >= FEW or not good
        broken = bool(self.rejected_count) and share > contract.tolerated_reject_ratio and enough
        results = [_judged(derived.reject_ratio(contract, table), not broken, self.row_count, observed)]
        if table.minimum_rows:
            rule = derived.minimum_rows(contract, table)
            results.append(_judged(rule, good >= table.minimum_rows, 1, {"rows": good}))
        if table.maximum_rows is not None:
            rule = derived.maximum_rows(contract, table)
            results.append(_judged(rule, good <= table.maximum_rows, 1, {"rows": good}))
        rates = table_rules.fill_rates(staged, table.fill_rates) if table.fill_rates and good else {}
        for column, least in table.fill_rates.items():
            rule = derived.fill_rate(contract, table, column)
            rate = rates.get(column)
            missing = round((1 - rate) * good) if rate is not None else 0
            holds = rate is None or rate >= least or (missing < FEW and missing < good)
            results.append(_judged(rule, holds, good, {"fill_rate": rate, "missing": missing}))
        return results

    def _drift_result(self) -> CheckResult:
        rule = derived.schema_drift(self.gate.contract, self.contract)
        shown = [{"kind": drift.kind, "field": drift.field, "examples": list(drift.examples)} for drift in self.drift]
        return CheckResult(
            rule.check_id, Outcome.FAILED if shown else Outcome.PASSED, rule.severity,
            self.row_count, len(shown), {"drift": len(shown)}, tuple(shown[:SHOWN_ROWS]),
        )  # fmt: skip

    def _suite_table_results(self, staged: Path) -> list[CheckResult]:
        rules = [rule for rule in self.suite_rules if not rule.is_row_rule]
        surroundings = self.gate.surroundings()
        with table_rules.staged_table(staged) as query:
            for rule in self._learned:
                table_rules.observe_amounts(rule, query, surroundings)
            return [table_rules.judge(rule, query, surroundings) for rule in rules]


class RawGate:
    """The raw gate of one load."""

    def __init__(
        self,
        contract: SourceContract,
        interval: Interval,
        load_id: str,
        *,
        history: History | None = None,
        suites_directory: Path = SUITES_DIRECTORY,
        today: date | None = None,
        sample_allowed: bool = True,
    ) -> None:
        self.contract = contract
        self.interval = interval
        self.load_id = load_id
        self.history = history or NoHistory()
        self.suites_directory = suites_directory
        self.today = today or datetime.now(UTC).date()
        self.sample_allowed = sample_allowed
        self.observations: list[dict[str, Any]] = []
        self._documents: Documents | None = None
        self.tables = {table.name: TableGate(self, table) for table in contract.tables}

    @property
    def parameters(self) -> dict[str, Any]:
        """What `$name` stands for in the arguments of a rule."""
        first, last = self.interval.start, self.interval.end - timedelta(days=1)
        return {
            "interval_start": first,
            "interval_end": last,
            "latest_day": max(last, self.today) + timedelta(days=1),
            "today": self.today,
            "sample_flags": [True, False] if self.sample_allowed else [False],
        }

    def documents(self, archive: Any) -> Documents | None:
        """The documents of the load, where its source keeps documents: all its tables read them once."""
        text_of = self.contract.options.get("document_text")
        if text_of is None or archive is None:
            return None
        if self._documents is None:
            self._documents = Documents(lambda _, sha256: _text(text_of, archive.response(sha256)))
        return self._documents

    def surroundings(self) -> table_rules.Surroundings:
        """The day of the load and the history beside which its tables are judged."""
        return table_rules.Surroundings(self.interval.start, self.today, self.history, self.observations)

    def results(self, staged: Mapping[str, Path]) -> list[CheckResult]:
        """All outcomes of the load."""
        return [result for name, gate in self.tables.items() for result in gate.results(staged[name])]

    def rules(self) -> list[Rule]:
        """All rules of the load."""
        return [rule for gate in self.tables.values() for rule in gate.rules()]


def frame_of(rows: pa.Table, rules: Sequence[Rule]) -> Any:
    """The columns that the rules speak of, as a pandas frame indexed by position; integers stay integers."""
    import pandas

    wanted = {name for rule in rules for name in columns_of(rule)}
    columns = [name for name in rows.column_names if name in wanted]
    integers = {pa.int16(): pandas.Int64Dtype(), pa.int32(): pandas.Int64Dtype(), pa.int64(): pandas.Int64Dtype()}
    return rows.select(columns).to_pandas(types_mapper=integers.get, date_as_object=False)


def columns_of(rule: Rule) -> set[str]:
    """Every column that a rule's arguments and conditions name."""
    arguments = arguments_of(rule)
    single = {arguments[name] for name in ("column", "column_A", "column_B") if name in arguments}
    return {*single, *arguments.get("column_list", ()), *(entry["column"] for entry in rule.applies_to)}


def record_of(rows: pa.Table, position: int) -> dict[str, Any]:
    """One row as people see it."""
    return rows.slice(position, 1).to_pylist()[0]


def _text(text_of: Callable[[ArchivedResponse], str], response: ArchivedResponse | None) -> str:
    return text_of(response) if response else ""


def key_of(table: TableContract, record: Mapping[str, Any]) -> str:
    """The natural key of a row, as text."""
    return dumps([record.get(name) for name in table.key])


def raise_if_failed(contract: SourceContract, results: Sequence[CheckResult], rules: Sequence[Rule]) -> None:
    """The critical failures in one sentence each, with the remedy of the first."""
    by_id = {rule.check_id: rule for rule in rules}
    failed = [result for result in results if result.outcome is Outcome.FAILED and result.severity is Severity.CRITICAL]
    if failed:
        sentences = "; ".join(f"{result.check_id} ({by_id[result.check_id].sentence.en})" for result in failed)
        raise GateError(
            f"Load of {contract.name} stopped at the raw gate: {sentences}", remedy=by_id[failed[0].check_id].remedy.en
        )


def _reference_query(rule: Rule) -> str:
    """Rows that name a row which the same load does not hold (it was held back, or never came)."""
    column, table, to = rule.arguments["column"], rule.arguments["table"], rule.arguments["to"]
    return (
        f'select file_row_number from {{batch}} as own where "{column}" is not null and not exists '
        f'(select 1 from {{{table}}} as other where other."{to}" = own."{column}")'
    )


def _holds_back(rules: Sequence[Rule]) -> bool:
    return any(rule.on_failure is OnFailure.QUARANTINE for rule in rules)


def _result(rule: Rule, tally: _Tally) -> CheckResult:
    outcome = Outcome.FAILED if tally.failed else Outcome.PASSED if tally.applied else Outcome.NOT_APPLICABLE
    return CheckResult(
        rule.check_id, outcome, rule.severity, tally.applied, tally.failed,
        failing_rows=tuple(tally.examples), overridable=rule.overridable,
    )  # fmt: skip


def _judged(rule: Rule, holds: bool, applied: int, observed: Mapping[str, Any]) -> CheckResult:
    outcome = Outcome.PASSED if holds else Outcome.FAILED
    outcome = outcome if applied else Outcome.NOT_APPLICABLE
    shown = (observed,) if outcome is Outcome.FAILED else ()
    return CheckResult(
        rule.check_id, outcome, rule.severity, applied, int(not holds), observed, shown, rule.overridable
    )
