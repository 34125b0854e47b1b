"""Every layer's activity for one row: mean, zeros, range, and the shape of its distribution."""

from collections.abc import Sequence

from lamina.core.flow import Activity
from lamina.report.html import Html, table, tag
from lamina.report.numbers import short
from lamina.report.views.flow_drawing import shape_text
from lamina.words import say

OPEN = 16  # layers that are shown without being asked for
WIDTH, HEIGHT = 84, 22


def activity_table(layers: Sequence[Activity]) -> Html:
    """A line for each layer; those of long networks behind the first are folded."""
    heads = ["layer", "shape", "mean", "zeros", "range", "histogram"]
    named = [say(f"explain.activity.{name}") for name in heads]
    shown = table(named, [_line(one) for one in layers[:OPEN]], numbers_from=1)
    if len(layers) <= OPEN:
        return tag("div", shown, class_="activity")
    rest = table(named, [_line(one) for one in layers[OPEN:]], numbers_from=1)
    more = tag("details", tag("summary", say("explain.more_layers", count=len(layers) - OPEN)), rest)
    return tag("div", shown, more, class_="activity")


def _line(one: Activity) -> list[object]:
    shape = shape_text(one.shape) or "1"
    span = f"{_short(one.low)} … {_short(one.high)}"
    return [
        tag("span", *_broken(one.name), title=one.type),
        shape,
        _short(one.mean),
        f"{100 * one.zeros:.0f} %",
        span,
        bars(one.histogram),
    ]


def _broken(name: str) -> list[object]:
    """A name that may go on in the next line after each dot."""
    parts = name.split(".")
    return [*(one for part in parts[:-1] for one in (f"{part}.", tag("wbr"))), parts[-1]]


def _short(value: float) -> str:
    """Three digits."""
    return short(float(f"{value:.3g}"))


def bars(counts: Sequence[int]) -> Html:
    """The histogram as small bars, the fullest as high as the line."""
    most, step = max(counts, default=1) or 1, WIDTH / max(1, len(counts))
    drawn = [
        tag(
            "rect",
            x=f"{place * step:.1f}",
            y=f"{HEIGHT * (1 - count / most):.1f}",
            width=f"{step - 0.8:.1f}",
            height=f"{HEIGHT * count / most:.1f}",
        )
        for place, count in enumerate(counts)
        if count
    ]
    return tag(
        "svg", *drawn, viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, class_="bins", aria_hidden="true"
    )
