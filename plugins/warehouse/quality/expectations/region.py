"""A local government exists on the day the row speaks of: 강원도 until 2023-06-10, 강원특별자치도 from the 11th."""

# ruff: noqa: N805 (Great Expectations' decorators give these functions their form)

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

from warehouse.quality.regions import valid_codes, valid_names


class RegionCodeValidAtDate(MulticolumnMapMetricProvider):
    """`column_list` is the 10-digit legal code and the date."""

    condition_metric_name = "multicolumn_values.region_code_valid_at_date"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: Any, **kwargs: Any) -> Any:
        return valid_codes(column_list.iloc[:, 0], column_list.iloc[:, 1])


class RegionNameValidAtDate(MulticolumnMapMetricProvider):
    """`column_list` is 지방재정365's glued short name (서울종로구, 강원본청) and the date."""

    condition_metric_name = "multicolumn_values.region_name_valid_at_date"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: Any, **kwargs: Any) -> Any:
        return valid_names(column_list.iloc[:, 0], column_list.iloc[:, 1])


class ExpectRegionToBeValidAtDate(MulticolumnMapExpectation):
    """The region code is one of a local government that exists on that day."""

    ignore_row_if: str = "any_value_is_missing"
    map_metric: ClassVar[str] = "multicolumn_values.region_code_valid_at_date"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)


class ExpectRegionNameToBeValidAtDate(MulticolumnMapExpectation):
    """The region name is one of a local government that exists on that day."""

    ignore_row_if: str = "any_value_is_missing"
    map_metric: ClassVar[str] = "multicolumn_values.region_name_valid_at_date"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)
