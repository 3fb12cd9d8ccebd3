"""The small picture in a mail: rows over the last runs, failures marked; readable at phone width."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

GOOD, WARNED, FAILED, HELD, INK = "#1f6f8b", "#c98200", "#b3261e", "#8d99a6", "#1b2733"


def trend_png(points: Sequence[Mapping[str, Any]], label: str) -> bytes | None:
    """Bars of `row_count` per run, red where the run failed; None when there is nothing to compare."""
    if len(points) < 2:
        return None
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # no pyplot: no global state in a worker
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    family = _font_family()
    figure = Figure(figsize=(6.0, 1.9), dpi=160)
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    heights = [point["row_count"] for point in points]
    highest = max([*heights, 1])
    axes.bar(range(len(points)), heights, color=[_colour(point) for point in points], width=0.75)
    for position, point in enumerate(points):
        if point.get("verdict") == "failed":  # a shape as well as a colour: not everybody sees red
            axes.plot(position, highest * 0.06, marker="x", color=FAILED, markersize=7, markeredgewidth=2)
    if points[-1].get("verdict") != "failed":
        axes.annotate(
            f"{heights[-1]:,}", (len(points) - 1, heights[-1]), ha="center", va="bottom", fontsize=8, color=INK
        )
    axes.set_title(label, loc="left", fontsize=10, family=family, color=INK)
    positions = sorted({0, len(points) // 2, len(points) - 1})
    axes.set_xticks(positions, [f"{points[p]['at']:%m-%d}" for p in positions], fontsize=8)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.tick_params(axis="y", labelsize=8)
    axes.set_ylim(0, highest * 1.15)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color="#e3e8ed", linewidth=0.7)
    axes.set_axisbelow(True)
    figure.tight_layout()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _colour(point: Mapping[str, Any]) -> str:
    return {"failed": FAILED, "passed_with_warnings": WARNED, "waiting_for_approval": WARNED}.get(
        point.get("verdict") or "", GOOD
    )


@cache
def _font_family() -> str:
    """The Korean font that travels in a wheel; its package would change matplotlib's defaults when imported."""
    from importlib.util import find_spec

    from matplotlib import font_manager

    spec = find_spec("koreanize_matplotlib")
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent / "fonts"
    for path in sorted(folder.glob("*.ttf")):
        font_manager.fontManager.addfont(str(path))
    return "NanumGothic"
