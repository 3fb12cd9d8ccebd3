"""What a suite file may say: which arguments each expectation takes, which must be there, and at which gate it runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ROW = frozenset({"field", "record"})
_TABLE = frozenset({"table", "between_loads"})


@dataclass(frozen=True, slots=True)
class Form:
    """How an expectation is written."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    levels: frozenset[str] = _ROW
    layers: frozenset[str] = frozenset({"raw", "marts"})


def _form(required: str, optional: str = "", levels: frozenset[str] = _ROW, layers: str = "raw marts") -> Form:
    return Form(frozenset(required.split()), frozenset(optional.split()), levels, frozenset(layers.split()))


_ANY = _ROW | _TABLE
FORMS: Mapping[str, Form] = {
    "expect_column_values_to_be_between": _form("column", "min_value max_value"),
    "expect_column_values_to_be_in_set": _form("column value_set"),
    "expect_column_values_to_not_be_in_set": _form("column value_set"),
    "expect_column_values_to_not_be_null": _form("column"),
    "expect_column_values_to_be_null": _form("column"),
    "expect_column_values_to_match_regex": _form("column regex"),
    "expect_column_values_to_not_match_regex": _form("column regex"),
    "expect_column_value_lengths_to_be_between": _form("column", "min_value max_value"),
    "expect_column_values_to_be_unique": _form("column", levels=_ANY, layers="marts"),
    "expect_compound_columns_to_be_unique": _form("column_list", "ignore_row_if", levels=_ANY, layers="marts"),
    "expect_column_pair_values_a_to_be_greater_than_b": _form("column_A column_B", "or_equal ignore_row_if"),
    "expect_column_proportion_of_non_null_values_to_be_between": _form("column", "min_value max_value", _TABLE),
    "expect_table_row_count_to_be_between": _form("", "min_value max_value", _TABLE),
    "unexpected_rows_expectation": _form("unexpected_rows_query", "applied_query", _ANY),
    "expect_parts_to_reconcile_to_total": _form("column_list", "tolerance tolerance_ratio"),
    "expect_row_to_satisfy": _form("column_list expression", "ignore_row_if"),
    "expect_region_to_be_valid_at_date": _form("column_list", layers="raw"),
    "expect_region_name_to_be_valid_at_date": _form("column_list", layers="raw"),
    "expect_witness_to_match_its_span": _form("column_list"),
    "expect_witness_to_equal_document_slice": _form("column"),
    "expect_text_to_be_clean": _form("column", "kinds"),
    "expect_amount_within_learned_range": _form(
        "column", "kind_column tolerance least_deviation warm_up", layers="raw"
    ),
    "expect_reference_to_exist": _form("column table to", layers="raw"),
    "expect_snapshot_not_older_than": _form("column maximum_days", "reference", _TABLE),
    "expect_metric_to_be_usual": _form(
        "metric value", "season warm_up tolerance noise least_deviation at_least_ratio at_most_ratio", _TABLE
    ),
    "expect_metric_not_to_drift": _form("metric value", "season recent reference maximum_change", _TABLE),
    "expect_distribution_not_to_shift": _form(
        "metric column", "season warm_up maximum_shift categories", _TABLE
    ),
}  # fmt: skip


def problems_of_rule(layer: str, rule: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the expectation of a rule, its arguments, its level."""
    form = FORMS.get(str(rule.get("expectation")))
    if form is None:
        return
    given = set(rule.get("arguments") or {})
    name = rule["expectation"]
    for missing in sorted(form.required - given):
        yield f"{name} needs the argument {missing!r}"
    for unknown in sorted(map(str, given - form.required - form.optional)):
        yield f"{name} does not take the argument {unknown!r}"
    if layer not in form.layers:
        yield f"{name} does not run at the gate of layer {layer!r}"
    if rule.get("level") not in form.levels:
        yield f"{name} judges {' or '.join(sorted(form.levels))}, not {rule.get('level')!r}"
    if layer == "raw" and name == "unexpected_rows_expectation" and rule.get("level") in _ROW:
        yield "a query cannot name single rows to the raw gate: use level table, or expect_row_to_satisfy"
    if rule.get("applies_to") and rule.get("level") in _TABLE:
        yield "applies_to narrows row rules; write the condition into the query instead"
