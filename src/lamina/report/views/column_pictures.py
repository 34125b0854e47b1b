"""Columns that made answers: bars of importance with their spread, lines of partial dependence, bars for a single row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from lamina.core.looks import Importance
from lamina.report.fonts import drawable, shorten
from lamina.report.numbers import short
from lamina.report.style import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, headline, new_figure, png, styled
from lamina.report.views.steps import WIDTH, strip_name

MOST_BARS, MOST_LINES, MOST_CATEGORIES = 15, 4, 8
LINES = (BLUE, ORANGE, GREEN, PURPLE)

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """The mean answer along a column: grid of numbers, or names of categories; answers (steps, K); names of the K lines.

    dates: the grid is in seconds since 1970. known: the column's own values of the rows that are looked at.
    """

    column: str
    grid: tuple[float, ...]
    answers: Values
    lines: tuple[str, ...]
    categories: tuple[str, ...] = ()
    dates: bool = False
    known: tuple[float, ...] = ()


def draw_importance(title: str, under: str, found: Sequence[Importance], percent: bool) -> bytes:
    """A bar for each column, the most important on top, with the standard deviation of its shufflings."""
    shown = list(found)[:MOST_BARS][::-1]
    scale = 100.0 if percent else 1.0
    with styled():
        figure = new_figure(WIDTH, 0.27 * len(shown) + 1.25)
        axes = figure.add_subplot()
        falls = [one.fall * scale for one in shown]
        spread = [one.spread * scale for one in shown]
        told = [one.fall > one.spread for one in shown]
        axes.barh(
            range(len(shown)),
            falls,
            xerr=spread,
            color=[BLUE if sure else "#b7c3d2" for sure in told],
            ecolor=MUTED,
            height=0.68,
        )
        axes.set_yticks(range(len(shown)), [shorten(one.column, 20) for one in shown], fontsize=9, color=INK)
        axes.axvline(0, color=MUTED, linewidth=0.8)
        axes.grid(visible=False, axis="y")
        axes.xaxis.set_major_locator(MaxNLocator(5))
        headline(axes, title, under)
        return png(figure)


def draw_dependence(curves: Sequence[Curve], under: str) -> bytes:
    """A panel for each column, two beside each other; the rows looked at are marked at the foot. under: what is drawn."""
    lines = -(-len(curves) // 2)
    with styled():
        figure = new_figure(WIDTH, 1.95 * lines + 0.3)
        grid = figure.subplots(lines, min(2, len(curves)), squeeze=False)
        for place, axes in enumerate(grid.flat):
            if place >= len(curves):
                axes.set_axis_off()
                continue
            _curve(axes, curves[place])
        figure.supxlabel(drawable(under), fontsize=8.5, color=MUTED)
        if len(curves[0].lines) > 1:
            handles, names = grid.flat[0].get_legend_handles_labels()
            figure.legend(handles, names, loc="outside upper center", ncols=min(4, len(names)), fontsize=8.5)
        return png(figure)


def draw_row(title: str, under: str, named: Sequence[tuple[str, float]]) -> bytes:
    """A bar for each column of one row: ("Sex = female", value), in the order given."""
    shown = list(named)[::-1]
    with styled():
        figure = new_figure(WIDTH, 0.27 * len(shown) + 1.25)
        axes = figure.add_subplot()
        values = [value for _, value in shown]
        axes.barh(range(len(shown)), values, color=[BLUE if value >= 0 else ORANGE for value in values], height=0.68)
        axes.set_yticks(range(len(shown)), [shorten(name, 26) for name, _ in shown], fontsize=9, color=INK)
        axes.axvline(0, color=MUTED, linewidth=0.8)
        axes.grid(visible=False, axis="y")
        axes.xaxis.set_major_locator(MaxNLocator(5))
        headline(axes, title, under)
        return png(figure)


def _curve(axes: Axes, one: Curve) -> None:
    if one.categories:
        _categories(axes, one)
    else:
        for color, name, values in zip(LINES, one.lines, one.answers.T, strict=False):
            axes.plot(one.grid, values, color=color, linewidth=1.6, marker=".", markersize=4, label=shorten(name, 16))
        low, high = axes.get_ylim()
        inside = [value for value in one.known if one.grid[0] <= value <= one.grid[-1]]
        axes.plot(inside, [low] * len(inside), "^", color=INK, markersize=5, clip_on=False)
        axes.set_ylim(low, high)
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=all(value == round(value) for value in one.grid)))
        if one.dates:
            axes.xaxis.set_major_formatter(lambda value, _: datetime.fromtimestamp(value, UTC).strftime("%Y-%m"))
        else:
            axes.xaxis.set_major_formatter(lambda value, _: short(value))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda value, _: short(value))
    axes.tick_params(labelsize=7.5)
    strip_name(axes, shorten(one.column, 24))


def _categories(axes: Axes, one: Curve) -> None:
    names = [shorten(name, 10) for name in one.categories[:MOST_CATEGORIES]]
    answers = one.answers[:MOST_CATEGORIES]
    lines = min(MOST_LINES, answers.shape[1])
    for place, (color, name) in enumerate(zip(LINES, one.lines[:lines], strict=False)):
        across = np.arange(len(names)) + (place - (lines - 1) / 2) * 0.8 / lines
        axes.bar(across, answers[:, place], width=0.8 / lines, color=color, label=shorten(name, 16))
    axes.set_xticks(range(len(names)), names, rotation=45 if max(map(len, names)) > 4 else 0, fontsize=7.5)
    axes.grid(visible=False, axis="x")
