"""Charts as inline SVG: bars, columns and the tile map of the provinces. Labels from outside are escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

BLUE, INK, GREY = "#1f6f8b", "#1b2733", "#5b6874"
SCALE = ("#e8f1f4", "#c3dde5", "#8fc0cf", "#559fb5", "#1f6f8b", "#124a5e")

# Column and row of each province in the tile map, by what its name begins with: neighbours stay neighbours.
_TILES = {
    "인천": (0, 0), "서울": (1, 0), "경기": (2, 0), "강원": (3, 0),
    "충청남": (0, 1), "세종": (1, 1), "충청북": (2, 1), "경상북": (3, 1),
    "전북": (0, 2), "전라북": (0, 2), "대전": (1, 2), "대구": (2, 2), "울산": (3, 2),
    "전라남": (0, 3), "전남": (0, 3), "광주": (1, 3), "경상남": (2, 3), "부산": (3, 3),
    "제주": (0, 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One bar, column or tile: its name, its size, and how its size is written."""

    name: str
    size: float
    text: str


def bars(
    items: Sequence[Item], title: str, *, width: int = 640, name_width: int = 190, searches: bool = False
) -> Markup:
    """Horizontal bars, one below the other, the number behind its bar; with `searches` each starts a search."""
    row, gap = 24, 6
    height = len(items) * (row + gap)
    longest = max((item.size for item in items), default=0) or 1
    room = width - name_width - 90
    parts = []
    for number, item in enumerate(items):
        y = number * (row + gap)
        length = max(item.size / longest * room, 1)
        parts.append(
            Markup(
                "<g{}>"
                '<text x="{}" y="{}" text-anchor="end" font-size="13" fill="{}">{}</text>'
                '<rect x="{}" y="{}" width="{:.1f}" height="{}" rx="2" fill="{}"/>'
                '<text x="{:.1f}" y="{}" font-size="13" fill="{}">{}</text></g>'
            ).format(
                _starter(item) if searches else "",
                name_width - 8,
                y + 17,
                INK,
                _cut(item.name),
                name_width,
                y + 3,
                length,
                row - 6,
                BLUE,
                name_width + length + 6,
                y + 17,
                GREY,
                item.text,
            )
        )
    return _svg(width, max(height, 1), title, items, parts, role="group" if searches else "img")


def _starter(item: Item) -> Markup:
    return Markup(' class="s" data-s="{}" tabindex="0" role="button" aria-label="{}"').format(
        item.name, f"{item.name} {item.text}"
    )


def columns(items: Sequence[Item], title: str, *, width: int = 640, height: int = 240) -> Markup:
    """Upright columns with their number above and their name below."""
    highest = max((item.size for item in items), default=0) or 1
    step = width / max(len(items), 1)
    parts = []
    for number, item in enumerate(items):
        tall = max(item.size / highest * (height - 56), 1)
        x, y = number * step + step * 0.18, height - 26 - tall
        centre = number * step + step / 2
        parts.append(
            Markup(
                '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2" fill="{}"/>'
                '<text x="{:.1f}" y="{:.1f}" text-anchor="middle" font-size="13" fill="{}">{}</text>'
                '<text x="{:.1f}" y="{}" text-anchor="middle" font-size="13" fill="{}">{}</text>'
            ).format(x, y, step * 0.64, tall, BLUE, centre, y - 7, INK, item.text, centre, height - 6, GREY, item.name)
        )
    return _svg(width, height, title, items, parts)


def tile_map(items: Sequence[Item], title: str, *, tile: int = 92) -> Markup:
    """A square per province where it lies, coloured by size; provinces the map does not know stand below."""
    highest = max((item.size for item in items), default=0) or 1
    parts, extra = [], 0
    for item in items:
        place = next((place for start, place in _TILES.items() if item.name.startswith(start)), None)
        if place is None:
            place, extra = (1 + extra, 4), extra + 1
        shade = min(int(item.size / highest * len(SCALE)), len(SCALE) - 1)
        x, y = place[0] * tile, place[1] * tile
        ink = "#ffffff" if shade >= 4 else INK
        parts.append(
            Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="{}" stroke="#ffffff" stroke-width="3"/>'
                '<text x="{}" y="{}" text-anchor="middle" font-size="14" font-weight="600" fill="{}">{}</text>'
                '<text x="{}" y="{}" text-anchor="middle" font-size="13" fill="{}">{}</text>'
            ).format(
                x,
                y,
                tile,
                tile,
                SCALE[shade],
                x + tile / 2,
                y + tile / 2 - 4,
                ink,
                short_name(item.name),
                x + tile / 2,
                y + tile / 2 + 17,
                ink,
                item.text,
            )
        )
    return _svg(4 * tile, 5 * tile, title, items, parts)


def short_name(name: str) -> str:
    """`충청북도` → `충북`, `서울특별시` → `서울`, `전남광주통합특별시` → `전남광주`."""
    for ending in ("통합특별시", "특별자치도", "특별자치시", "특별시", "광역시"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name[0] + name[2] if name.endswith("도") and len(name) == 4 else name.removesuffix("도")


def _svg(
    width: float, height: float, title: str, items: Sequence[Item], parts: Sequence[Markup], role: str = "img"
) -> Markup:
    """The frame; what it shows is also said in words, for those who hear the page."""
    words = "; ".join(f"{item.name} {item.text}" for item in items)
    return Markup(
        '<svg viewBox="0 0 {:.0f} {:.0f}" role="{}" aria-label="{}" xmlns="http://www.w3.org/2000/svg"'
        ' font-family="inherit">{}</svg>'
    ).format(width, height, role, f"{title}: {words}" if role == "img" else title, Markup("").join(parts))


def _cut(name: str) -> Markup:
    """As much of a name as fits beside its bar; a Hangul syllable is twice as wide as a letter."""
    room, kept = 24, ""
    for letter in name:
        room -= 2 if letter >= "\u1100" else 1
        if room < 0:
            return escape(kept + "…")
        kept += letter
    return escape(name)
