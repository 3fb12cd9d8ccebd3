"""Great Expectations behind one door: imported late and once, with analytics, progress bars and files switched off."""

from __future__ import annotations

import importlib
import logging
import operator
import os
import sys
import threading
import types
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from warehouse.quality.helper_columns import arguments_of
from warehouse.quality.rules import Rule, RuleCannotRunError

_OPERATORS: Mapping[str, Any] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda column, values: column.is_in(values),
    "not in": lambda column, values: column.is_not_in(values),
    "null": lambda column: column.is_null(),
    "not null": lambda column: column.is_not_null(),
}
_OWN = {
    "expect_column_values_to_be_between": "bounds.ExpectValuesWithinBounds",
    "expect_parts_to_reconcile_to_total": "reconciliation.ExpectPartsToReconcileToTotal",
    "expect_region_to_be_valid_at_date": "region.ExpectRegionToBeValidAtDate",
    "expect_region_name_to_be_valid_at_date": "region.ExpectRegionNameToBeValidAtDate",
    "expect_witness_to_match_its_span": "witness.ExpectWitnessToMatchItsSpan",
    "expect_witness_to_equal_document_slice": "witness.ExpectWitnessToEqualDocumentSlice",
    "expect_row_to_satisfy": "row.ExpectRowToSatisfy",
    "expect_text_to_be_clean": "text.ExpectTextToBeClean",
    "expect_amount_within_learned_range": "learned_range.ExpectAmountWithinLearnedRange",
}


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What Great Expectations says of one rule on one batch."""

    success: bool
    applied_count: int
    failed_count: int
    observed: Mapping[str, Any]
    failing_positions: Sequence[int] = ()  # pandas batches: row positions
    failing_query: str | None = None  # tables: the query that finds the rows


def warm_up() -> threading.Thread:
    """Start the import (7 s on one core, November 2026) while the caller waits for a source."""
    thread = threading.Thread(target=_modules, name="warm up great_expectations", daemon=True)
    thread.start()
    return thread


@cache
def context() -> Any:
    """One context for the process, in memory."""
    gx = _modules()
    from great_expectations.data_context.types.base import ProgressBarsConfig

    made = gx.get_context(mode="ephemeral")
    made.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return made


_import_lock = threading.Lock()
# Imported by two rules that no suite uses: a third of the whole import (7.5 s without, 5.1 s with this; November 2026).
_PUT_OFF = ("scipy.stats", "altair")


class _Later(types.ModuleType):
    """A module that is imported when somebody first asks it for something."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def _modules() -> Any:
    """The package, imported with everything noisy off."""
    with _import_lock:
        os.environ["GX_ANALYTICS_ENABLED"] = "False"
        with warnings.catch_warnings(), _put_off():
            warnings.simplefilter("ignore")
            import great_expectations
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        return great_expectations


@contextmanager
def _put_off() -> Iterator[None]:
    names = [name for name in _PUT_OFF if name not in sys.modules]
    sys.modules.update({name: _Later(name) for name in names})
    try:
        yield
    finally:
        for name in names:
            if isinstance(sys.modules.get(name), _Later):
                del sys.modules[name]


def build(rule: Rule, parameters: Mapping[str, Any]) -> Any:
    """The rule as an expectation; `$name` in an argument is replaced by the parameter of that name."""
    arguments = {name: _fill(value, parameters) for name, value in arguments_of(rule).items()}
    if rule.applies_to:
        arguments["row_condition"] = _condition(rule.applies_to, parameters)
        arguments["condition_parser"] = "great_expectations"
    return _class_of(rule.expectation)(**arguments, severity=rule.severity.value, meta={"rule": rule.id})


def validate_frame(frame: Any, rules: Sequence[Rule], parameters: Mapping[str, Any]) -> dict[str, RuleOutcome]:
    """Row rules on a pandas batch whose index is the row's position; by rule id."""
    batch = _frame_definition().get_batch({"dataframe": frame})
    wanted = {"result_format": "COMPLETE", "partial_unexpected_count": 0}
    return _validate(batch, [_with_timestamps(rule) for rule in rules], _timestamps(parameters), wanted)


def _with_timestamps(rule: Rule) -> Rule:
    return replace(rule, arguments=_timestamps(rule.arguments))


def _timestamps(values: Mapping[str, Any]) -> dict[str, Any]:
    """Days as pandas compares them with its own."""
    import pandas

    return {name: pandas.Timestamp(value) if isinstance(value, date) else value for name, value in values.items()}


@contextmanager
def postgres_source(address: str) -> Iterator[Any]:
    """A data source on PostgreSQL. Its connections are closed afterwards: an open one would block the swap."""
    source = context().data_sources.add_or_update_postgres(name="warehouse", connection_string=address)
    try:
        yield source
    finally:
        source.get_execution_engine().engine.dispose()
        source.get_engine().dispose()


def table_batch(source: Any, schema: str, table: str) -> Any:
    """A whole table as a batch."""
    names = [asset.name for asset in source.assets]
    name = f"{schema}.{table}"
    if name in names:
        source.delete_asset(name)
    asset = source.add_table_asset(name=name, table_name=table, schema_name=schema)
    return asset.add_batch_definition_whole_table("whole").get_batch()


def validate_table(
    batch: Any, columns: Sequence[str], rules: Sequence[Rule], parameters: Mapping[str, Any]
) -> dict[str, RuleOutcome]:
    """Verdicts and counts without fetching a row, and for each rule the query that would; by rule id."""
    wanted = {
        "result_format": "BASIC",
        "partial_unexpected_count": 0,
        "return_unexpected_index_query": True,
        "unexpected_index_column_names": list(columns),
    }
    return _validate(batch, rules, parameters, wanted)


def _validate(
    batch: Any, rules: Sequence[Rule], parameters: Mapping[str, Any], result_format: Mapping[str, Any]
) -> dict[str, RuleOutcome]:
    suite = _modules().ExpectationSuite(name="rules", expectations=[build(rule, parameters) for rule in rules])
    results = batch.validate(suite, result_format=result_format)
    by_id = {result.expectation_config.meta["rule"]: result for result in results.results}
    return {rule.id: outcome_of(by_id[rule.id], rule) for rule in rules}


def outcome_of(result: Any, rule: Rule) -> RuleOutcome:
    """One validation result, or the error that Great Expectations swallowed."""
    _raise_swallowed(result, rule)
    facts = dict(result.result)
    element_count = int(facts.get("element_count") or 0)
    applied = element_count if _counts_nulls(rule) else element_count - int(facts.get("missing_count") or 0)
    observed = {"observed_value": facts["observed_value"]} if facts.get("observed_value") is not None else {}
    return RuleOutcome(
        success=bool(result.success),
        applied_count=applied,
        failed_count=int(facts.get("unexpected_count") or 0),
        observed=observed,
        failing_positions=[int(position) for position in facts.get("unexpected_index_list") or ()],
        failing_query=facts.get("unexpected_index_query"),
    )


def _counts_nulls(rule: Rule) -> bool:
    return rule.expectation in ("expect_column_values_to_not_be_null", "expect_column_values_to_be_null")


def _raise_swallowed(result: Any, rule: Rule) -> None:
    """A rule that could not be carried out must never look like one that failed or passed."""
    information = result.exception_info or {}
    entries = [information] if "raised_exception" in information else list(information.values())
    for entry in entries:
        if isinstance(entry, Mapping) and entry.get("raised_exception"):
            raise RuleCannotRunError(rule, str(entry.get("exception_message")))


@cache
def _frame_definition() -> Any:
    source = context().data_sources.add_pandas("frames")
    return source.add_dataframe_asset("batch").add_batch_definition_whole_dataframe("whole")


@cache
def _class_of(name: str) -> Any:
    _modules()
    if name in _OWN:
        from importlib import import_module

        module, class_name = _OWN[name].split(".")
        return getattr(import_module(f"warehouse.quality.expectations.{module}"), class_name)
    import great_expectations.expectations as core

    return getattr(core, "".join(part.capitalize() for part in name.split("_")))


def _condition(conditions: Iterable[Mapping[str, Any]], parameters: Mapping[str, Any]) -> Any:
    from great_expectations.expectations.row_conditions import Column

    combined = None
    for entry in conditions:
        column, value = Column(entry["column"]), _fill(entry.get("value"), parameters)
        arguments = () if entry["is"] in ("null", "not null") else (value,)
        one = _OPERATORS[entry["is"]](column, *arguments)
        combined = one if combined is None else combined & one
    return combined


def _fill(value: Any, parameters: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return _fill(parameters[value[1:]], parameters)
    return value
