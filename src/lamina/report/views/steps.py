"""The steps of one row along the foot of a picture: tokens of a text, or the steps of a series with its curve."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from lamina.report.fonts import drawable, shorten
from lamina.report.style import BLUE, INK, MUTED, ORANGE, PAPER
from lamina.words import say

WIDTH = 4.8  # inches: readable on a telephone, where the picture is 360 pixels wide
MOST_NAMED = 32  # tokens whose names stand below each other; of more every second, third ... is named
MOST_CURVES = 3
LONGEST = 12  # letters of a token's name

SHARE = LinearSegmentedColormap.from_list("share", [PAPER, "#8ec1e0", BLUE, "#00324f"])  # 0 .. 1
SIGNED = LinearSegmentedColormap.from_list("signed", [ORANGE, "#f3c9ad", PAPER, "#a8cfe6", BLUE])  # -1 .. 1


@dataclass(frozen=True)
class Steps:
    """names: of the T steps (tokens), or () where they only count; curves: variable -> its T values in raw units."""

    names: tuple[str, ...] = ()
    curves: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


def name_steps(axes: Axes, steps: Steps, count: int) -> None:
    """The names of the steps along the x axis, or how many steps ago they were."""
    axes.grid(False)
    axes.set_xlim(-0.5, count - 0.5)
    if not steps.names:
        axes.set_xlabel(say("past.ago"))
        every = max(1, -(-count // 8))
        places = list(range(count - 1, -1, -every))
        axes.set_xticks(places, [str(count - 1 - place) for place in places])
        return
    every = -(-count // MOST_NAMED)
    places = list(range(0, count, every))
    names = [shorten(steps.names[place], LONGEST) for place in places]
    short = all(len(name) <= 1 for name in names)
    axes.set_xticks(places, names, rotation=0 if short else 90, fontsize=7.5 if every == 1 else 7, color=INK)


def draw_curves(axes: Axes, steps: Steps) -> None:
    """The curves over the steps, each on its own scale where there are several."""
    several = len(steps.curves) > 1
    for color, (name, values) in zip((INK, BLUE, ORANGE), list(steps.curves.items())[:MOST_CURVES], strict=False):
        size = float(values.max() - values.min()) or 1.0
        axes.plot(
            (values - values.min()) / size if several else values,
            color=color,
            linewidth=1.4,
            label=shorten(name, 12 if several else 24),
        )
    axes.set_xlim(-0.5, max(len(values) for values in steps.curves.values()) - 0.5)
    axes.set_xticks([])
    axes.grid(False)
    if several:
        axes.set_yticks([])
    legend_above(axes)


def legend_above(axes: Axes) -> None:
    """The legend in one line over the axes, at the right: never on a curve."""
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2, ncols=4, fontsize=8, handlelength=1.2,
        columnspacing=1.0, handletextpad=0.4,
    )  # fmt: skip


def bare(axes: Axes) -> None:
    """An axes without ticks and frame, for a strip."""
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_edgecolor("#c4cad4")
        side.set_linewidth(0.6)


def strip_name(axes: Axes, name: str, under: str = "") -> None:
    """A name over a strip, at the left, with something quieter behind it."""
    axes.set_title(drawable(name), loc="left", fontsize=9.5, pad=3)
    if under:
        axes.set_title(drawable(under), loc="right", fontsize=8, pad=3, color=MUTED)
