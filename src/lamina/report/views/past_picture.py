"""Which past steps of a window count for an answer: the window's curve, and under it a bar for each step (or a strip for each variable)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from lamina.report.fonts import shorten
from lamina.report.style import BLUE, MUTED, ORANGE, new_figure, png, styled
from lamina.report.views.steps import SIGNED, WIDTH, Steps, bare, draw_curves, legend_above, name_steps, strip_name
from lamina.words import say

MOST_VARIABLES = 12  # of a strip
TURNED = 0.35  # inches of a strip's line

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """What one answer is made of: its name, and (T, V) how much each step of each variable counts, in `unit`."""

    name: str
    values: Values
    unit: str = ""


def draw_past(
    title: str, steps: Steps, variables: Sequence[str], counted: Sequence[Counted], ahead: Values | None = None
) -> bytes:
    """The window over its steps, and a panel for each answer; ahead: (H,) the forecast of the first curve, drawn on."""
    shown = _largest(variables, counted)
    single = len(variables) == 1
    heights = [1.15, *[0.95 if single else max(0.5, TURNED * 0.55 * len(shown)) for _ in counted]]
    count = len(counted[0].values)
    further = 0 if ahead is None else len(ahead)
    with styled():
        figure = new_figure(WIDTH, sum(heights) + 0.33 * len(heights) + 0.7)
        rows = figure.subplots(len(heights), 1, gridspec_kw={"height_ratios": heights}, squeeze=False)[:, 0]
        draw_curves(rows[0], steps)
        strip_name(rows[0], title)
        if ahead is not None and len(steps.curves) == 1:
            last = next(iter(steps.curves.values()))[-1:]
            rows[0].plot(
                range(count - 1, count + further),
                [*last, *ahead],
                color=BLUE,
                linewidth=1.6,
                label=say("past.forecast"),
            )
            legend_above(rows[0])
        for axes, one in zip(rows[1:], counted, strict=True):
            (_bars if single else _strips)(axes, one, [variables[place] for place in shown], shown)
        name_steps(rows[-1], Steps(), count)
        for axes in rows:
            axes.set_xlim(-0.5, count + (further if len(steps.curves) == 1 else 0) - 0.5)
        return png(figure)


def _largest(variables: Sequence[str], counted: Sequence[Counted]) -> list[int]:
    """The variables that count most for any of the answers, in their own order."""
    sizes = np.max([np.abs(one.values).sum(axis=0) for one in counted], axis=0)
    return sorted(np.argsort(-sizes, kind="stable")[:MOST_VARIABLES].tolist()) if len(variables) > 1 else [0]


def _bars(axes: Axes, one: Counted, names: list[str], shown: list[int]) -> None:
    values = one.values[:, shown[0]]
    axes.bar(range(len(values)), values, color=[BLUE if value >= 0 else ORANGE for value in values], width=0.8)
    axes.axhline(0, color=MUTED, linewidth=0.7)
    axes.set_xticks([])
    axes.grid(visible=False, axis="x")
    strip_name(axes, one.name, one.unit)


def _strips(axes: Axes, one: Counted, names: list[str], shown: list[int]) -> None:
    most = max(float(np.abs(one.values).max()), 1e-12)
    root = np.sign(one.values) * np.sqrt(np.abs(one.values) / most)  # so that what is small is seen, too
    axes.imshow(root[:, shown].T, aspect="auto", interpolation="nearest", cmap=SIGNED, vmin=-1, vmax=1)
    bare(axes)
    axes.set_yticks(range(len(names)), [shorten(name, 14) for name in names], fontsize=8)
    strip_name(axes, one.name, f"±{most:.2g} {one.unit}".strip())
