"""Amounts of won in words that people read at a glance."""

from __future__ import annotations

from warehouse.settings import Language


def won(amount: int | float | None, language: Language) -> str:
    """`3,459억 원`, `1.2조 원`, `4,500만 원`, `11,320원`; in English `₩345.9bn`, `₩784`."""
    if amount is None:
        return "–"
    sign, size = ("−" if amount < 0 else ""), abs(amount)
    return sign + (_korean(size) if language is Language.KO else _english(size))


def _korean(size: float) -> str:
    for unit, word in ((10**12, "조"), (10**8, "억")):
        if size >= unit:
            return f"{_short(size / unit)}{word} 원"
    if size >= 10**6:
        return f"{size / 10**4:,.0f}만 원"
    return f"{size:,.0f}원"


def _english(size: float) -> str:
    for unit, word in ((10**12, "tn"), (10**9, "bn"), (10**6, "m")):
        if size >= unit:
            return f"₩{_short(size / unit)}{word}"
    return f"₩{size:,.0f}"


def _short(number: float) -> str:
    """Three significant figures at least, no decimals from a hundred on."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:,.1f}".removesuffix(".0") if number >= 10 else f"{number:,.2f}".rstrip("0").rstrip(".")
