"""A line of numbers as a small drawing that a page makes itself."""

import math
from collections.abc import Sequence

from lamina.report.html import Html, tag

WIDTH, HEIGHT, EDGE = 240, 48, 3
MOST_POINTS = 240


def sparkline(values: Sequence[float]) -> Html:
    """The values from left to right, scaled to their own range; what is not finite is left out."""
    step = max(1, math.ceil(len(values) / MOST_POINTS))
    kept = [(place, value) for place, value in enumerate(values[::step]) if math.isfinite(value)]
    if not kept:
        return tag("svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", class_="spark", role="img")
    low, high = min(value for _, value in kept), max(value for _, value in kept)
    last = max(1, len(values[::step]) - 1)
    points = " ".join(
        f"{EDGE + (WIDTH - 2 * EDGE) * place / last:.1f},"
        f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((value - low) / (high - low) if high > low else 0.5):.1f}"
        for place, value in kept
    )
    line = tag(
        "polyline", points=points, fill="none", stroke="var(--blue)", stroke_width="1.6", stroke_linejoin="round"
    )
    return tag("svg", line, viewBox=f"0 0 {WIDTH} {HEIGHT}", class_="spark", role="img")
