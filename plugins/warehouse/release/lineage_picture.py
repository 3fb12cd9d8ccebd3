"""The lineage of a release as one picture: raw tables, staging, intermediate and marts, left to right, with their arrows.

Intermediate models stand together by what they are about (int_budget__…): one by one they would take sixteen columns.
dbt's pages (docs.html) show each arrow of each model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

FILE = "lineage.svg"
TITLE = "데이터의 흐름: 원시 표에서 마트까지 · Lineage: from the raw tables to the marts"
WIDTH, LINE, PADDING, GAP, COLUMN_GAP, MARGIN, HEAD = 260, 15, 5, 7, 130, 24, 64
SWEEPS = 6
# Layer by schema: fill, line, heading. One column each.
LAYERS = {
    "raw": ("#f6f1e6", "#8a7443", "원시 · raw"),
    "staging": ("#e8f1f4", "#1f6f8b", "정리 · staging"),
    "intermediate": ("#eef0f3", "#5b6874", "논리 · intermediate"),
    "marts": ("#e6f3ea", "#2d7d46", "마트 · marts"),
}


@dataclass(slots=True)
class Box:
    """One table, or the intermediate models of one subject; `top` says where it stands in its column."""

    layer: str
    heading: str
    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    parents: set[str] = field(default_factory=set)
    top: float = 0.0

    @property
    def height(self) -> float:
        return (1 + len(self.lines)) * LINE + 2 * PADDING

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def write_lineage_picture(manifest: Mapping[str, Any], directory: Path) -> None:
    """`lineage.svg` of everything that the manifest names."""
    (directory / FILE).write_text(lineage_picture(manifest), encoding="utf-8")


def lineage_picture(manifest: Mapping[str, Any]) -> str:
    """The picture as SVG text."""
    boxes = _boxes(manifest)
    columns = [[key for key in sorted(boxes) if boxes[key].layer == layer] for layer in LAYERS]
    _arrange(boxes, columns)
    return _svg(boxes)


def _boxes(manifest: Mapping[str, Any]) -> dict[str, Box]:
    """Seeds stand beside the raw tables, since nothing comes before them."""
    nodes = [
        *manifest["sources"].values(),
        *(node for node in manifest["nodes"].values() if node["resource_type"] in ("seed", "model")),
    ]
    keys = {node["unique_id"]: _key(node) for node in nodes}
    boxes: dict[str, Box] = {}
    for node in sorted(nodes, key=lambda one: one["name"]):
        box = boxes.setdefault(keys[node["unique_id"]], Box(_layer(node), _heading(node)))
        if box.layer == "intermediate":
            box.lines.append(node["name"])
        box.words.append(_words(node))
        box.parents |= {keys[parent] for parent in node.get("depends_on", {}).get("nodes", ()) if parent in keys}
    for key, box in boxes.items():
        box.parents.discard(key)
    return boxes


def _layer(node: Mapping[str, Any]) -> str:
    return node["schema"] if node["resource_type"] == "model" and node["schema"] in LAYERS else "raw"


def _key(node: Mapping[str, Any]) -> str:
    return node["name"].split("__")[0] if _layer(node) == "intermediate" else node["unique_id"]


def _heading(node: Mapping[str, Any]) -> str:
    if _layer(node) == "intermediate":
        return node["name"].split("__")[0].removeprefix("int_")
    label = ((node.get("config") or {}).get("meta") or {}).get("label_ko")
    return f"{node['name']} · {label}" if label else node["name"]


def _words(node: Mapping[str, Any]) -> str:
    described = " ".join((node.get("description") or "").split())
    return f"{node['schema']}.{node['name']}" + (f": {described}" if described else "")


def _arrange(boxes: Mapping[str, Box], columns: list[list[str]]) -> None:
    """Each box near the middle of its neighbours, to and fro a few times: fewer arrows cross."""
    neighbours: dict[str, set[str]] = {key: set(box.parents) for key, box in boxes.items()}
    for key, box in boxes.items():
        for parent in box.parents:
            neighbours[parent].add(key)
    height = max((_height(boxes, keys) for keys in columns), default=0.0)
    for sweep in range(SWEEPS + 1):
        for keys in columns if sweep % 2 == 0 else reversed(columns):
            if sweep:
                middles = {
                    key: _mean([boxes[one].middle for one in neighbours[key]], boxes[key].middle) for key in keys
                }
                keys.sort(key=lambda key: (middles[key], key))
            _stack(boxes, keys, height)


def _height(boxes: Mapping[str, Box], keys: list[str]) -> float:
    return sum(boxes[key].height + GAP for key in keys)


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _stack(boxes: Mapping[str, Box], keys: list[str], height: float) -> None:
    """One below the other, spread over the height of the tallest column."""
    spare = (height - _height(boxes, keys)) / max(len(keys), 1)
    top = HEAD + spare / 2
    for key in keys:
        boxes[key].top = top
        top += boxes[key].height + GAP + spare


def _svg(boxes: Mapping[str, Box]) -> str:
    width = 2 * MARGIN + len(LAYERS) * (WIDTH + COLUMN_GAP) - COLUMN_GAP // 2
    height = max((box.top + box.height for box in boxes.values()), default=HEAD) + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" width="{width}"'
        f' height="{height:.0f}" role="img" font-size="12"'
        ' font-family="Noto Sans KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif">',
        f"<title>{escape(TITLE)}</title>",
        f'<rect width="{width}" height="{height:.0f}" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="26" font-size="16" font-weight="bold" fill="#1b2733">{escape(TITLE)}</text>',
        *(
            f'<text x="{_left(layer)}" y="50" font-size="13" fill="{line}">{escape(heading)}</text>'
            for layer, (_, line, heading) in LAYERS.items()
        ),
        *(_arrow(boxes[parent], box) for _, box in sorted(boxes.items()) for parent in sorted(box.parents)),
        *(_drawn(box) for box in boxes.values()),
    ]
    return "\n".join([*parts, "</svg>", ""])


def _left(layer: str) -> int:
    return MARGIN + list(LAYERS).index(layer) * (WIDTH + COLUMN_GAP)


def _arrow(parent: Box, child: Box) -> str:
    """From the right side of one to the left side of the other; within a column an arc on its right."""
    start = _left(parent.layer) + WIDTH
    if parent.layer == child.layer:
        end, reach = start, start + 18 + abs(parent.middle - child.middle) * 0.12
        first = last = min(reach, start + COLUMN_GAP * 0.55)
    else:
        end = _left(child.layer)
        first = last = (start + end) / 2
    return (
        f'<path d="M{start} {parent.middle:.1f}C{first:.0f} {parent.middle:.1f} {last:.0f} {child.middle:.1f}'
        f' {end} {child.middle:.1f}" fill="none" stroke="{LAYERS[parent.layer][1]}" stroke-opacity="0.4"/>'
    )


def _drawn(box: Box) -> str:
    fill, line, _ = LAYERS[box.layer]
    left = _left(box.layer)
    text = Markup("").join(
        Markup('<text x="{}" y="{:.1f}" fill="{}">{}</text>').format(
            left + 8, box.top + PADDING + 12 + number * LINE, "#1b2733" if number == 0 else "#5b6874", words
        )
        for number, words in enumerate([box.heading, *box.lines])
    )
    return Markup(
        '<g><title>{}</title><rect x="{}" y="{:.1f}" width="{}" height="{:.1f}" rx="4" fill="{}" stroke="{}"/>{}</g>'
    ).format("\n".join(box.words), left, box.top, WIDTH, box.height, fill, line, text)
