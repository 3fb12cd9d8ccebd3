"""Parts add up to their total, within a tolerance. Rows without a total, or without any part, are not judged."""

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


class PartsReconcileToTotal(MulticolumnMapMetricProvider):
    """The last of `column_list` is the total, the others are its parts."""

    condition_metric_name = "multicolumn_values.parts_reconcile_to_total"
    condition_value_keys = ("tolerance", "tolerance_ratio")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: Any, tolerance: float, tolerance_ratio: float, **kwargs: Any) -> Any:
        total = column_list.iloc[:, -1].astype("float64")
        difference = (column_list.iloc[:, :-1].astype("float64").sum(axis=1, min_count=1) - total).abs()
        allowed = (total.abs() * tolerance_ratio).clip(lower=tolerance)
        return ~(difference > allowed)  # an unknown difference is no contradiction

    @multicolumn_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column_list: Any, tolerance: float, tolerance_ratio: float, **kwargs: Any) -> Any:
        *parts, total = column_list
        known = sa.or_(*(part.is_not(None) for part in parts))
        difference = sa.func.abs(sum(sa.func.coalesce(part, 0) for part in parts) - total)
        allowed = sa.func.greatest(sa.func.abs(total) * tolerance_ratio, tolerance)
        return sa.or_(sa.not_(known), total.is_(None), difference <= allowed)


class ExpectPartsToReconcileToTotal(MulticolumnMapExpectation):
    """Parts add up to the total."""

    tolerance: float = 0.0
    tolerance_ratio: float = 0.0
    map_metric: ClassVar[str] = "multicolumn_values.parts_reconcile_to_total"
    success_keys: ClassVar[tuple[str, ...]] = ("tolerance", "tolerance_ratio", "mostly")
