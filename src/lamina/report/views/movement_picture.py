"""How far maps and answers move with the image: one picture for each kind of movement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from lamina.report.fonts import drawable, shorten
from lamina.report.style import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, pixels, styled
from lamina.report.views.mosaic import SMALL, TEXT, WIDTH, fewer_colours, framed, line_height, sized_figure
from lamina.report.views.tints import Tile, sized
from lamina.words import say

MOST_POOLINGS = 4
_COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
_LEFT, _GAP = 84, 8  # pixels: room for the numbers at the left
_ANSWERS, _MAPS, _LEGEND = 190, 390, 34  # heights; of the legend for each of its lines


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
    output: Sequence[float]  # the same distances of the network's output


def draw_movement(shown: MovementShown) -> bytes:
    """PNG: the image as it moves, what becomes of the answer, and of the maps before and after each pooling."""
    order = np.argsort(shown.amounts, kind="stable")
    x = np.asarray(shown.amounts, dtype=float)[order]
    labels = [_amount(shown.kind, value) for value in x]
    side = (WIDTH - _LEFT) // len(x) - _GAP
    tiles = [framed(sized(shown.examples[place], side)) for place in order]
    strip = 6 + line_height(SMALL)
    top = strip + max(tile.shape[0] for tile in tiles)
    legend = _LEGEND * (min(len(shown.poolings), MOST_POOLINGS) + 1) + 20
    height = top + _ANSWERS + _MAPS + legend
    with styled():
        figure = sized_figure(height)
        for place, (tile, label) in enumerate(zip(tiles, labels, strict=True)):
            left = _LEFT + place * (side + _GAP)
            figure.figimage(tile, left, height - strip - tile.shape[0], origin="upper", resize=False)
            figure.text(left / WIDTH, 1 - 6 / height, label, fontsize=SMALL, color=MUTED, va="top")
        answers = _axes(figure, top + 52, _ANSWERS - 62, height)
        maps = _axes(figure, top + _ANSWERS + 44, _MAPS - 110, height)
        _answers(answers, x, np.asarray(shown.kept, dtype=float)[order], shown.numeric)
        _maps(maps, x, order, shown, labels)
        maps.set_xlabel(drawable(say(f"explain.images.amount.{shown.kind}")))
        return fewer_colours(pixels(figure))


def _axes(figure: Figure, top: int, high: int, height: int) -> Axes:
    """Axes at a place in pixels from above, as wide as the row of images."""
    width = WIDTH - _LEFT - 2 * _GAP
    return figure.add_axes((_LEFT / WIDTH, 1 - (top + high) / height, width / WIDTH, high / height))


def _answers(axes: Axes, x: np.ndarray, kept: np.ndarray, numeric: bool) -> None:
    axes.plot(x, kept, color=INK, marker="o", markersize=4)
    title = say("explain.images.answer_change") if numeric else say("explain.images.answer_kept")
    axes.set_title(drawable(title), loc="left", fontsize=TEXT, pad=5)
    axes.set_xticks(x, [""] * len(x))
    if not numeric:
        axes.set_ylim(-0.04, 1.08)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, 0))


def _maps(axes: Axes, x: np.ndarray, order: np.ndarray, shown: MovementShown, labels: Sequence[str]) -> None:
    """Before a pooling dashed, after it whole, in one colour; the network's output dotted."""
    axes.set_title(drawable(say("explain.images.maps_change")), loc="left", fontsize=TEXT, pad=5)
    lines = list(zip(shown.poolings[:MOST_POOLINGS], _COLOURS, strict=False))
    drawn = [(say("explain.images.before", layer=shorten(one[0], 16)), one[1], colour, "--") for one, colour in lines]
    drawn.append(
        (say("explain.images.output"), shown.output, INK, ":")
    )  # so that the legend's columns are before, after
    drawn += [(say("explain.images.after", layer=shorten(one[0], 16)), one[2], colour, "-") for one, colour in lines]
    for label, values, colour, style in drawn:
        axes.plot(x, np.asarray(values)[order], color=colour, linestyle=style, label=drawable(label))
    axes.set_xticks(x, labels)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, 0))
    axes.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.46, -0.26), columnspacing=1.2)


def _amount(kind: str, value: float) -> str:
    return f"{value:g}°" if kind == "turn" else f"{value:g}"
