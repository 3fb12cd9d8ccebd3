"""What a person may correct in a fact, and how the value they type is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from warehouse.documents.gazetteer import load_gazetteer
from warehouse.documents.money import parse_amount
from warehouse.errors import WarehouseError

ROLES = ("total", "component", "change", "per_unit", "other")
STATUSES = ("planned", "selected", "agreed", "in_progress", "completed", "unspecified")
MAXIMUM_WON = 2_000_000_000_000_000  # as the check amount_krw_is_in_range
_LONGEST_TEXT = 200


def _won(text: str) -> int:
    """`3490000000`, `3,490,000,000` or `34.9억원`."""
    plain = re.sub(r"[\s,]|원$", "", text)
    value = int(plain) if plain.isdigit() else parse_amount(plain) if re.search(r"\d.*[조억만천백]", plain) else None
    if value is None or not 0 < value <= MAXIMUM_WON:
        raise ValueError("an amount: 3490000000 or 34.9억원")
    return value


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(f"one of {', '.join(values)}")
        return text

    return read


def _text(text: str) -> str:
    if (
        not text
        or len(text) > _LONGEST_TEXT
        or any(ord(sign) < 32 for sign in text)
        or re.search(r"[<>]|^[=+@-]", text)
    ):
        raise ValueError(f"one line of plain text, at most {_LONGEST_TEXT} characters")
    return text


def _period(text: str) -> str:
    if not re.fullmatch(r"~?\d{4}|\d{4}-\d{4}", text):
        raise ValueError("a fiscal year: 2026, ~2026 or 2024-2026")
    return text


def _region_code(text: str) -> str:
    """A ten-digit code, or the official name of one local government."""
    codes = {region.code for region in load_gazetteer().regions if text in (region.code, region.name)}
    if len(codes) != 1:
        raise ValueError("the ten-digit code of a local government, as marts.regions has it")
    return codes.pop()


# Kind → column → how its text is read. The first column is the one a bare value means.
CORRECTABLE: Mapping[str, Mapping[str, Callable[[str], Any]]] = {
    "budget": {
        "amount_krw": _won, "role": _one_of(*ROLES), "label": _text, "fiscal_year": _period, "organisation": _text,
    },
    "initiative": {"name": _text, "owner": _text, "status": _one_of(*STATUSES)},
    "place": {"region_code": _region_code},
}  # fmt: skip


def read_corrections(kind: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The typed values in their columns' types; `value` stands for the kind's main column."""
    columns = CORRECTABLE.get(kind, {})
    if not columns:
        raise WarehouseError(f"A {kind} cannot be corrected, it follows from the words.", remedy="Accept or reject it.")
    if not given:
        raise WarehouseError("A correction needs a value.", remedy=f"It may change {', '.join(columns)}.")
    result = {}
    for name, text in given.items():
        column = next(iter(columns)) if name == "value" else name
        if column not in columns:
            raise WarehouseError(f"A {kind} has no {name!r} to correct.", remedy=f"It has {', '.join(columns)}.")
        try:
            result[column] = columns[column](text.strip())
        except ValueError as error:
            raise WarehouseError(f"{text!r} is no {column}.", remedy=f"Write {error}.") from None
    return result
