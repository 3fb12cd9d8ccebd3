"""Rules that follow from a source's contract: columns that must be filled, keys, bounds, drift."""

from __future__ import annotations

from collections.abc import Iterator

from warehouse.quality.results import Severity
from warehouse.quality.rules import Level, OnFailure, Rule
from warehouse.sources.contract import Label, RejectedRecord, SourceContract, TableContract

_LOOK_AT_SOURCE = Label(
    "원천의 응답(보관소)을 열어 보고, 원천이 바뀌었으면 해석기를 고쳐 `warehouse replay`로 다시 적재하세요.",
    "Look at the archived answer; if the source changed, mend the parser and load again with `warehouse replay`.",
)
_CORRECT_ROW = Label(
    "`warehouse quarantine show`로 행을 확인해 고친 뒤 되돌리거나, 틀린 행이면 기각하세요.",
    "See the row with `warehouse quarantine show`; correct and replay it, or dismiss it.",
)


def row_rules(contract: SourceContract, table: TableContract) -> Iterator[Rule]:
    """What the contract says of single rows: columns that may not be empty."""
    for column in table.columns:
        if column.name in table.key or not column.nullable:
            yield _rule(
                contract, table, f"{column.name}_is_filled", Level.FIELD, Severity.WARNING, OnFailure.QUARANTINE,
                Label(f"‘{column.label.ko}’ 값이 있어야 합니다.", f"{column.label.en} must be there."),
                _CORRECT_ROW, "expect_column_values_to_not_be_null", {"column": column.name},
            )  # fmt: skip


def unique_key(contract: SourceContract, table: TableContract) -> Rule:
    """One row per key in one load; the first one stays."""
    key = ", ".join(table.key)
    return _rule(
        contract, table, "key_is_unique", Level.RECORD, Severity.WARNING, OnFailure.QUARANTINE,
        Label(f"한 번의 적재에 같은 키({key})의 행은 하나뿐입니다.", f"A load holds one row per key ({key})."),
        _CORRECT_ROW,
    )  # fmt: skip


def reject_ratio(contract: SourceContract, table: TableContract) -> Rule:
    """Few bad rows are held back; many mean that the answer as a whole is not what it should be."""
    share = f"{contract.tolerated_reject_ratio:.1%}"
    return _rule(
        contract, table, "rejected_share_is_tolerable", Level.TABLE, Severity.CRITICAL, OnFailure.FAIL,
        Label(f"격리된 행의 비율은 {share} 이하입니다.", f"At most {share} of the rows are held back."),
        _LOOK_AT_SOURCE,
    )  # fmt: skip


def minimum_rows(contract: SourceContract, table: TableContract) -> Rule:
    """A load far under the usual size is a broken pull."""
    return _rule(
        contract, table, "has_minimum_rows", Level.TABLE, Severity.CRITICAL, OnFailure.FAIL,
        Label(f"적재는 {table.minimum_rows:,}행 이상입니다.", f"A load has at least {table.minimum_rows:,} rows."),
        _LOOK_AT_SOURCE,
    )  # fmt: skip


def maximum_rows(contract: SourceContract, table: TableContract) -> Rule:
    """A load far above the usual size is worth a look, not a stop."""
    return _rule(
        contract, table, "has_at_most_maximum_rows", Level.TABLE, Severity.WARNING, OnFailure.REPORT,
        Label(f"적재는 {table.maximum_rows:,}행 이하입니다.", f"A load has at most {table.maximum_rows:,} rows."),
        _LOOK_AT_SOURCE,
    )  # fmt: skip


def fill_rate(contract: SourceContract, table: TableContract, column: str) -> Rule:
    """A column that is suddenly empty means that the source renamed a field."""
    least = f"{table.fill_rates[column]:.0%}"
    return _rule(
        contract, table, f"{column}_fill_rate", Level.TABLE, Severity.CRITICAL, OnFailure.FAIL,
        Label(f"`{column}` 값이 {least} 이상 채워져 있습니다.", f"`{column}` is filled in {least} of rows or more."),
        _LOOK_AT_SOURCE,
    )  # fmt: skip


def schema_drift(contract: SourceContract, table: TableContract) -> Rule:
    """A source that changes shape is told on the first day."""
    return _rule(
        contract, table, "shape_is_known", Level.TABLE, Severity.WARNING, OnFailure.REPORT,
        Label("원천의 필드는 계약에 적힌 그대로입니다.", "The source sends exactly the fields of the contract."),
        Label(
            "새 필드는 `_extra`에 보존되어 있습니다. 계약(contract.py)에 추가하거나 무시 목록에 적으세요.",
            "New fields are kept in `_extra`; add them to the contract or name them in its ignore list.",
        ),
    )  # fmt: skip


def parser_rule(contract: SourceContract, rejected: RejectedRecord) -> Rule:
    """The rule by which the parser refused a record."""
    table = contract.table(rejected.table)
    return _rule(
        contract, table, rejected.rule, Level.RECORD, Severity.WARNING, OnFailure.QUARANTINE,
        rejected.reason, _CORRECT_ROW,
    )  # fmt: skip


def _rule(
    contract: SourceContract,
    table: TableContract,
    name: str,
    level: Level,
    severity: Severity,
    on_failure: OnFailure,
    sentence: Label,
    remedy: Label,
    expectation: str = "",
    arguments: dict | None = None,
) -> Rule:
    return Rule(
        id=name, layer="raw", table=table.name, sentence=sentence, level=level, severity=severity,
        on_failure=on_failure, owner=contract.owner, remedy=remedy, expectation=expectation,
        arguments=arguments or {},
    )  # fmt: skip
