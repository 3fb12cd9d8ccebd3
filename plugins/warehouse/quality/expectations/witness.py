"""A witness proves its fact: a quote of 1 to 60 characters, as long as its span, and found in the document there."""

# ruff: noqa: N805 (Great Expectations' decorators give these functions their form)

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.execution_engine import PandasExecutionEngine, SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

LONGEST_QUOTE = 60  # what may be quoted of a text whose rights are reserved


class WitnessMatchesItsSpan(MulticolumnMapMetricProvider):
    """`column_list` is quote, span start, span end, line number."""

    condition_metric_name = "multicolumn_values.witness_matches_its_span"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: Any, **kwargs: Any) -> Any:
        quote, start, end, line = (column_list.iloc[:, position] for position in range(4))
        length = quote.str.len().astype("float64")
        holds = (
            (length == (end - start).astype("float64"))
            & length.between(1, LONGEST_QUOTE)
            & (quote.str.strip().str.len().astype("float64") > 0)
            & (start.astype("float64") >= 0)
            & (line.astype("float64") >= 1)
        )
        return holds.fillna(False).astype(bool)

    @multicolumn_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column_list: Any, **kwargs: Any) -> Any:
        quote, start, end, line = column_list
        length = sa.func.char_length(quote)
        holds = sa.and_(
            length == end - start,
            length.between(1, LONGEST_QUOTE),
            sa.func.btrim(quote) != "",
            start >= 0,
            line >= 1,
        )
        return sa.func.coalesce(holds, sa.false())


class WitnessEqualsDocumentSlice(MulticolumnMapMetricProvider):
    """`column_list` is the quote and what the document says at its span (put beside it by the gate)."""

    condition_metric_name = "multicolumn_values.witness_equals_document_slice"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: Any, **kwargs: Any) -> Any:
        quote, found = column_list.iloc[:, 0], column_list.iloc[:, 1]
        return (quote == found).fillna(False).astype(bool)


class ExpectWitnessToMatchItsSpan(MulticolumnMapExpectation):
    """The quote is as long as its span."""

    ignore_row_if: str = "never"
    map_metric: ClassVar[str] = "multicolumn_values.witness_matches_its_span"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)


class ExpectWitnessToEqualDocumentSlice(MulticolumnMapExpectation):
    """The quote stands in the archived document at its span."""

    ignore_row_if: str = "any_value_is_missing"
    map_metric: ClassVar[str] = "multicolumn_values.witness_equals_document_slice"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)
