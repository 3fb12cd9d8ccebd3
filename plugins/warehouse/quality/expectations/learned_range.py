"""An amount has the size that amounts of its kind have had so far: a unit misread by a thousand stands out."""

# ruff: noqa: N805 (Great Expectations' decorators give these functions their form)

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)


class AmountWithinLearnedRange(MulticolumnMapMetricProvider):
    """`column_list` is the amount and the lower and upper limit of its kind (put beside it by the gate)."""

    condition_metric_name = "multicolumn_values.amount_within_learned_range"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: Any, **kwargs: Any) -> Any:
        amount, lower, upper = (column_list.iloc[:, position].astype("float64") for position in range(3))
        return (amount.between(lower, upper)).fillna(False).astype(bool)


class ExpectAmountWithinLearnedRange(MulticolumnMapExpectation):
    """The amount is of the usual size of its kind."""

    ignore_row_if: str = "any_value_is_missing"
    map_metric: ClassVar[str] = "multicolumn_values.amount_within_learned_range"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)
