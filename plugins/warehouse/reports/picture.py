"""One picture of a release for README and slides: the map, the years, the technologies, as a single SVG."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from warehouse.reports.release_facts import ReleaseFacts
from warehouse.reports.svg import GREY, INK, Item, bars, columns, tile_map
from warehouse.reports.won import won
from warehouse.reports.words import speaker
from warehouse.settings import Language

_FONT = "'Noto Sans KR', 'Apple SD Gothic Neo', 'Malgun Gothic', NanumGothic, sans-serif"


def overview_svg(database: Path, language: Language, *, is_sample: bool) -> str:
    """The picture as text; charts are nested drawings, so each keeps its own coordinates."""
    say = speaker(language)
    with ReleaseFacts.open(database, language) as facts:
        keys = facts.key_numbers()
        column = "name_en" if facts.english else "name_ko"
        years = [Item(str(r["fiscal_year"]), r["budget_krw"], won(r["budget_krw"], language)) for r in facts.years()]
        provinces = [
            Item(row["region_name_ko"], row["per_head_krw"], won(row["per_head_krw"], language))
            for row in facts.provinces()
            if row["per_head_krw"] is not None
        ]
        technologies = [Item(r[column], r["initiatives"], f"{r['initiatives']:,}") for r in facts.technologies(8)]
        year = facts.year
    numbers = [
        (f"{keys['initiatives']:,}", say("key_initiatives")),
        (f"{keys['regions']:,}", say("key_regions")),
        (won(keys["budget_krw"], language), say("key_budget", year)),
        (f"{keys['documents']:,}", say("key_documents")),
    ]
    parts = [
        _text(40, 52, 28, INK, say("page_title"), weight=700),
        *([_text(40, 82, 16, "#8a5a00", say("sample_banner"))] if is_sample else []),
        *(part for at, (number, word) in enumerate(numbers) for part in _number(40 + at * 280, number, word)),
        _text(40, 222, 18, INK, f"{say('by_province')} · {say('per_resident')} {year or ''}", weight=600),
        _placed(tile_map(provinces, say("per_resident")), 40, 240, 400, 500),
        _text(490, 222, 18, INK, say("by_year"), weight=600),
        _placed(columns(years, say("by_year")), 490, 236, 660, 230),
        _text(490, 510, 18, INK, say("technologies"), weight=600),
        _placed(bars(technologies, say("technologies")), 490, 524, 660, 226),
    ]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 770" font-family="{}">'
        '<rect width="1200" height="770" fill="#ffffff"/>{}</svg>\n'
    ).format(_FONT, Markup("").join(parts))


def _number(x: int, number: str, word: str) -> tuple[Markup, Markup]:
    return _text(x, 134, 30, "#124a5e", number, weight=700), _text(x, 160, 15, GREY, word)


def _text(x: int, y: int, size: int, colour: str, text: str, weight: int = 400) -> Markup:
    return Markup('<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}">{}</text>').format(
        x, y, size, weight, colour, text
    )


def _placed(chart: Markup, x: int, y: int, width: int, height: int) -> Markup:
    """A chart at its place; our own markup, so a plain replacement is safe."""
    place = f'<svg x="{x}" y="{y}" width="{width}" height="{height}" preserveAspectRatio="xMinYMin meet" '
    return Markup(str(chart).replace("<svg ", place, 1))  # noqa: S704 (made by svg.py, labels escaped there)
