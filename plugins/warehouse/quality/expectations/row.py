"""A row satisfies an expression over its columns, written as in Python and SQL alike: `a <= 2 * b and c >= 0`."""

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


class RowSatisfies(MulticolumnMapMetricProvider):
    """The expression comes from a suite file of this repository, never from data."""

    condition_metric_name = "multicolumn_values.row_satisfies"
    condition_value_keys = ("expression",)

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: Any, expression: str, **kwargs: Any) -> Any:
        return column_list.eval(expression, engine="python").fillna(True).astype(bool)

    @multicolumn_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column_list: Any, expression: str, **kwargs: Any) -> Any:
        return sa.func.coalesce(sa.text(f"({expression})"), sa.true())


class ExpectRowToSatisfy(MulticolumnMapExpectation):
    """Every row satisfies the expression; a row in which a column is missing is not judged."""

    expression: str
    ignore_row_if: str = "any_value_is_missing"
    map_metric: ClassVar[str] = "multicolumn_values.row_satisfies"
    success_keys: ClassVar[tuple[str, ...]] = ("expression", "mostly")
