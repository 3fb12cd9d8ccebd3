"""Text from outside is text: no markup, no spreadsheet formula, no control characters, no broken encoding.

Angle brackets alone are fine: Korean headlines carry them (<단독>, <현장>).
"""

# ruff: noqa: N805 (Great Expectations' decorators give these functions their form)

from __future__ import annotations

from typing import Any, ClassVar

import pandas
import pyarrow as pa
import pyarrow.compute as pc
from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.execution_engine import PandasExecutionEngine, SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

_TAGS = (
    "script|style|iframe|object|embed|svg|img|video|audio|form|input|button|link|meta|base|html|head|body|div|span|"
    "table|tr|td|font|marquee|a|b|i|u|p|br|hr|h[1-6]"
)
# Written so that RE2 (Arrow, on batches) and PostgreSQL read them alike.
PATTERNS = {
    "markup": rf"</?({_TAGS})(\s[^>]*)?/?\s*>|<!--|javascript\s*:|&(lt|gt|#x?[0-9a-f]+);",
    "formula": r"^\s*[=@]\s*[a-z0-9(\"'+-]|^\s*[+-]\s*[0-9a-z]+\s*[(!|]|\|\s*'[^']*'\s*![a-z]",
    "control": r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]",
    # U+FFFD, C1 controls (UTF-8 read as Latin-1), runs of Latin-1 letters (CP949 read as Latin-1), the classic 占쏙옙.
    "encoding": "\ufffd|[\\x80-\\x9f]|[\u00a1-\u00ff]{4,}|占쏙옙|([\u00a1-\u00ff]{2} ?){3,}",
}


class TextIsClean(ColumnMapMetricProvider):
    """None of the patterns of the named kinds."""

    condition_metric_name = "column_values.text_is_clean"
    condition_value_keys = ("kinds",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: Any, kinds: list[str], **kwargs: Any) -> Any:
        pattern = "|".join(f"(?:{PATTERNS[kind]})" for kind in kinds)
        found = pc.match_substring_regex(pa.array(column, pa.string()), pattern, ignore_case=True)
        return ~pandas.Series(found.to_numpy(zero_copy_only=False), index=column.index).astype(bool)

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column: Any, kinds: list[str], **kwargs: Any) -> Any:
        return sa.not_(column.op("~*")("|".join(f"(?:{PATTERNS[kind]})" for kind in kinds)))


class ExpectTextToBeClean(ColumnMapExpectation):
    """Text carries nothing that a page, a spreadsheet or a reader would choke on."""

    kinds: list[str] = list(PATTERNS)  # noqa: RUF012 (a pydantic default)
    map_metric: ClassVar[str] = "column_values.text_is_clean"
    success_keys: ClassVar[tuple[str, ...]] = ("kinds", "mostly")
