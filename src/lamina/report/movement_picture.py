"""How far maps and answers move with the image: one picture for each kind of movement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from lamina.report.fonts import drawable, shorten
from lamina.report.mosaic import WIDTH, fewer_colours
from lamina.report.style import BLUE, DPI, GREEN, INK, LINE, MUTED, ORANGE, PURPLE, new_figure, png, styled
from lamina.report.tints import Tile
from lamina.words import say

MOST_POOLINGS = 4
_COLOURS = (BLUE, ORANGE, GREEN, PURPLE)


@dataclass(frozen=True)
class MovementShown:
    """Means over rows, in the order of `amounts`.

    examples: the first row's image at each amount. kept: share of the rows that keep their answer (of numbers: mean
    change of the answer). poolings: name, distances before it, distances after it.
    """

    kind: str
    amounts: Sequence[float]
    examples: Sequence[Tile]
    kept: Sequence[float]
    numeric: bool
    poolings: Sequence[tuple[str, Sequence[float], Sequence[float]]]
    last: tuple[str, Sequence[float]]  # the layer before the answer


def draw_movement(shown: MovementShown) -> bytes:
    """PNG: the image as it moves, what becomes of the answer, and of the maps before and after each pooling."""
    order = np.argsort(shown.amounts, kind="stable")
    x = np.asarray(shown.amounts, dtype=float)[order]
    with styled():
        figure = new_figure(WIDTH / DPI, 5.3)
        strip, answers, maps = figure.subplots(3, 1, height_ratios=(0.75, 1.1, 2.2))
        _strip(strip, [shown.examples[place] for place in order], [_amount(shown.kind, value) for value in x])
        _answers(answers, x, np.asarray(shown.kept, dtype=float)[order], shown.numeric)
        _maps(maps, x, order, shown)
        maps.set_xlabel(say(f"explain.images.amount.{shown.kind}"))
        return fewer_colours(png(figure))


def _strip(axes: Axes, examples: Sequence[Tile], labels: Sequence[str]) -> None:
    """The image at each amount, side by side."""
    axes.axis("off")
    for place, (tile, label) in enumerate(zip(examples, labels, strict=True)):
        inset = axes.inset_axes((place / len(examples), 0.0, 0.92 / len(examples), 1.0))
        inset.imshow(tile, interpolation="nearest" if max(tile.shape[:2]) < 96 else "antialiased")
        inset.set(xticks=[], yticks=[])
        inset.spines[:].set(visible=True, color=LINE)
        inset.set_title(label, fontsize=9, color=MUTED, pad=3)


def _answers(axes: Axes, x: np.ndarray, kept: np.ndarray, numeric: bool) -> None:
    axes.plot(x, kept, color=INK, marker="o", markersize=4)
    title = say("explain.images.answer_change") if numeric else say("explain.images.answer_kept")
    axes.set_title(drawable(title), loc="left", fontsize=10, pad=5)
    axes.set_xticks(x, [""] * len(x))
    if not numeric:
        axes.set_ylim(-0.04, 1.08)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, 0))


def _maps(axes: Axes, x: np.ndarray, order: np.ndarray, shown: MovementShown) -> None:
    """Before a pooling dashed, after it whole, in one colour; the layer before the answer dotted."""
    axes.set_title(drawable(say("explain.images.maps_change")), loc="left", fontsize=10, pad=5)
    for (name, before, after), colour in zip(shown.poolings[:MOST_POOLINGS], _COLOURS, strict=False):
        called = shorten(name, 16)
        axes.plot(
            x, np.asarray(before)[order], color=colour, linestyle="--", label=say("explain.images.before", layer=called)
        )
        axes.plot(x, np.asarray(after)[order], color=colour, label=say("explain.images.after", layer=called))
    name, distances = shown.last
    axes.plot(x, np.asarray(distances)[order], color=INK, linestyle=":", label=shorten(name, 20))
    axes.set_xticks(x, [_amount(shown.kind, value) for value in x])
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, 0))
    axes.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.28), fontsize=9, handlelength=2.4)


def _amount(kind: str, value: float) -> str:
    return f"{value:g}°" if kind == "turn" else f"{value:g}"
